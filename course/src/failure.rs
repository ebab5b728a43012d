//! The one error of the command line: a line for the user.

use std::fmt::{Display, Formatter};

/// What went wrong and what to do, in one line.
#[derive(Debug)]
pub struct Failure(pub String);

/// The result type of the commands.
pub type Result<T> = std::result::Result<T, Failure>;

impl Display for Failure {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<aelib::Error> for Failure {
    fn from(error: aelib::Error) -> Self {
        Self(error.to_string())
    }
}
