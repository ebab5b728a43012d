//! Asks one source after the other for a file until it is there, and is the right one.

use crate::bar::Bar;
use crate::http::{self, Http, Trouble};
use crate::staging::Staging;
use crate::{Download, Source};
use aelib::data::{DataFile, inventory};
use aelib::{Error, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// One run of a [`Download`].
pub struct Fetcher<'a> {
    download: &'a Download,
    what: &'a str,
    http: Http,
    staging: &'a Staging,
    /// The mirror that had the last file.
    begin_with: usize,
}

impl<'a> Fetcher<'a> {
    /// For files of this name.
    pub fn new(download: &'a Download, what: &'a str, staging: &'a Staging) -> Self {
        Self {
            download,
            what,
            http: Http::new(download.connect, download.patience),
            staging,
            begin_with: 0,
        }
    }

    /// Brings a file into the staging folder, unless an earlier run has.
    pub fn stage(&mut self, file: &DataFile) -> Result<()> {
        // Under its own name: under another one lies what a run that was killed had begun.
        let staged = file.find(self.staging.folder());
        if staged.is_some_and(|path| file.read(&path, "").is_ok()) {
            return Ok(());
        }
        match &self.download.source {
            Source::Folder(folder) => self.copy(file, folder),
            Source::Mirrors(mirrors) => self.ask_all(file, mirrors),
        }
    }

    fn copy(&self, file: &DataFile, folder: &Path) -> Result<()> {
        let candidates = file.candidates(folder);
        let right = |path: &&PathBuf| file.read(path, "").is_ok();
        let found = candidates.iter().find(right).or(candidates.first());
        let path = found.ok_or_else(|| Error::Missing {
            what: format!("{}'s file {name} or {name}.gz", self.what, name = file.name),
            looked_in: inventory(folder),
            advice: "give the folder with the four original files".into(),
        })?;
        let part = self.staging.part(file);
        fs::copy(path, &part).map_err(Error::io(&part))?;
        // The message names the file that somebody can see.
        self.accept(file, &part, path)
    }

    fn ask_all(&mut self, file: &DataFile, mirrors: &[String]) -> Result<()> {
        let mut reasons = Vec::new();
        for i in 0..mirrors.len() {
            let place = (self.begin_with + i) % mirrors.len();
            match self.ask(file, &mirrors[place]) {
                Ok(()) => {
                    self.begin_with = place;
                    return Ok(());
                }
                Err(Trouble::Here(error)) => return Err(error),
                Err(trouble) => reasons.push(trouble.to_string()),
            }
        }
        Err(Error::Fetch {
            what: self.what.into(),
            reasons: reasons.join("; "),
            advice: "try again later, or give another source with `cargo course data --from \
                     DIR|URL`"
                .into(),
        })
    }

    /// Asks one mirror for a file, packed or, where it has no such file, plain.
    fn ask(&self, file: &DataFile, mirror: &str) -> Result<(), Trouble> {
        let url = format!("{}/{}", mirror.trim_end_matches('/'), file.name);
        match self.insist(file, &format!("{url}.gz")) {
            Err(Trouble::NoSuchFile(packed)) => match self.insist(file, &url) {
                // The packed name is the one that mirrors have.
                Err(Trouble::NoSuchFile(_)) => Err(Trouble::NoSuchFile(packed)),
                other => other,
            },
            other => other,
        }
    }

    /// Asks for one address until the file is there or there is no hope.
    fn insist(&self, file: &DataFile, url: &str) -> Result<(), Trouble> {
        let part = self.staging.part(file);
        let length = || fs::metadata(&part).map_or(0, |part| part.len());
        let bar = Bar::new(self.download.show, url);
        let (mut left, mut mark) = (self.download.tries, length());
        loop {
            let start = length();
            let outcome = self.http.get(url, &part, file.at_most(), &bar);
            match outcome.and_then(|()| Ok(self.accept(file, &part, Path::new(url))?)) {
                Ok(()) => {
                    bar.finish();
                    return Ok(());
                }
                // The beginning, from an earlier run or another mirror, may be what is
                // wrong: `accept` and `get` have thrown it away.
                Err(Trouble::Wrong(_)) if start > 0 => {}
                Err(Trouble::BrokenOff(why)) => {
                    if length() >= mark + MUCH {
                        (left, mark) = (self.download.tries, length());
                    }
                    left = left.saturating_sub(1);
                    if left == 0 {
                        return Err(Trouble::BrokenOff(why));
                    }
                    std::thread::sleep(PAUSE.min(self.download.patience));
                }
                Err(other) => return Err(other),
            }
        }
    }

    /// Gives a file its final name if it is the right one, else removes it. `origin` is
    /// for the message.
    fn accept(&self, file: &DataFile, part: &Path, origin: &Path) -> Result<()> {
        let checked = file.read(part, "try another source with --from");
        let checked = checked.and_then(|_| match http::is_packed(part) {
            true => file
                .check_packed(part)
                .map(|()| format!("{}.gz", file.name)),
            false => Ok(file.name.to_string()),
        });
        let named = checked.and_then(|name| {
            let path: PathBuf = self.staging.folder().join(name);
            let whole = fs::File::open(part).and_then(|part| part.sync_all());
            whole
                .and_then(|()| fs::rename(part, &path))
                .map_err(Error::io(path))
        });
        named.map_err(|error| {
            // Not there any more, or about to go with its folder.
            let _ = fs::remove_file(part);
            about(error, origin)
        })
    }
}

/// So many bytes between two interruptions are progress.
const MUCH: u64 = 64 * 1024;

/// Before a mirror is asked again.
const PAUSE: Duration = Duration::from_millis(500);

/// The same error about another file.
fn about(error: Error, origin: &Path) -> Error {
    match error {
        Error::Content {
            expected,
            found,
            advice,
            ..
        } => Error::Content {
            path: origin.into(),
            expected,
            found,
            advice,
        },
        other => other,
    }
}
