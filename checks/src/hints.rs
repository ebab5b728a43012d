//! Hints that open one after another: one more after each try that fails.

use aelib::display::write_whole;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Tries at the exercises of one package, kept in the project's `target`.
pub struct Tries {
    source: PathBuf,
    kept: PathBuf,
}

impl Tries {
    /// At the exercises of the package in this folder.
    pub fn of(package: &Path) -> Self {
        let name = package.file_name().unwrap_or_default().to_string_lossy();
        let root = package.parent().unwrap_or(package);
        Self {
            source: package.join("src"),
            kept: root.join(format!("target/tries-{name}")),
        }
    }

    /// Counts a failed try, if the exercise's file has changed since the last one, and gives
    /// the hints that are open now: first those for the function that `call` is a call of.
    /// What was never changed is no try.
    pub fn failed(&self, exercise: &str, call: &str, hints: &[&str]) -> String {
        let file = self.source.join(exercise.replace("::", "/") + ".rs");
        let hash = Sha256::digest(fs::read(file).unwrap_or_default());
        let now: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut tries = self.read();
        let open = match tries.get(exercise) {
            None => 0,
            Some((count, before)) => count + usize::from(*before != now),
        };
        tries.insert(exercise.to_string(), (open, now));
        self.write(&tries);
        let mut hints = hints.to_vec();
        hints.sort_by_key(|hint| place(hint, call));
        text(&hints[..open.min(hints.len())], hints.len())
    }

    fn read(&self) -> BTreeMap<String, (usize, String)> {
        let text = fs::read_to_string(&self.kept).unwrap_or_default();
        let entry = |line: &str| {
            let mut words = line.split(' ');
            let (name, count, hash) = (words.next()?, words.next()?, words.next()?);
            Some((name.to_string(), (count.parse().ok()?, hash.to_string())))
        };
        text.lines().filter_map(entry).collect()
    }

    /// Where nothing can be kept, no hint opens: no reason to fail.
    fn write(&self, tries: &BTreeMap<String, (usize, String)>) {
        let line =
            |(name, (count, hash)): (_, &(usize, String))| format!("{name} {count} {hash}\n");
        let text: String = tries.iter().map(line).collect();
        let _ = write_whole(&self.kept, text.as_bytes());
    }
}

/// Where a hint belongs: `bce: …` first if a call of `bce` failed, and last if another one
/// did. A hint that names no function is for all of them.
fn place(hint: &str, call: &str) -> usize {
    let name = |text: &&str| text.chars().all(|c| c.is_alphanumeric() || c == '_');
    let function = |text: &str, mark: char| {
        let (function, _) = text.split_once(mark)?;
        Some(function).filter(name).map(str::to_string)
    };
    match (function(hint, ':'), function(call, '(')) {
        (Some(of_hint), Some(called)) if of_hint == called => 0,
        (Some(_), Some(_)) => 2,
        _ => 1,
    }
}

fn text(open: &[&str], all: usize) -> String {
    let mut text = String::new();
    for (place, hint) in open.iter().enumerate() {
        text += &format!("hint {} of {all}: {hint}\n", place + 1);
    }
    if open.len() < all {
        text += "after your next try a hint opens here\n";
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_opens_after_each_change_that_fails() {
        let root = std::env::temp_dir().join(format!("tries-{}", std::process::id()));
        let package = root.join("exercises");
        fs::create_dir_all(root.join("target")).unwrap();
        fs::create_dir_all(package.join("src/lesson_00")).unwrap();
        let file = package.join("src/lesson_00/a.rs");
        let run = |code: &str| {
            fs::write(&file, code).unwrap();
            let text = Tries::of(&package).failed("lesson_00::a", "", &["first", "second"]);
            (
                text.matches("hint ").count() - text.matches("a hint ").count(),
                text,
            )
        };
        assert_eq!(run("todo!()").0, 0, "as handed out");
        assert_eq!(run("todo!()").0, 0, "run again without a change");
        assert_eq!(run("1").0, 1);
        assert_eq!(run("1").0, 1);
        let (open, text) = run("2");
        assert_eq!(open, 2);
        assert_eq!(text, "hint 1 of 2: first\nhint 2 of 2: second\n");
        assert_eq!(run("3").0, 2, "there are no more");
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn hints_for_the_function_that_failed_come_first() {
        let mut hints = ["a: one", "on paper: two", "three", "b: four"];
        hints.sort_by_key(|hint| place(hint, "b(1, 2)"));
        assert_eq!(hints, ["b: four", "on paper: two", "three", "a: one"]);
        hints.sort_by_key(|hint| place(hint, "a(…)"));
        assert_eq!(hints, ["a: one", "on paper: two", "three", "b: four"]);
    }
}
