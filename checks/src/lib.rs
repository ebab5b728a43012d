//! What the exercises are checked for: cases, expected results, points and hints.
//!
//! - [`check`]: an exercise is a list of checks, each with its points.
//! - [`matrix`], [`numbers`]: compare results and print them for comparing by eye.
//! - [`main`]: runs the checks as tests, and [`score`] counts the points at the end.
//! - one module for each lesson, with its exercises' checks.
//!
//! # How it works
//! The crate `interface` declares each exercise's functions, and makes `Calls` of them:
//! methods with the same names, each of which returns the result or the
//! [`Trouble`](interface::Trouble) that came instead. The checks know nothing else of an
//! answer. So the same checks run
//!
//! - on `exercises` and on `solutions`, within one process (`cargo test -p exercises`);
//! - on wrong answers, in this crate's `tests/wrong_answers`;
//! - on a submission that runs in a process of its own, which sees arguments and nothing
//!   else: neither this crate, nor cases, expected results or points. [`exercises`] with
//!   another [`Caller`] is all that a grader needs, and with another seed than [`PUBLIC`]
//!   the same checks are hidden tests: random cases that no student has seen.
//!
//! # How to add an exercise
//! Declare it in `interface` (its docs say how, and which types can travel), and write the
//! solution. Then, here:
//!
//! 1. `src/lesson_0N/NAME/mod.rs` with `pub fn exercise(calls: Calls, seed: u64) -> Exercise`.
//!    Work out what is expected inside the checks, from `aelib` or plain loops, never in
//!    the student's crate. Random inputs come from `seed`; what is fixed teaches.
//! 2. A failure says what was called ([`Failure::call`]), expected and found, and what to
//!    think about. Where the call did not return: [`Failure::no_result`]. The best hints
//!    recognise a mistake by its result: see `lesson_03/transposed_convolution/mistakes.rs`.
//! 3. One line in [`exercises`], in the order of the lessons.
//! 4. At least three wrong answers in `tests/wrong_answers/lesson_0N/NAME.rs`, each caught
//!    with the words that it has to be caught with, and the unwritten one.
//! 5. `cargo course sync`, then `cargo test -p checks -p solutions` and
//!    `cargo test -p exercises --test as_handed_out`.

pub mod bonus;
pub mod check;
mod harness;
pub mod hints;
pub mod matrix;
pub mod numbers;
pub mod score;

pub mod lesson_01;
pub mod lesson_02;
pub mod lesson_03;
pub mod lesson_04;
pub mod lesson_05;
pub mod lesson_06;
pub mod lesson_07;
pub mod lesson_08;
pub mod lesson_09;

pub use check::{Check, Exercise, Failure};
pub use harness::main;
pub use lesson_09::Homework;

use interface::Caller;
use std::sync::Arc;

/// The seed of the random cases that students see.
pub const PUBLIC: u64 = 0;

/// How the names of exercises begin whose points are counted apart.
pub const BONUS: &str = "bonus::";

/// All exercises of the course, checked by way of `caller`; `seed` is of the random cases,
/// and `homework` says where the trained weights come from.
pub fn exercises(caller: &Arc<dyn Caller>, seed: u64, homework: Homework) -> Vec<Exercise> {
    macro_rules! checked {
        ($($lesson:ident::$exercise:ident)*) => {
            vec![$($lesson::$exercise::exercise(
                interface::$lesson::$exercise::Calls::new(caller.clone()),
                seed,
            )),*]
        };
    }
    let mut exercises = checked! {
        lesson_01::compression
        lesson_02::losses_by_hand
        lesson_02::logits
        lesson_02::sum_or_mean
        lesson_03::by_hand
        lesson_03::sizes
        lesson_03::convolution
        lesson_03::transposed_convolution
        lesson_04::decoder
        lesson_04::training_loop
        lesson_05::code_size
        lesson_06::threshold
        lesson_06::precision_at_k
        lesson_06::noisy_input
        lesson_07::why_one_encoder
        lesson_08::reparameterize
        lesson_08::kl_by_hand
        lesson_08::kl_by_sampling
        lesson_08::log_sigma
    };
    let calls = interface::lesson_09::denoiser::Calls::new(caller.clone());
    exercises.push(lesson_09::denoiser::exercise(calls, seed, homework));
    exercises.extend(checked!(bonus::variational));
    exercises
}
