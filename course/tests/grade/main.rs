//! `cargo course grade`, on submissions of all kinds. Compiles and runs them in the sandbox,
//! so these tests need bubblewrap, and minutes.

mod archives;
mod class;
#[path = "../common/mod.rs"]
mod common;
mod hostile;
mod mended;
mod platforms;
mod retrain;
mod shut;

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use tests::apt;

/// A folder of submissions, and one for their report.
struct Batch(TempDir);

impl Batch {
    fn new() -> Self {
        let batch = Self(tempfile::tempdir().unwrap());
        fs::create_dir(batch.dir()).unwrap();
        batch
    }

    /// A batch to be graded in a sandbox, which is installed if that is possible. `None`
    /// where this machine has none: then the grader has to refuse, and that is looked at.
    fn shut_in() -> Option<Self> {
        if !apt::there("bwrap") {
            apt::install(&["bubblewrap"]);
        }
        let works = Command::new("bwrap")
            .args(["--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"])
            .args(["--tmpfs", "/tmp", "--unshare-pid", "--unshare-net", "true"])
            .status();
        let batch = Self::new();
        if works.is_ok_and(|status| status.success()) {
            return Some(batch);
        }
        batch.right("anna");
        batch.refused(&mut batch.command(&[]));
        eprintln!("bubblewrap does not work here: nothing else is tested");
        None
    }

    /// Without a sandbox, nothing is run and nothing written.
    fn refused(&self, course: &mut Command) {
        common::says(&common::failure(course), &["no sandbox", "--trust"]);
        assert!(!self.report().exists());
    }

    fn dir(&self) -> PathBuf {
        self.0.path().join("submissions")
    }

    fn report(&self) -> PathBuf {
        self.0.path().join("report")
    }

    /// A submission that is right in everything but the networks, which compile for longer than
    /// all the rest: they are as they were handed out. Gives its folder.
    fn right(&self, name: &str) -> PathBuf {
        let folder = self.with_networks(name);
        for (network, _) in NETWORKS {
            let file = format!("exercises/src/{network}.rs");
            fs::copy(common::root().join(&file), folder.join(&file)).unwrap();
        }
        folder
    }

    /// A submission that is right in everything, without the homework's weights: restoring
    /// all test digits takes long.
    fn with_networks(&self, name: &str) -> PathBuf {
        let exercises = self.dir().join(name).join("exercises");
        copy(
            &common::root().join("solutions/src"),
            &exercises.join("src"),
        );
        only_answers(&exercises.join("src"));
        self.dir().join(name)
    }

    /// The same, with the weights.
    fn whole(&self, name: &str) -> PathBuf {
        let folder = self.with_networks(name);
        let weights = common::root().join("solutions/denoiser.safetensors");
        fs::copy(weights, folder.join("exercises/denoiser.safetensors")).unwrap();
        folder
    }

    /// A submission that is right in everything but `lesson_03::sizes`, where the first
    /// function is this.
    fn hostile(&self, name: &str, body: &str) -> PathBuf {
        let folder = self.right(name);
        attack(&folder, "lesson_03/sizes", "conv_size", body);
        folder
    }

    /// The command that grades all.
    fn command(&self, options: &[&str]) -> Command {
        let mut course = common::course(&["grade", "--json", "--report"]);
        course.arg(self.report()).arg(self.dir()).args(options);
        course
    }

    /// Grades all; the JSON line of each, by its name.
    fn grade(&self, options: &[&str]) -> BTreeMap<String, Value> {
        self.lines(&mut self.command(options))
    }

    /// Grades all, of which some are not graded; the JSON line of each, by its name.
    fn grade_some(&self, options: &[&str]) -> BTreeMap<String, Value> {
        let output = self.command(options).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("error: not graded: "), "{said}");
        Self::parsed(output.stdout)
    }

    /// What a command that grades all prints: the JSON line of each, by its name.
    fn lines(&self, course: &mut Command) -> BTreeMap<String, Value> {
        let output = course.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        Self::parsed(output.stdout)
    }

    fn parsed(stdout: Vec<u8>) -> BTreeMap<String, Value> {
        let text = String::from_utf8(stdout).unwrap();
        let lines = text
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines
            .map(|line| (line["submission"].as_str().unwrap().to_string(), line))
            .collect()
    }
}

/// Puts a statement before all others of a function in a submission.
fn attack(folder: &Path, exercise: &str, function: &str, statement: &str) {
    let file = folder.join(format!("exercises/src/{exercise}.rs"));
    let text = fs::read_to_string(&file).unwrap();
    let function = format!("pub fn {function}");
    let (before, rest) = text.split_once(&function).unwrap();
    let (head, after) = rest.split_once("{\n").unwrap();
    let attack = format!("{before}{function}{head}{{\n    {statement};\n{after}");
    fs::write(&file, attack).unwrap();
}

/// A folder with what is in it.
fn copy(from: &Path, to: &Path) {
    let arguments = [Path::new("-r"), from, to];
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    assert!(
        Command::new("cp")
            .args(arguments)
            .status()
            .unwrap()
            .success()
    );
}

/// The points of an exercise.
fn points(line: &Value, exercise: &str) -> u64 {
    line["exercises"][exercise].as_u64().unwrap()
}

/// No points, and a reason that has these words.
#[track_caller]
fn not_graded(line: &Value, words: &str) {
    assert!(line["points"].is_null(), "{line}");
    let status = line["status"].as_str().unwrap();
    assert!(
        status.starts_with("not graded: ") && status.contains(words),
        "{status}"
    );
}

/// The exercises that have networks, and their points.
const NETWORKS: [(&str, u64); 4] = [
    ("lesson_04/decoder", 4),
    ("lesson_04/training_loop", 4),
    ("lesson_09/denoiser", 20),
    // Counted apart.
    ("bonus/variational", 0),
];

/// Full points, but for those of the networks.
#[track_caller]
fn all_but_the_networks(line: &Value) {
    let number = |key: &str| line[key].as_u64().unwrap();
    let networks: u64 = NETWORKS.iter().map(|(_, points)| points).sum();
    assert_eq!(number("points") + networks, number("of"), "{line}");
}

/// Full points, but for the 16 of what the homework's weights restore.
#[track_caller]
fn all_but_the_weights(line: &Value) {
    let number = |key: &str| line[key].as_u64().unwrap();
    assert_eq!(number("points") + 16, number("of"), "{line}");
}

/// Leaves of solutions what a student could have written: nothing of how they are checked.
fn only_answers(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            only_answers(&path);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let mut kept = String::new();
        let mut source = false;
        for line in text.lines() {
            source |= line == "// begin source";
            if !source {
                kept += &format!("{line}\n");
            }
            source &= line != "// end source";
        }
        fs::write(&path, kept).unwrap();
    }
}
