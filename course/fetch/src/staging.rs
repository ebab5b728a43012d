//! The folder in which files wait until all are there: `data/mnist.part` for `data/mnist`.
//!
//! A killed run leaves it behind, and the next one goes on from it. A run that fails
//! removes it. The file `lock` in it is locked while somebody works; the system unlocks it
//! when that process ends, however it ends.

use aelib::data::DataFile;
use aelib::progress::Show;
use aelib::{Error, Result};
use same_file::Handle;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

const LOCK: &str = "lock";

/// The locked folder.
pub struct Staging {
    /// Where the files shall be.
    target: PathBuf,
    folder: PathBuf,
    /// Open, and so locked.
    _lock: File,
    /// The topmost folder that was made for this.
    made: Option<PathBuf>,
}

impl Staging {
    /// Makes and locks the folder for `target`; waits for whoever has it locked.
    pub fn open(target: &Path, show: Show) -> Result<Self> {
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let folder = target.with_file_name(name);
        let parents = folder.ancestors().skip(1);
        let made = parents.take_while(|parent| !parent.exists()).last();
        let made = made.map(Path::to_path_buf);
        loop {
            fs::create_dir_all(&folder).map_err(Error::io(&folder))?;
            let path = folder.join(LOCK);
            let file = File::options()
                .create(true)
                .truncate(false)
                .write(true)
                .open(&path);
            let lock = match file {
                // Whoever had it has just cleared it away.
                Err(e) if e.kind() == ErrorKind::NotFound => continue,
                other => other.map_err(Error::io(&path))?,
            };
            wait_for(&lock, show).map_err(Error::io(&path))?;
            // This one, or one that has been cleared away while this process waited?
            let same = lock.try_clone().and_then(Handle::from_file);
            if same.is_ok_and(|lock| Handle::from_path(&path).is_ok_and(|now| now == lock)) {
                return Ok(Self {
                    target: target.into(),
                    folder,
                    _lock: lock,
                    made,
                });
            }
        }
    }

    /// Where files wait.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where a file grows.
    pub fn part(&self, file: &DataFile) -> PathBuf {
        self.folder.join(format!("{}.part", file.name))
    }

    /// Moves files to where they shall be. What is wrong there goes.
    pub fn hand_over(&self, files: &[&DataFile]) -> Result<()> {
        fs::create_dir_all(&self.target).map_err(Error::io(&self.target))?;
        for file in files {
            let from = file.find(&self.folder).expect("it has been staged");
            let to = self.target.join(from.file_name().expect("a file"));
            fs::rename(&from, &to).map_err(Error::io(&to))?;
            // The other form, if it was there, was not right.
            for old in file.names().iter().map(|name| self.target.join(name)) {
                if old != to && old.exists() {
                    fs::remove_file(&old).map_err(Error::io(&old))?;
                }
            }
        }
        Ok(())
    }

    /// Removes the folder, and those that were made for it, as far as they are empty.
    pub fn clear(self) {
        // The lock goes last: another process may begin as soon as it has gone. What
        // cannot be removed stays, and the next run goes on from it.
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if entry.file_name() != LOCK {
                let _ = fs::remove_file(entry.path());
            }
        }
        let _ = fs::remove_file(self.folder.join(LOCK));
        let mut folder = self.folder.as_path();
        while fs::remove_dir(folder).is_ok() && self.made.as_ref().is_some_and(|top| folder != top)
        {
            match folder.parent() {
                Some(parent) => folder = parent,
                None => break,
            }
        }
    }
}

fn wait_for(lock: &File, show: Show) -> io::Result<()> {
    let outcome = match lock.try_lock() {
        Ok(()) => return Ok(()),
        Err(TryLockError::WouldBlock) => {
            if show == Show::Lines {
                println!("another process is fetching the same files: waiting for it");
            }
            lock.lock()
        }
        Err(TryLockError::Error(e)) => Err(e),
    };
    match outcome {
        // Some network file systems have no locks. Two processes may then do the work
        // twice; what comes out is verified all the same.
        Err(e) if e.kind() == ErrorKind::Unsupported => Ok(()),
        other => other,
    }
}
