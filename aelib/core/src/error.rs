//! What can go wrong, said in one line: what, where, expected and found, what to do.

use std::path::PathBuf;

/// The error type of this crate.
#[derive(thiserror::Error)]
pub enum Error {
    /// A size formula has no answer for these numbers.
    #[error("{operation}, {side}: {formula}; {advice}")]
    Size {
        /// The operation.
        operation: &'static str,
        /// Height or width.
        side: &'static str,
        /// The formula with the numbers in it.
        formula: String,
        /// What to change.
        advice: String,
    },
    /// A tensor of the wrong shape.
    #[error("{what}: expected {expected}, found {found}")]
    Shape {
        /// The tensor or the operation.
        what: &'static str,
        /// What was expected.
        expected: String,
        /// What came.
        found: String,
    },
    /// A value that somebody typed and that cannot be used.
    #[error("{what}: expected {expected}, found {found}; {advice}")]
    Input {
        /// What was typed.
        what: String,
        /// What was expected.
        expected: String,
        /// What is there.
        found: String,
        /// What to do.
        advice: String,
    },
    /// A file that cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file whose content is not what it should be.
    #[error("{}: expected {expected}, found {found}; {advice}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What was expected.
        expected: String,
        /// What is there.
        found: String,
        /// What to do.
        advice: String,
    },
    /// A data set that no source had.
    #[error("{what} could not be fetched: {reasons}; {advice}")]
    Fetch {
        /// The data set.
        what: String,
        /// What each source said.
        reasons: String,
        /// What to do.
        advice: String,
    },
    /// Something that is not where it was looked for.
    #[error("{what} not found: looked in {looked_in}; {advice}")]
    Missing {
        /// What was looked for.
        what: String,
        /// Where.
        looked_in: String,
        /// What to do.
        advice: String,
    },
}

/// The same line: a notebook, `unwrap` and a `main` that fails show errors in this form.
impl std::fmt::Debug for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

impl Error {
    /// For `map_err` on the system's errors.
    pub fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

/// The result type of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;
