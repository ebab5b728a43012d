//! Hints that open one after another: one more after each try that fails.

use crate::report::Next;
use aelib::display::write_whole;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Tries at the exercises of one package, kept in the folder that cargo builds in.
pub struct Tries {
    source: PathBuf,
    kept: PathBuf,
}

impl Tries {
    /// At the exercises of the package in this folder, by the test that runs.
    pub fn of(package: &Path) -> Self {
        // The test is TARGET/debug/deps/NAME.
        let target = std::env::current_exe().ok();
        let target = target.and_then(|exe| Some(exe.ancestors().nth(3)?.to_path_buf()));
        let root = package.parent().unwrap_or(package);
        Self::kept_in(package, &target.unwrap_or_else(|| root.join("target")))
    }

    fn kept_in(package: &Path, target: &Path) -> Self {
        let name = package.file_name().unwrap_or_default().to_string_lossy();
        Self {
            source: package.join("src"),
            kept: target.join(format!("tries-{name}")),
        }
    }

    /// Counts a failed try, if the exercise's file has changed since the last one, and gives
    /// the hints that are open now: those for the function that failed come first, and none
    /// is for what passes. What was never changed is no try.
    pub fn failed(&self, next: &Next) -> String {
        let file = self.source.join(next.exercise.replace("::", "/") + ".rs");
        let hash = Sha256::digest(fs::read(file).unwrap_or_default());
        let now: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut tries = self.read();
        let open = match tries.get(next.exercise) {
            None => 0,
            Some((count, before)) => count + usize::from(*before != now),
        };
        tries.insert(next.exercise.to_string(), (open, now));
        if let Err(error) = self.write(&tries) {
            let kept = self.kept.display();
            return format!("hints open after tries, which cannot be counted: {kept}: {error}\n");
        }
        let mut hints: Vec<&String> = next.hints.iter().collect();
        hints.retain(|hint| function(hint).is_none_or(|f| !next.passed.iter().any(|p| p == f)));
        hints.sort_by_key(|hint| function(hint).map_or(1, |f| 2 * usize::from(f != next.function)));
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

    fn write(&self, tries: &BTreeMap<String, (usize, String)>) -> aelib::Result<()> {
        let line =
            |(name, (count, hash)): (_, &(usize, String))| format!("{name} {count} {hash}\n");
        let text: String = tries.iter().map(line).collect();
        write_whole(&self.kept, text.as_bytes())
    }
}

/// The function that a hint is for, as in `bce: …`; none if it is for all of them.
fn function(hint: &str) -> Option<&str> {
    let (function, _) = hint.split_once(':')?;
    let word = function.chars().all(|c| c.is_alphanumeric() || c == '_');
    word.then_some(function)
}

fn text(open: &[&String], all: usize) -> String {
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

    fn next(function: &str, passed: &[&str], hints: &[&str]) -> Next {
        Next {
            exercise: "lesson_00::a",
            check: "one",
            function: function.into(),
            passed: passed.iter().map(|name| name.to_string()).collect(),
            hints: hints.iter().map(|hint| hint.to_string()).collect(),
        }
    }

    #[test]
    fn a_hint_opens_after_each_change_that_fails() {
        let root = tempfile::tempdir().unwrap();
        let package = root.path().join("exercises");
        // Another target folder than the project's own, which does not exist yet.
        let target = root.path().join("elsewhere/target");
        fs::create_dir_all(package.join("src/lesson_00")).unwrap();
        fs::create_dir_all(&target).unwrap();
        let file = package.join("src/lesson_00/a.rs");
        let next = next("a", &[], &["first", "second"]);
        let run = |code: &str| {
            fs::write(&file, code).unwrap();
            let text = Tries::kept_in(&package, &target).failed(&next);
            let open = text.lines().filter(|line| line.starts_with("hint "));
            (open.count(), text)
        };
        assert_eq!(run("todo!()").0, 0, "as handed out");
        assert_eq!(run("todo!()").0, 0, "run again without a change");
        assert_eq!(run("1").0, 1);
        assert_eq!(run("1").0, 1);
        let (open, text) = run("2");
        assert_eq!(open, 2);
        assert_eq!(text, "hint 1 of 2: first\nhint 2 of 2: second\n");
        assert_eq!(run("3").0, 2, "there are no more");
    }

    #[test]
    fn what_cannot_be_counted_promises_nothing() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        fs::write(&file, "").unwrap();
        let text = Tries::kept_in(root.path(), &file).failed(&next("a", &[], &["a: one"]));
        assert!(
            text.contains("cannot be counted") && !text.contains("next try"),
            "{text}"
        );
    }

    #[test]
    fn hints_for_what_passes_are_skipped() {
        let root = tempfile::tempdir().unwrap();
        let hints = ["a: one", "on paper: two", "three", "b: four"];
        let told = |function: &str, passed: &[&str]| {
            let tries = Tries::kept_in(root.path(), root.path());
            let next = next(function, passed, &hints);
            tries
                .write(&BTreeMap::from([(
                    next.exercise.into(),
                    (9, String::new()),
                )]))
                .unwrap();
            let text = tries.failed(&next);
            let words = text.lines().filter_map(|line| line.rsplit(' ').next());
            words.map(str::to_string).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(told("b", &[]), "four two three one");
        assert_eq!(told("b", &["a"]), "four two three");
    }
}
