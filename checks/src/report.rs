//! What a run prints: an exercise that nobody has begun is one line, one that is begun says
//! what is wrong, and at the end stand the points and what to do next.

use crate::{BONUS, Check, Exercise, Failure};
use std::fmt::{Display, Formatter};

/// What came of a check.
pub type Outcome<'a> = (&'a Check, Result<(), Failure>);

/// The points of a run.
pub struct Report {
    package: String,
    ran: bool,
    /// Earned and at most; first those of the course, then the bonus.
    points: [[u32; 2]; 2],
    left_out: u32,
    next: Option<Next>,
}

/// The first check that failed: what to do next.
pub struct Next {
    /// Its exercise.
    pub exercise: &'static str,
    /// Its name.
    pub check: &'static str,
    /// Its function.
    pub function: String,
    /// Functions of which everything passed.
    pub passed: Vec<String>,
    /// The exercise's hints.
    pub hints: Vec<String>,
}

impl Report {
    /// Of nothing yet, for the answers in the crate `package`.
    pub fn new(package: &str) -> Self {
        Self {
            package: package.into(),
            ran: false,
            points: [[0; 2]; 2],
            left_out: 0,
            next: None,
        }
    }

    /// Points of a check that does not run.
    pub fn left_out(&mut self, points: u32) {
        self.left_out += points;
    }

    /// Whether any check has run.
    pub fn ran(&self) -> bool {
        self.ran
    }

    /// What to do next; nothing if all passed.
    pub fn next(&self) -> Option<&Next> {
        self.next.as_ref()
    }

    /// Counts an exercise; its lines.
    pub fn exercise(&mut self, exercise: &Exercise, results: &[Outcome]) -> String {
        self.ran = true;
        let sum = |counts: fn(&Outcome) -> bool| -> u32 {
            let counted = results.iter().filter(|result| counts(result));
            counted.map(|(check, _)| check.points).sum()
        };
        let (earned, of) = (sum(|(_, result)| result.is_ok()), sum(|_| true));
        let points = &mut self.points[usize::from(exercise.name.starts_with(BONUS))];
        *points = [points[0] + earned, points[1] + of];
        let failed = || {
            let failed = results.iter();
            failed.filter_map(|(check, result)| Some((*check, result.as_ref().err()?)))
        };
        if let (None, Some((check, _))) = (&self.next, failed().next()) {
            let wrong = |function: &String| failed().all(|(check, _)| check.function != *function);
            let functions = results.iter().map(|(check, _)| check.function.clone());
            self.next = Some(Next {
                exercise: exercise.name,
                check: check.name,
                function: check.function.clone(),
                passed: functions.filter(wrong).collect(),
                hints: exercise.hints.clone(),
            });
        }
        let line = format!("{:<50} {earned:>3} of {of:>3}", exercise.name);
        let begun = failed().any(|(_, failure)| !failure.unwritten()) || earned > 0;
        match (failed().next(), begun) {
            (None, _) => format!("{line}\n"),
            (Some(_), false) => format!("{line}   not written yet\n"),
            (Some((_, failure)), _) if failure.is_broken() => {
                format!("{line}   does not compile: see above\n")
            }
            (Some(_), true) => format!("{line}\n{}", failures(&failed().collect::<Vec<_>>())),
        }
    }
}

/// What is said once: a hint for each function, or a finding that has none.
fn key<'a>(check: &'a Check, failure: &'a Failure) -> (&'a str, &'a str) {
    match failure.hint.as_str() {
        "" => ("", &failure.finding),
        hint => (&check.function, hint),
    }
}

/// Of each function the first failure; what is not written yet, and the rest, by name only.
fn failures(failed: &[(&Check, &Failure)]) -> String {
    let mut text = String::new();
    let (mut told, mut unwritten, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for (check, failure) in failed {
        if failure.unwritten() {
            unwritten.push(check.name);
        } else if told.contains(&key(check, failure)) {
            others.push(check.name);
        } else {
            told.push(key(check, failure));
            let lines = failure.to_string();
            let lines = lines.lines().map(|line| match line {
                "" => "\n".to_string(),
                line => format!("    {line}\n"),
            });
            text += &format!("\n  {}\n{}\n", check.name, lines.collect::<String>());
        }
    }
    if !others.is_empty() {
        text += &format!("  the same goes for: {}\n", others.join(", "));
    }
    if !unwritten.is_empty() {
        text += &format!("  not written yet: {}\n", unwritten.join(", "));
    }
    text
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        let package = &self.package;
        if !self.ran {
            return writeln!(
                f,
                "no check has such a name; `cargo test -p {package} -- --list` shows the names"
            );
        }
        let [[earned, of], [bonus, of_bonus]] = self.points;
        write!(f, "points: {earned} of {of}")?;
        if of_bonus > 0 {
            write!(f, ", bonus: {bonus} of {of_bonus}")?;
        }
        match self.left_out {
            0 => writeln!(f)?,
            left_out => writeln!(f, " ({left_out} more in the checks left out here)")?,
        }
        match &self.next {
            None => writeln!(f, "all of it solved"),
            Some(next) => {
                let file = next.exercise.replace("::", "/");
                writeln!(f, "next:   edit {package}/src/{file}.rs, then")?;
                writeln!(
                    f,
                    "        cargo test -p {package} -- {}::{}",
                    next.exercise, next.check
                )?;
                writeln!(
                    f,
                    "        (what the compiler says, in words: docs/rustc.md)"
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(finding: &str) -> Failure {
        Failure {
            call: "a(1)".into(),
            finding: finding.into(),
            hint: "count".into(),
        }
    }

    /// An exercise of one function, whose checks are worth 1, 2, … points.
    fn report(name: &'static str, results: &[Result<(), Failure>]) -> (Report, String) {
        let names = ["one", "two", "three"];
        let check = |i: usize| Check::new(names[i], i as u32 + 1, || Ok(())).of("a");
        let exercise = Exercise {
            name,
            hints: vec!["a: hint".into()],
            checks: (0..results.len()).map(check).collect(),
        };
        let results: Vec<Outcome> = exercise.checks.iter().zip(results.to_vec()).collect();
        let mut report = Report::new("exercises");
        let text = report.exercise(&exercise, &results);
        (report, text)
    }

    #[test]
    fn the_first_failure_is_next() {
        let (report, text) = report("lesson_01::a", &[Ok(()), Err(failure("expected 2"))]);
        assert!(text.starts_with("lesson_01::a ") && text.contains("  1 of   3\n"));
        assert!(
            text.contains("    expected 2\n\n    hint: count\n"),
            "{text}"
        );
        let text = report.to_string();
        assert!(text.starts_with("points: 1 of 3\nnext:   edit exercises/src/lesson_01/a.rs"));
        assert!(text.contains("cargo test -p exercises -- lesson_01::a::two"));
    }

    #[test]
    fn the_same_is_said_once() {
        let (_, text) = report(
            "lesson_01::a",
            &[Err(failure("expected 2")), Err(failure("3"))],
        );
        assert_eq!(text.matches("hint").count(), 1);
        assert!(text.contains("the same goes for: two"));
    }

    #[test]
    fn what_nobody_has_begun_is_one_line() {
        let todo = failure("not written yet: count\nat a.rs:1");
        let (_, text) = report("lesson_01::a", &[Err(todo.clone()), Err(todo)]);
        assert!(text.ends_with("0 of   3   not written yet\n") && text.lines().count() == 1);
    }

    #[test]
    fn a_bonus_is_counted_apart_and_what_is_left_out_is_said() {
        let (mut report, _) = report("bonus::a", &[Ok(())]);
        report.left_out(4);
        assert!(
            report
                .to_string()
                .starts_with("points: 0 of 0, bonus: 1 of 1 (4 more")
        );
        assert!(
            Report::new("exercises")
                .to_string()
                .starts_with("no check has such a name")
        );
    }
}
