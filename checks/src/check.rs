//! Exercises, their checks, and what a failed check says.

use interface::Trouble;
use std::fmt::{Display, Formatter};

/// One exercise: a module in which a student writes some functions.
pub struct Exercise {
    /// The module, such as `lesson_03::transposed_convolution`.
    pub name: &'static str,
    /// Up to three, each saying more than the one before; a student gets one after each
    /// try that fails.
    pub hints: Vec<String>,
    /// In the order in which a student makes them pass.
    pub checks: Vec<Check>,
}

/// One thing that is checked.
pub struct Check {
    /// What, in a few words joined by `_`.
    pub name: &'static str,
    /// What it is worth.
    pub points: u32,
    /// The function that it is about.
    pub function: String,
    run: Box<dyn Fn() -> Result<(), Failure> + Send + Sync>,
}

impl Check {
    /// A check that `run` performs.
    pub fn new(
        name: &'static str,
        points: u32,
        run: impl Fn() -> Result<(), Failure> + Send + Sync + 'static,
    ) -> Self {
        let run = Box::new(run);
        Self {
            name,
            points,
            function: String::new(),
            run,
        }
    }

    /// The same, about this function.
    pub fn of(self, function: impl Into<String>) -> Self {
        let function = function.into();
        Self { function, ..self }
    }

    /// Performs the check.
    ///
    /// # Errors
    /// If it fails: what a student reads then.
    pub fn run(&self) -> Result<(), Failure> {
        (self.run)()
    }
}

/// What a student reads when a check fails.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What was called, with its arguments; empty where that does not matter.
    pub call: String,
    /// What was expected, and what came.
    pub finding: String,
    /// What to think about.
    pub hint: String,
}

/// What is found in an exercise whose file does not compile.
const BROKEN: &str = "it does not compile: see above";

impl Failure {
    /// Of a file that does not compile.
    pub fn broken() -> Self {
        Self {
            call: String::new(),
            finding: BROKEN.into(),
            hint: String::new(),
        }
    }

    /// Whether it only says that the file does not compile.
    pub fn is_broken(&self) -> bool {
        self.finding == BROKEN
    }

    /// Whether it only says that something is not written yet.
    pub fn unwritten(&self) -> bool {
        self.finding.starts_with(UNWRITTEN) || self.finding.starts_with(FIRST)
    }

    /// For a call that did not return. `hint` is what to think about when writing the code.
    pub fn no_result(trouble: Trouble, call: String, hint: &str) -> Self {
        let finding = trouble.to_string();
        match trouble {
            // Which function it was; its arguments do not matter yet.
            Trouble::Unwritten { .. } => Self {
                call: match call.split_once('(') {
                    Some((function, _)) => format!("{function}(…)"),
                    None => call,
                },
                finding,
                // Hints are for those who have tried.
                hint: String::new(),
            },
            Trouble::Panicked { message, .. } => Self {
                call,
                finding,
                hint: match hint_for_panic(&message) {
                    Some(known) => format!("{known}.\n      {hint}"),
                    None => hint.into(),
                },
            },
            Trouble::TooSlow(_) => Self {
                call,
                finding,
                hint: "is there a loop that never ends? Print what it counts".into(),
            },
            Trouble::Died(_) => Self {
                call,
                finding,
                hint: "does a function call itself without end, or ask for endless memory?".into(),
            },
            Trouble::Garbled(_) => Self {
                call,
                finding,
                hint: hint.into(),
            },
        }
    }
}

/// How a finding begins where a function is as it was handed out.
const UNWRITTEN: &str = "not written yet: ";
/// And where one that it may call is.
const FIRST: &str = "first write `";

/// The panics that beginners meet most.
fn hint_for_panic(message: &str) -> Option<&'static str> {
    let hints = [
        (
            "index out of bounds",
            "an index left its row or its matrix: print the index and the size, and compare",
        ),
        (
            "out of range for slice",
            "a range left its row or its matrix: print the range and the size, and compare",
        ),
        (
            "subtract with overflow",
            "a `usize` cannot go below 0: add first, then subtract, or use `checked_sub`",
        ),
    ];
    let known = |(part, _): &&(&str, _)| message.contains(part);
    hints.iter().find(known).map(|(_, hint)| *hint)
}

impl Display for Failure {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        if !self.call.is_empty() {
            writeln!(f, "{}\n", self.call)?;
        }
        write!(f, "{}", self.finding)?;
        match self.hint.as_str() {
            "" => Ok(()),
            hint => write!(f, "\n\nhint: {hint}"),
        }
    }
}
