//! Runs the command line as a user would.

// Each test file is a program of its own, and none uses all of this.
#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// `cargo course` with these arguments, in the project's folder.
pub fn course(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_course"));
    command.args(arguments).current_dir(root());
    command
}

/// The project's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .into()
}

/// What a command said when it failed, which must be one line and the last word.
#[track_caller]
pub fn failure(command: &mut Command) -> String {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    let (stdout, stderr) = (
        String::from_utf8_lossy(&stdout),
        String::from_utf8_lossy(&stderr),
    );
    assert_eq!(
        status.code(),
        Some(1),
        "stdout:\n{stdout}\nstderr:\n{stderr}"
    );
    let line = stderr.trim_end_matches('\n');
    assert!(
        line.starts_with("error: ") && !line.contains('\n'),
        "one line of error, found:\n{stderr}"
    );
    line.into()
}

/// Fails unless all of these words are in the line.
#[track_caller]
pub fn says(line: &str, words: &[&str]) {
    for word in words {
        assert!(line.contains(word), "expected {word:?} in: {line}");
    }
}
