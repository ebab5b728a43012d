//! The checks as tests: `cargo test -p exercises`, or with names of some of them.

use crate::hints::Tries;
use crate::report::Report;
use crate::worker::{self, Broken};
use crate::{Data, Failure, Homework, PUBLIC, data};
use interface::{Caller, Local};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

const USAGE: &str = "\
usage: cargo test -p exercises -- [NAME …] [--list] [--exact]

NAME is a part of a name, such as lesson_03, sizes or sizes::inputs; several may be given";

/// What the command line asks for.
#[derive(Default)]
struct Arguments {
    names: Vec<String>,
    list: bool,
    exact: bool,
    none: bool,
}

/// Runs the checks that the command line asks for, for the answers in the package that lies in
/// `folder`, with the cases that lie beside it.
pub fn main(folder: &'static str) -> ExitCode {
    match data::read(&Path::new(folder).join("cases")) {
        Ok(cases) => run(folder, &cases, || worker::build(Path::new(folder), &cases)),
        Err(wrong) => {
            eprintln!("error: {wrong}");
            ExitCode::FAILURE
        }
    }
}

/// The same with these cases, and by way of this caller; with it come the exercises that
/// cannot be called.
pub fn run(
    folder: &'static str,
    cases: &[Data],
    caller: impl FnOnce() -> Result<(Arc<dyn Caller>, Broken), String>,
) -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(wrong) => {
            eprintln!("error: {wrong}\n{USAGE}");
            return ExitCode::FAILURE;
        }
    };
    let nobody = || Ok((Arc::new(Local::new(Vec::new())) as _, Broken::new()));
    let found = if arguments.list { nobody() } else { caller() };
    let (caller, broken) = match found {
        Ok(found) => found,
        Err(wrong) => {
            eprintln!("{wrong}");
            return ExitCode::FAILURE;
        }
    };
    let exercises = crate::exercises(cases, &caller, PUBLIC, Homework::Package(folder.into()));
    let package = folder.rsplit('/').next().unwrap_or(folder);
    let mut report = Report::new(package);
    let mut listed = 0;
    for exercise in &exercises {
        let mut results = Vec::new();
        for check in &exercise.checks {
            let name = format!("{}::{}", exercise.name, check.name);
            if !arguments.wants(&name) {
                report.left_out(check.points);
            } else if arguments.list {
                println!("{name}: test");
                listed += 1;
            } else if broken.contains(exercise.name) {
                results.push((check, Err(Failure::broken())));
            } else {
                results.push((check, check.run()));
            }
        }
        if !results.is_empty() {
            print!("{}", report.exercise(exercise, &results));
        }
    }
    if arguments.list {
        println!("\n{listed} tests, 0 benchmarks");
        return ExitCode::SUCCESS;
    }
    print!("{report}");
    let Some(next) = report.next() else {
        return match report.ran() || arguments.none {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        };
    };
    if !broken.contains(next.exercise) {
        print!("{}", Tries::of(Path::new(folder)).failed(next));
    }
    ExitCode::FAILURE
}

impl Arguments {
    fn parse(words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = Self::default();
        let mut words = words.peekable();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--list" => arguments.list = true,
                "--exact" => arguments.exact = true,
                // No check is of this kind.
                "--ignored" => arguments.none = true,
                // What editors and cargo say to every test; here it changes nothing.
                "--nocapture" | "--no-capture" | "--show-output" | "--quiet" | "-q"
                | "--include-ignored" => {}
                "--test-threads" | "--color" | "--format" => drop(words.next()),
                _ if word.starts_with("--test-threads=") || word.starts_with("--color=") => {}
                _ if word.starts_with('-') => return Err(format!("no option {word}")),
                // As in a path of a file, too.
                _ => arguments
                    .names
                    .push(word.replace('/', "::").replace(".rs", "")),
            }
        }
        Ok(arguments)
    }

    fn wants(&self, name: &str) -> bool {
        let named = |part: &String| match self.exact {
            true => name == part,
            false => name.contains(part.as_str()),
        };
        !self.none && (self.names.is_empty() || self.names.iter().any(named))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Arguments, String> {
        Arguments::parse(words.iter().map(|word| word.to_string()))
    }

    #[test]
    fn several_names_may_be_given() {
        let arguments = parse(&["sizes", "lesson_02/logits", "--nocapture"]).unwrap();
        assert!(arguments.wants("lesson_03::sizes::inputs"));
        assert!(arguments.wants("lesson_02::logits::first"));
        assert!(!arguments.wants("lesson_03::convolution::stride"));
        let exact = parse(&["--exact", "a::b"]).unwrap();
        assert!(exact.wants("a::b") && !exact.wants("a::bc"));
        assert!(parse(&["--sizes"]).is_err());
    }
}
