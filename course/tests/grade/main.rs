//! `cargo course grade`, on submissions of all kinds. Compiles and runs them in the sandbox,
//! so these tests need bubblewrap, and minutes.

mod archives;
mod class;
#[path = "../common/mod.rs"]
mod common;
mod hostile;

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A folder of submissions, and one for their report.
struct Batch(TempDir);

impl Batch {
    fn new() -> Self {
        let batch = Self(tempfile::tempdir().unwrap());
        fs::create_dir(batch.dir()).unwrap();
        batch
    }

    fn dir(&self) -> PathBuf {
        self.0.path().join("submissions")
    }

    fn report(&self) -> PathBuf {
        self.0.path().join("report")
    }

    /// A submission that is right in everything; gives its folder.
    fn right(&self, name: &str) -> PathBuf {
        let exercises = self.dir().join(name).join("exercises");
        let solutions = common::root().join("solutions");
        copy(&solutions.join("src"), &exercises.join("src"));
        fs::copy(
            solutions.join("denoiser.safetensors"),
            exercises.join("denoiser.safetensors"),
        )
        .unwrap();
        self.dir().join(name)
    }

    /// A submission that is right in everything but `lesson_03::sizes`, where the first
    /// function is this.
    fn hostile(&self, name: &str, body: &str) -> PathBuf {
        let folder = self.right(name);
        let file = folder.join("exercises/src/lesson_03/sizes.rs");
        let text = fs::read_to_string(&file).unwrap();
        let (before, rest) = text.split_once("pub fn conv_size").unwrap();
        let (head, after) = rest.split_once("{\n").unwrap();
        let attack = format!("{before}pub fn conv_size{head}{{\n    {body};\n{after}");
        fs::write(
            &file,
            format!("#![allow(unreachable_code, unused)]\n{}", attack).replacen(
                "#![allow(unreachable_code, unused)]\n//!",
                "//!",
                1,
            ),
        )
        .unwrap();
        folder
    }

    /// Grades all; the JSON line of each, by its name.
    fn grade(&self, options: &[&str]) -> BTreeMap<String, Value> {
        let (dir, report) = (self.dir(), self.report());
        let mut course = common::course(&["grade", dir.to_str().unwrap(), "--json"]);
        let output = course
            .arg("--report")
            .arg(&report)
            .args(options)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        let text = String::from_utf8(output.stdout).unwrap();
        let lines = text
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines
            .map(|line| (line["submission"].as_str().unwrap().to_string(), line))
            .collect()
    }
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
