//! Where a data set comes from.

use aelib::{Error, Result};
use std::path::PathBuf;
use std::str::FromStr;

/// Where a data set comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A folder that holds its files, plain or packed.
    Folder(PathBuf),
    /// Addresses of folders with its files, asked one after the other.
    Mirrors(Vec<String>),
}

/// `http://…` and `https://…` are one mirror, all else is a folder.
impl FromStr for Source {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text.split_once("://") {
            None => Ok(Self::Folder(text.into())),
            Some(("http" | "https", _)) => Ok(Self::Mirrors(vec![text.into()])),
            Some((scheme, _)) => Err(Error::Input {
                what: "source".into(),
                expected: "a folder, or an address that begins with http:// or https://".into(),
                found: format!("{scheme}://"),
                advice: "give one of these".into(),
            }),
        }
    }
}
