//! What can go wrong, said in one line: what, where, expected and found, what to do.

use std::path::PathBuf;

/// The error type of this crate. Its fields are words of the line that is shown.
#[derive(thiserror::Error)]
#[allow(missing_docs)]
pub enum Error {
    /// A size formula has no answer for these numbers.
    #[error("{operation}, {side}: {formula}; {advice}")]
    Size {
        operation: &'static str,
        side: &'static str,
        formula: String,
        advice: String,
    },
    /// A tensor of the wrong shape.
    #[error("{what}: expected {expected}, found {found}")]
    Shape {
        what: &'static str,
        expected: String,
        found: String,
    },
    /// A value that somebody typed and that cannot be used.
    #[error("{what}: expected {expected}, found {found}; {advice}")]
    Input {
        what: String,
        expected: String,
        found: String,
        advice: String,
    },
    /// A file that cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        path: PathBuf,
        source: std::io::Error,
    },
    /// A file whose content is not what it should be.
    #[error("{}: expected {expected}, found {found}; {advice}", path.display())]
    Content {
        path: PathBuf,
        expected: String,
        found: String,
        advice: String,
    },
    /// A data set that no source had.
    #[error("{what} could not be fetched: {reasons}; {advice}")]
    Fetch {
        what: String,
        reasons: String,
        advice: String,
    },
    /// Something that is not where it was looked for.
    #[error("{what} not found: looked in {looked_in}; {advice}")]
    Missing {
        what: String,
        looked_in: String,
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
    /// A file whose content is not what it should be.
    pub fn content(
        path: impl Into<PathBuf>,
        expected: impl Into<String>,
        found: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self::Content {
            path: path.into(),
            expected: expected.into(),
            found: found.into(),
            advice: advice.into(),
        }
    }

    /// For `map_err` on the system's errors.
    pub fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }
}

/// The result type of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;
