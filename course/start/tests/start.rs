//! `cargo course` with a cargo that only repeats what it is asked for.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

const REPEATS: &str = "#!/bin/sh\necho \"$@\"\n[ \"$1\" = build ] && exit ${BUILD:-0}\nexit 7\n";

/// Calls the program in this folder, with the cargo that is there.
fn start(folder: &Path, build: &str) -> Output {
    let start = folder.join("start");
    fs::copy(env!("CARGO_BIN_EXE_start"), &start).expect("a copy");
    let cargo = folder.join("cargo");
    fs::write(&cargo, REPEATS).expect("a script");
    fs::set_permissions(&cargo, Permissions::from_mode(0o755)).expect("permissions");
    let mut start = Command::new(start);
    start
        .args(["lab", "--check"])
        .env("CARGO", cargo)
        .env("BUILD", build);
    start.output().expect("the program starts")
}

fn said(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

#[test]
fn the_first_time_it_builds_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = start(folder.path(), "0");
    let called = "build --package course\nrun --package course --quiet -- lab --check\n";
    assert_eq!(said(&output.stdout), called);
    assert!(said(&output.stderr).starts_with("building the course's command"));
    assert_eq!(output.status.code(), Some(7), "the command's own status");
}

#[test]
fn later_it_only_calls_the_command() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("course"), "").expect("a file");
    let output = start(folder.path(), "0");
    assert_eq!(
        said(&output.stdout),
        "run --package course --quiet -- lab --check\n"
    );
    assert_eq!(said(&output.stderr), "");
}

#[test]
fn nothing_is_called_that_did_not_compile() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = start(folder.path(), "101");
    assert_eq!(said(&output.stdout), "build --package course\n");
    assert_eq!(output.status.code(), Some(101));
}
