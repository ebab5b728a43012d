//! The points, and what to do next.

use std::fmt::{Display, Formatter};

/// The points of a run.
pub struct Score {
    package: &'static str,
    lines: Vec<Line>,
}

struct Line {
    exercise: &'static str,
    check: &'static str,
    points: u32,
    /// Unknown as long as the check has not run: a filter may have left it out.
    passed: Option<bool>,
}

impl Score {
    /// No points yet, for the answers in the crate `package`.
    pub fn new(package: &'static str) -> Self {
        let lines = Vec::new();
        Self { package, lines }
    }

    /// A check that may run; where it is, for [`Score::settle`].
    pub fn expect(&mut self, exercise: &'static str, check: &'static str, points: u32) -> usize {
        self.lines.push(Line {
            exercise,
            check,
            points,
            passed: None,
        });
        self.lines.len() - 1
    }

    /// What came of the check at `place`.
    pub fn settle(&mut self, place: usize, passed: bool) {
        self.lines[place].passed = Some(passed);
    }

    fn points(&self, counts: impl Fn(&Line) -> bool) -> u32 {
        let lines = self.lines.iter().filter(|line| counts(line));
        lines.map(|line| line.points).sum()
    }

    /// The exercise of the first check that failed.
    pub fn next(&self) -> Option<&'static str> {
        let mut lines = self.lines.iter();
        lines
            .find(|line| line.passed == Some(false))
            .map(|line| line.exercise)
    }

    fn exercises(&self) -> Vec<&'static str> {
        let mut names: Vec<_> = self.lines.iter().map(|line| line.exercise).collect();
        names.dedup();
        names
    }
}

impl Display for Score {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let package = self.package;
        let ran = |line: &Line| line.passed.is_some();
        let passed = |line: &Line| line.passed == Some(true);
        if !self.lines.iter().any(ran) {
            return writeln!(
                f,
                "no check has such a name; `cargo test -p {package} -- --list` shows the names"
            );
        }
        for name in self.exercises() {
            let earned = self.points(|line| line.exercise == name && passed(line));
            let of = self.points(|line| line.exercise == name && ran(line));
            if of > 0 {
                writeln!(f, "{name:<50} {earned:>3} of {of:>3}")?;
            }
        }
        write!(f, "points: {} of {}", self.points(passed), self.points(ran))?;
        match self.points(|line| !ran(line)) {
            0 => writeln!(f)?,
            left_out => writeln!(f, " ({left_out} more in the checks left out here)")?,
        }
        match self.lines.iter().find(|line| line.passed == Some(false)) {
            None => writeln!(f, "all of it solved"),
            Some(next) => {
                let file = next.exercise.replace("::", "/");
                writeln!(f, "next:   edit {package}/src/{file}.rs, then")?;
                writeln!(
                    f,
                    "        cargo test -p {package} -- {}::{}",
                    next.exercise, next.check
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(passed: [Option<bool>; 3]) -> String {
        let mut score = Score::new("exercises");
        score.expect("lesson_01::a", "one", 1);
        score.expect("lesson_01::a", "two", 2);
        score.expect("lesson_02::b", "three", 3);
        for (place, passed) in passed.into_iter().enumerate() {
            if let Some(passed) = passed {
                score.settle(place, passed);
            }
        }
        score.to_string()
    }

    #[test]
    fn points_count_by_exercise_and_the_first_failure_is_next() {
        let text = score([Some(true), Some(false), Some(false)]);
        let lines: Vec<_> = text.lines().map(str::trim_end).collect();
        assert!(lines[0].starts_with("lesson_01::a ") && lines[0].ends_with(" 1 of   3"));
        assert!(lines[1].starts_with("lesson_02::b ") && lines[1].ends_with(" 0 of   3"));
        assert_eq!(lines[2], "points: 1 of 6");
        assert!(lines[3].contains("exercises/src/lesson_01/a.rs"));
        assert!(lines[4].ends_with("cargo test -p exercises -- lesson_01::a::two"));
    }

    #[test]
    fn checks_that_a_filter_leaves_out_are_counted_apart() {
        let text = score([None, None, Some(true)]);
        assert!(text.contains("points: 3 of 3 (3 more in the checks left out here)"));
        assert!(!text.contains("lesson_01"));
        assert!(text.contains("all of it solved"));
    }

    #[test]
    fn a_filter_that_finds_nothing_is_said() {
        assert!(score([None; 3]).starts_with("no check has such a name"));
    }
}
