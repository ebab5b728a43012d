//! Checks the four files of a data set before anything reads them.

use super::files::{DataFile, sha256};
use super::inventory;
use super::sets::DataSet;
use aelib_core::{Error, Result};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// The first of the files that may be this one and is it; else what is wrong with the first.
fn read(set: DataSet, file: &DataFile, dir: &Path) -> Result<Vec<u8>> {
    let mut wrong = None;
    for path in set.candidates(file, dir) {
        match file
            .read(&path, &set.advice())
            .and_then(|bytes| own(set, bytes, &path))
        {
            Ok(bytes) => return Ok(bytes),
            Err(error) => wrong = wrong.or(Some(error)),
        }
    }
    Err(wrong.unwrap_or_else(|| Error::Missing {
        what: format!(
            "{}'s file {name} or {name}.gz",
            set.name(),
            name = file.name
        ),
        looked_in: inventory(dir),
        advice: set.advice(),
    }))
}

/// The same bytes, unless they are those of a set in the same form.
fn own(set: DataSet, bytes: Vec<u8>, path: &Path) -> Result<Vec<u8>> {
    let digest = sha256(&bytes);
    let has = |other: &DataSet| other.files().iter().any(|f| f.unpacked == Some(&digest));
    let Some(other) = DataSet::ALL
        .into_iter()
        .find(|other| *other != set && has(other))
    else {
        return Ok(bytes);
    };
    let (expected, found) = (set.name(), other.name());
    let [expected, found] = [format!("a file of {expected}"), format!("one of {found}")];
    Err(Error::content(path, expected, found, set.advice()))
}

/// A private folder with verified, unpacked copies of a data set's files. It goes when the
/// value is dropped.
///
/// # Errors
/// The first file that is missing, cannot be read, or is not the data set's.
pub fn unpack(set: DataSet, dir: &Path) -> Result<TempDir> {
    let copies = TempDir::new().map_err(Error::io(std::env::temp_dir()))?;
    for file in set.files() {
        let bytes = read(set, file, dir)?;
        let copy = copies.path().join(file.name);
        fs::write(&copy, bytes).map_err(Error::io(copy))?;
    }
    Ok(copies)
}
