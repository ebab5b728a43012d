//! `cargo course handout`: what a student gets, and what not.

use crate::common::{course, failure, root, says};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A handout, and the folder that it lies in.
fn handout() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("course");
    let output = course(&["handout", dir.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    (folder, dir)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => files(&path),
            false => vec![path],
        })
        .collect()
}

fn cargo(dir: &Path) -> Command {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.current_dir(dir);
    cargo
}

#[test]
fn a_handout_has_exercises_and_no_solutions() {
    let (folder, dir) = handout();
    for there in [
        "Cargo.lock",
        "exercises/src/lesson_09/denoiser.rs",
        "notebooks",
        "checks/src",
        "kernel/src",
    ] {
        assert!(dir.join(there).exists(), "{there}");
    }
    for absent in [
        "solutions",
        "tests",
        "checks/tests",
        "kernel/tests",
        "target",
        ".git",
        ".ci",
    ] {
        assert!(!dir.join(absent).exists(), "{absent}");
    }
    for file in files(&dir.join("exercises")) {
        let text = fs::read_to_string(&file).unwrap();
        assert!(!text.contains("begin solution"), "{}", file.display());
    }
    assert!(
        files(&dir)
            .iter()
            .all(|file| file.extension().is_none_or(|e| e != "safetensors"))
    );
    let readme = fs::read_to_string(dir.join("README.md")).unwrap();
    assert!(!readme.contains("solutions") && readme.contains("## Licence"));
    let left = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 1, "nothing but the handout is left behind");
}

#[test]
fn its_lock_file_fits_and_has_the_same_versions() {
    let (_folder, dir) = handout();
    let update = cargo(&dir)
        .args(["update", "--workspace", "--offline", "--locked", "--quiet"])
        .output();
    let update = update.unwrap();
    let said = String::from_utf8_lossy(&update.stderr);
    assert!(update.status.success(), "{said}");
    assert!(said.is_empty(), "no warnings either: {said}");
    let ours = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let theirs = fs::read_to_string(dir.join("Cargo.lock")).unwrap();
    let versions = |text: &str| -> Vec<String> {
        let packages = text
            .split("[[package]]")
            .filter(|package| package.contains("checksum"));
        packages
            .map(|package| package.lines().take(3).collect())
            .collect()
    };
    let ours = versions(&ours);
    assert!(
        versions(&theirs)
            .iter()
            .all(|version| ours.contains(version))
    );
}

/// On a machine that has everything, and what a student's copy of it builds.
#[test]
#[ignore = "needs what `cargo course lab --check` sets up"]
fn a_kernel_that_fits_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("course");
    let output = course(&["handout", "--with-kernel", dir.to_str().unwrap()]).output();
    assert!(output.unwrap().status.success());
    let there = setup::project::Project { root: dir.clone() };
    assert_eq!(setup::kernel::is_stale(&there, false), None);
    fs::write(dir.join("kernel/src/main.rs"), "fn main() {}").unwrap();
    let reason = setup::kernel::is_stale(&there, false).unwrap();
    says(&reason, &["another kernel/src"]);
}

#[test]
fn a_folder_that_exists_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let line = failure(&mut course(&["handout", folder.path().to_str().unwrap()]));
    says(&line, &["exists already", "name a new folder"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
#[ignore = "builds aelib and the checks once more"]
fn a_student_can_run_the_tests_and_gets_no_points() {
    let (_folder, dir) = handout();
    let arguments = [
        "test",
        "--offline",
        "-p",
        "exercises",
        "--",
        "lesson_03::sizes",
    ];
    // The libraries that it depends on are built already.
    let target = root().join("target");
    let output = cargo(&dir)
        .env("CARGO_TARGET_DIR", target)
        .args(arguments)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(!output.status.success());
    assert!(
        text.contains("not written yet") && text.contains("points: 0 of "),
        "{text}"
    );
}
