//! Why a command ends: one clear line.

use std::fmt;
use std::path::Path;

/// What went wrong and what to do, on one line.
#[derive(Clone, Debug)]
pub struct Failure(String);

/// The result of a command.
pub type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// With this line.
    pub fn new(line: impl Into<String>) -> Self {
        Self(line.into())
    }

    /// For `map_err` on the system's errors about a file.
    pub fn file(path: impl AsRef<Path>) -> impl FnOnce(std::io::Error) -> Self {
        move |e| Self(format!("{}: {e}", path.as_ref().display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The library's errors say everything on their own.
impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}
