//! Whether what was built still fits. A stamp has a line for each thing that a build is made
//! from, with a number for its content, and is written last. By content, not by time: a copy
//! of the project needs nothing new.

use crate::failure::Result;
use crate::files::{below, write_whole};
use crate::job;
use crate::project::Project;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a build is made from: names, each with a number.
pub struct Stamp {
    root: PathBuf,
    lines: Vec<String>,
}

impl Stamp {
    /// With what every build of the project depends on: the compiler and its system, the
    /// versions of all crates, the profiles, and cargo's settings.
    pub fn of(project: &Project) -> Self {
        let mut rustc = Command::new("rustc");
        let rustc = rustc.arg("-vV").current_dir(&project.root);
        let rustc = job::ask(rustc)
            .map(|output| output.stdout)
            .unwrap_or_default();
        let stamp = Self {
            root: project.root.clone(),
            lines: Vec::new(),
        };
        stamp
            .with("rustc", &rustc)
            .with_files("Cargo.lock")
            .with_files("Cargo.toml")
            .with_files(".cargo")
    }

    /// Beside that, these bytes. The name is of one word.
    pub fn with(self, name: &str, bytes: &[u8]) -> Self {
        self.line(name, Sha256::digest(bytes).as_slice())
    }

    /// Beside that, a file or all files of a folder, with their names. What is missing counts
    /// as empty.
    pub fn with_files(self, name: &str) -> Self {
        let place = self.root.join(name);
        let files = match place.is_dir() {
            true => below(&place).unwrap_or_default(),
            false => vec![place],
        };
        let mut hash = Sha256::new();
        for file in files {
            let name = file.strip_prefix(&self.root).unwrap_or(&file);
            let content = fs::read(&file).unwrap_or_default();
            for bytes in [name.as_os_str().as_encoded_bytes(), &content] {
                hash.update((bytes.len() as u64).to_le_bytes());
                hash.update(bytes);
            }
        }
        self.line(name, hash.finalize().as_slice())
    }

    fn line(mut self, name: &str, number: &[u8]) -> Self {
        let number: String = number.iter().map(|byte| format!("{byte:02x}")).collect();
        self.lines.push(format!("{name} {number}\n"));
        self
    }

    /// The names of what is not as this file says, or `None` if the file is not there.
    pub fn differences(&self, file: &Path) -> Option<Vec<&str>> {
        let found = fs::read_to_string(file).ok()?;
        let found: Vec<&str> = found.split_inclusive('\n').collect();
        let differs = |line: &&String| !found.contains(&line.as_str());
        let names = self.lines.iter().filter(differs).map(|line| {
            let (name, _) = line.split_once(' ').unwrap_or((line, ""));
            name
        });
        Some(names.collect())
    }

    /// Whether this file says the same.
    pub fn fits(&self, file: &Path) -> bool {
        self.differences(file)
            .is_some_and(|differences| differences.is_empty())
    }

    /// Writes the file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, file: &Path) -> Result<()> {
        write_whole(file, self.lines.concat().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_counts_and_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("project");
        let file = folder.path().join("stamp");
        let project = Project { root: root.clone() };
        let stamp = || {
            Stamp::of(&project)
                .with("settings", b"1")
                .with_files("kernel")
        };
        fs::create_dir_all(root.join("kernel/src/deep")).unwrap();
        fs::create_dir_all(root.join(".cargo")).unwrap();
        assert_eq!(stamp().differences(&file), None, "nothing is built");
        for (path, name) in [
            ("Cargo.lock", "Cargo.lock"),
            ("Cargo.toml", "Cargo.toml"),
            (".cargo/config.toml", ".cargo"),
            ("kernel/Cargo.toml", "kernel"),
            ("kernel/src/main.rs", "kernel"),
            ("kernel/src/deep/mod.rs", "kernel"),
        ] {
            stamp().write(&file).unwrap();
            assert!(stamp().fits(&file), "the same sources");
            fs::write(root.join(path), "1").unwrap();
            assert_eq!(stamp().differences(&file), Some(vec![name]), "a new {path}");
            stamp().write(&file).unwrap();
            fs::write(root.join(path), "2").unwrap();
            assert_eq!(
                stamp().differences(&file),
                Some(vec![name]),
                "another {path}"
            );
        }
        stamp().write(&file).unwrap();
        fs::create_dir_all(root.join("kernel/target")).unwrap();
        fs::write(root.join("kernel/target/made"), "1").unwrap();
        assert!(stamp().fits(&file), "what programs make is no source");
        let other = Stamp::of(&project)
            .with("settings", b"2")
            .with_files("kernel");
        assert_eq!(other.differences(&file), Some(vec!["settings"]));
    }
}
