//! Checks the four files of a data set before anything reads them.

use super::sets::DataSet;
use aelib_core::{Error, Result};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A private folder with verified, unpacked copies of a data set's files. It goes when the
/// value is dropped.
///
/// # Errors
/// The first file that is missing, cannot be read, or is not the data set's.
pub fn unpack(set: DataSet, dir: &Path) -> Result<TempDir> {
    let copies = TempDir::new().map_err(Error::io(std::env::temp_dir()))?;
    for file in set.files() {
        let path = file.find(dir).ok_or_else(|| Error::Missing {
            what: format!(
                "{}'s file {name} or {name}.gz",
                set.name(),
                name = file.name
            ),
            looked_in: dir.display().to_string(),
            advice: set.advice(),
        })?;
        let bytes = file.read(&path, &set.advice())?;
        let copy = copies.path().join(file.name);
        fs::write(&copy, bytes).map_err(Error::io(copy))?;
    }
    Ok(copies)
}
