//! `cargo course` with a cargo that only says what it is asked for.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

/// Builds a command that says what it is asked for too, and ends with status 7.
const CARGO: &str = r#"#!/bin/sh
echo "cargo $@, of package '$CARGO_PKG_NAME'"
[ "$FAILS" ] && exit 101
echo '#!/bin/sh
echo "course $@"; exit 7' > "${0%cargo}course"
chmod +x "${0%cargo}course"
"#;

/// `setup conv --help` in this folder, with the cargo that is there.
fn start(folder: &Path, variables: &[(&str, &str)]) -> Output {
    let start = folder.join("setup");
    fs::copy(env!("CARGO_BIN_EXE_setup"), &start).expect("a copy");
    let cargo = folder.join("cargo");
    fs::write(&cargo, CARGO).expect("a script");
    fs::set_permissions(&cargo, Permissions::from_mode(0o755)).expect("permissions");
    let mut start = Command::new(start);
    start.args(["conv", "--help"]).env("CARGO", cargo);
    start.envs(variables.iter().copied());
    start.output().expect("the program starts")
}

fn said(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

// One after the other: a program that has just been written can be called only when no
// other thread is calling one.
#[test]
fn it_says_what_takes_so_long_and_calls_the_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = start(folder.path(), &[]);
    let called = "cargo build --package course, of package ''\ncourse conv --help\n";
    assert_eq!(said(&first.stdout), called);
    assert!(said(&first.stderr).starts_with("building the command"));
    assert_eq!(first.status.code(), Some(7), "the command's own status");

    let later = start(folder.path(), &[]);
    let called = "cargo build --package course --quiet, of package ''\ncourse conv --help\n";
    assert_eq!(said(&later.stdout), called);
    assert_eq!(said(&later.stderr), "");

    let broken = start(folder.path(), &[("FAILS", "yes")]);
    assert!(!said(&broken.stdout).contains("course conv"));
    assert_eq!(
        broken.status.code(),
        Some(101),
        "what does not compile is not called"
    );
}
