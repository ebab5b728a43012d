//! Fetching a data set: from mirrors or from a folder, verified, and whole or not at all.
//!
//! `fetcher` asks one mirror after the other; `http` fetches one file and goes on where it
//! was interrupted; `staging` is the folder in which files wait until all are there, and
//! the lock that lets one process do the work.

mod bar;
mod fetcher;
mod http;
mod source;
mod staging;

use aelib::Result;
use aelib::data::{DataFile, DataSet};
use aelib::progress::Show;
use fetcher::Fetcher;
use staging::Staging;
use std::path::Path;
use std::time::Duration;

pub use source::Source;

/// How to fetch a data set.
#[derive(Clone, Debug)]
pub struct Download {
    /// Where from.
    pub source: Source,
    /// For finding a server, and again for reaching it.
    pub connect: Duration,
    /// For an answer, and for every 16 KiB of a file.
    pub patience: Duration,
    /// How often a mirror that breaks off is asked again for the rest, without another
    /// 64 KiB in between.
    pub tries: u32,
    /// Where progress goes: a bar on a terminal, else a line for each file.
    pub show: Show,
}

/// What [`Download::fetch`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fetched {
    /// Nothing: all files were there, and are the right ones.
    WasThere,
    /// It put at least one file into the folder.
    Now,
}

impl Download {
    /// From the data set's own mirrors, with patience.
    pub fn of(set: DataSet) -> Self {
        Self {
            source: Source::Mirrors(set.mirrors().iter().map(|url| (*url).into()).collect()),
            connect: Duration::from_secs(10),
            patience: Duration::from_secs(30),
            tries: 3,
            show: Show::Lines,
        }
    }

    /// Sees to it that `dir` holds the data set: keeps each file that is right, and puts
    /// the others there. Of several processes at once, one does the work.
    ///
    /// # Errors
    /// If no source has a file, or one cannot be written. Then `dir` is as it was.
    pub fn fetch(&self, set: DataSet, dir: &Path) -> Result<Fetched> {
        self.fetch_files(set.name(), set.files(), dir)
    }

    /// The same for any files; `what` is their name in messages.
    ///
    /// # Errors
    /// As [`Download::fetch`].
    pub fn fetch_files(&self, what: &str, files: &[DataFile], dir: &Path) -> Result<Fetched> {
        let missing = || files.iter().filter(|file| !is_right(file, dir));
        if missing().next().is_none() {
            return Ok(Fetched::WasThere);
        }
        let staging = Staging::open(dir, self.show)?;
        // Another process may have done the work while this one waited.
        let missing: Vec<&DataFile> = missing().collect();
        let mut fetcher = Fetcher::new(self, what, &staging);
        let outcome = missing
            .iter()
            .try_for_each(|file| fetcher.stage(file))
            .and_then(|()| staging.hand_over(&missing));
        staging.clear();
        outcome.map(|()| match missing.is_empty() {
            true => Fetched::WasThere,
            false => Fetched::Now,
        })
    }
}

/// Whether the folder holds this file.
fn is_right(file: &DataFile, dir: &Path) -> bool {
    let mut candidates = file.candidates(dir).into_iter();
    candidates.any(|path| file.read(&path, "").is_ok())
}
