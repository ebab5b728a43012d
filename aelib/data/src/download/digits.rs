//! Digits that are fetched when they are missing.

use super::super::digits::Digits;
use super::super::sets::DataSet;
use super::Download;
use aelib_core::{Error, Result};
use std::path::Path;

impl Digits {
    /// MNIST from the project's folder `dir`, into which `download` puts what is missing;
    /// else, for whatever reason, digits that this library makes itself. With them comes
    /// the line that says which these are.
    ///
    /// # Errors
    /// Where a file in `dir` is cut off, or not MNIST's.
    pub fn find_or_fetch(download: &Download, dir: &Path) -> Result<(Self, String)> {
        if !DataSet::Mnist.is_complete_in(dir)
            && let Err(error) = download.fetch(DataSet::Mnist, dir)
            && !DataSet::Mnist.begun_in(dir)
        {
            return Ok(Self::own(&match error {
                Error::Fetch { what, reasons, .. } => {
                    format!("{what} could not be fetched ({reasons})")
                }
                other => other.to_string(),
            }));
        }
        Self::from_project(dir)
    }
}
