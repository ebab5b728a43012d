//! The points, and what to do next.

use crate::{BONUS, Failure};
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
    result: Option<Result<(), Failure>>,
}

impl Line {
    fn passed(&self) -> Option<bool> {
        self.result.as_ref().map(Result::is_ok)
    }

    fn failure(&self) -> Option<&Failure> {
        self.result.as_ref()?.as_ref().err()
    }
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
            result: None,
        });
        self.lines.len() - 1
    }

    /// What came of the check at `place`. What a student reads, if it failed: what another
    /// check of the exercise has said already is not said again.
    pub fn settle(&mut self, place: usize, result: Result<(), Failure>) -> Option<String> {
        let exercise = self.lines[place].exercise;
        let words = result.as_ref().err().map(Failure::to_string);
        let told = self.lines.iter().find(|line| {
            let said = line.failure().map(Failure::to_string);
            line.exercise == exercise && said.is_some() && said == words
        });
        let again = told.map(|line| format!("the same as {exercise}::{}", line.check));
        self.lines[place].result = Some(result);
        again.or(words)
    }

    fn points(&self, counts: impl Fn(&Line) -> bool) -> u32 {
        let lines = self.lines.iter().filter(|line| counts(line));
        lines.map(|line| line.points).sum()
    }

    /// Those of the course, and the bonus.
    fn apart(&self, counts: impl Fn(&Line) -> bool) -> [u32; 2] {
        [false, true].map(|bonus| {
            self.points(|line| line.exercise.starts_with(BONUS) == bonus && counts(line))
        })
    }

    /// The exercise of the first check that failed, and the call that it made.
    pub fn next(&self) -> Option<(&'static str, &str)> {
        let mut lines = self.lines.iter();
        lines.find_map(|line| Some((line.exercise, line.failure()?.call.as_str())))
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
        let ran = |line: &Line| line.result.is_some();
        let passed = |line: &Line| line.passed() == Some(true);
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
        let ([earned, bonus], [of, of_bonus]) = (self.apart(passed), self.apart(ran));
        write!(f, "points: {earned} of {of}")?;
        if of_bonus > 0 {
            write!(f, ", bonus: {bonus} of {of_bonus}")?;
        }
        match self.points(|line| !ran(line)) {
            0 => writeln!(f)?,
            left_out => writeln!(f, " ({left_out} more in the checks left out here)")?,
        }
        match self.lines.iter().find(|line| line.failure().is_some()) {
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

    fn result(passed: bool) -> Result<(), Failure> {
        let failure = Failure {
            call: "a(1)".into(),
            finding: "expected 2".into(),
            hint: "count".into(),
        };
        passed.then_some(()).ok_or(failure)
    }

    fn score(passed: [Option<bool>; 3]) -> String {
        let mut score = Score::new("exercises");
        score.expect("lesson_01::a", "one", 1);
        score.expect("lesson_01::a", "two", 2);
        score.expect("lesson_02::b", "three", 3);
        for (place, passed) in passed.into_iter().enumerate() {
            if let Some(passed) = passed {
                score.settle(place, result(passed));
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
    fn the_same_is_said_once_in_an_exercise() {
        let mut score = Score::new("exercises");
        for (exercise, check) in [
            ("lesson_01::a", "one"),
            ("lesson_01::a", "two"),
            ("bonus::b", "three"),
        ] {
            score.expect(exercise, check, 1);
        }
        let words = [0, 1, 2].map(|place| score.settle(place, result(false)));
        let [first, second, other] = words.map(Option::unwrap);
        assert!(first.contains("expected 2") && first == other);
        assert_eq!(second, "the same as lesson_01::a::one");
        assert_eq!(score.next(), Some(("lesson_01::a", "a(1)")));
    }

    #[test]
    fn a_bonus_is_counted_apart() {
        let mut score = Score::new("exercises");
        score.expect("lesson_01::a", "one", 3);
        score.expect("bonus::b", "two", 2);
        score.settle(0, result(true));
        score.settle(1, result(false));
        assert!(score.to_string().contains("points: 3 of 3, bonus: 0 of 2"));
    }

    #[test]
    fn a_filter_that_finds_nothing_is_said() {
        assert!(score([None; 3]).starts_with("no check has such a name"));
    }
}
