//! What the exercises are checked with. It holds no right answers: [`data`] holds cases, which
//! `cargo course sync` makes from the solutions.
//!
//! - [`compare`]: the one rule of what is equal; [`tell`]: calls and results in words.
//! - [`judge`]: makes calls, and says what is wrong with a result.
//! - [`lesson_09`]: the homework, where a network is trained: that stays code.
//! - [`main`]: runs the checks, prints what to do next ([`report`]) and opens [`hints`].
//!
//! # How it works
//! The checks know nothing of an answer but its results, through a [`Caller`]. So the same
//! judge runs
//!
//! - on `exercises`, which is built first into a worker, with the cases in
//!   `exercises/cases`;
//! - on a submission in a process of its own, with cases that a grader draws from the
//!   solutions with another seed than [`PUBLIC`], and that no student has seen.

pub mod check;
pub mod compare;
pub mod data;
pub mod diagnosis;
mod harness;
pub mod hints;
pub mod judge;
pub mod lesson_09;
pub mod report;
pub mod tell;
mod worker;

pub use check::{Check, Exercise, Failure};
pub use data::Data;
pub use harness::{main, run};
pub use lesson_09::Homework;

use interface::Caller;
use std::sync::Arc;

/// The seed of the random cases that students see.
pub const PUBLIC: u64 = 0;

/// How the names of exercises begin whose points are counted apart.
pub const BONUS: &str = "bonus::";

/// All exercises of the course with these cases, checked by way of `caller`; `seed` is of the
/// homework's stripes, and `homework` says where the trained weights come from.
pub fn exercises(
    cases: &[Data],
    caller: &Arc<dyn Caller>,
    seed: u64,
    homework: Homework,
) -> Vec<Exercise> {
    let plain = cases.iter().map(|data| judge::exercise(data, caller));
    let mut exercises: Vec<Exercise> = plain.collect();
    let calls = interface::lesson_09::denoiser::Calls::new(caller.clone());
    let last = exercises
        .iter()
        .position(|exercise| exercise.name.starts_with(BONUS));
    exercises.insert(
        last.unwrap_or(exercises.len()),
        lesson_09::denoiser::exercise(calls, seed, homework),
    );
    exercises
}
