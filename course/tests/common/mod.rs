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

/// The command on a machine that reaches nothing but itself. Needs root.
pub fn without_network(command: &Command) -> Command {
    // Switches on the address 127.0.0.1, which a notebook and its kernel talk over.
    let loopback = "import fcntl, socket, struct; \
        fcntl.ioctl(socket.socket(), 0x8914, struct.pack('16sH14s', b'lo', 65, b''))";
    let script = format!("python3 -c \"{loopback}\" && exec \"$0\" \"$@\"");
    let mut other = Command::new("unshare");
    other.args(["-n", "sh", "-c", &script]);
    other.arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        other.current_dir(folder);
    }
    other
}
