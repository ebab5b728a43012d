//! `cargo course sync`, on a small course of its own.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const SOLUTION: &str = "\
fn answer(n: u32) -> u32 {
    // begin solution (n): double it
    2 * n
    // end solution
}
";
const EXERCISE: &str = "\
fn answer(n: u32) -> u32 {
    let _ = n; // Replace this line, too.
    todo!(\"double it\")
}
";

/// A course with one solution that has been synced.
fn course() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    fs::create_dir(root.path().join("notebooks")).unwrap();
    write(root.path(), "Cargo.toml", "[workspace]\n");
    write(root.path(), "solutions/src/lesson/one.rs", SOLUTION);
    let synced = sync(root.path(), &[]);
    assert!(synced.status.success(), "{synced:?}");
    root
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn read(root: &Path, path: &str) -> String {
    fs::read_to_string(root.join(path)).unwrap()
}

fn sync(root: &Path, options: &[&str]) -> Output {
    let mut course = Command::new(env!("CARGO_BIN_EXE_course"));
    let course = course.arg("sync").args(options).current_dir(root);
    course.output().unwrap()
}

/// The one line with which `sync` fails.
#[track_caller]
fn error(root: &Path, options: &[&str]) -> String {
    let output = sync(root, options);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(text.lines().count(), 1, "{text}");
    text
}

#[test]
fn exercises_are_generated_and_then_pass_the_check() {
    let course = course();
    let root = course.path();
    assert_eq!(read(root, "exercises/src/lesson/one.rs"), EXERCISE);
    assert!(sync(root, &["--check"]).status.success());
}

#[test]
fn the_check_names_what_differs_and_what_to_run() {
    let course = course();
    let root = course.path();
    write(root, "exercises/src/lesson/one.rs", SOLUTION);
    let line = error(root, &["--check"]);
    assert!(
        line.starts_with("error: exercises/src/lesson/one.rs differs from"),
        "{line}"
    );
    assert!(line.contains("run `cargo course sync`"), "{line}");
    assert_eq!(read(root, "exercises/src/lesson/one.rs"), SOLUTION);
}

#[test]
fn the_check_names_a_missing_and_an_extra_file() {
    let course = course();
    let root = course.path();
    write(root, "exercises/src/mine.rs", "// Mine.\n");
    assert!(
        error(root, &["--check"]).contains("exercises/src/mine.rs has no solutions/src/mine.rs")
    );
    fs::remove_file(root.join("exercises/src/lesson/one.rs")).unwrap();
    let line = error(root, &["--check"]);
    assert!(
        line.contains("exercises/src/lesson/one.rs is missing (1 more)"),
        "{line}"
    );
}

#[test]
fn what_sync_replaces_is_kept() {
    let course = course();
    let root = course.path();
    write(root, "exercises/src/lesson/one.rs", "my work\n");
    write(root, "exercises/src/mine.rs", "my file\n");
    assert!(sync(root, &[]).status.success());
    assert_eq!(read(root, "exercises/src/lesson/one.rs"), EXERCISE);
    assert!(!root.join("exercises/src/mine.rs").exists());
    assert_eq!(
        read(root, "target/replaced/exercises/src/lesson/one.rs"),
        "my work\n"
    );
    assert_eq!(
        read(root, "target/replaced/exercises/src/mine.rs"),
        "my file\n"
    );
    assert!(sync(root, &["--check"]).status.success());
}

#[test]
fn a_marker_alone_is_named_and_nothing_is_written() {
    let course = course();
    let root = course.path();
    write(
        root,
        "solutions/src/lesson/two.rs",
        "fn f() {}\n// end solution\n",
    );
    let line = error(root, &[]);
    assert!(
        line.starts_with("error: solutions/src/lesson/two.rs:2: "),
        "{line}"
    );
    assert!(!root.join("exercises/src/lesson/two.rs").exists());
}

#[test]
fn without_solutions_no_exercise_is_removed() {
    let course = course();
    let root = course.path();
    fs::remove_dir_all(root.join("solutions")).unwrap();
    assert!(error(root, &[]).contains("no solutions to generate from"));
    assert_eq!(read(root, "exercises/src/lesson/one.rs"), EXERCISE);
}

#[test]
#[ignore = "a student's exercises differ, and should: .ci/run runs it"]
fn the_exercises_of_this_course_are_what_the_solutions_generate() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let output = sync(root, &["--check"]);
    assert!(output.status.success(), "{output:?}");
}
