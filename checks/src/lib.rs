//! What the exercises are checked for.
//!
//! - [`check`]: an exercise is a list of checks, each with its points.
//! - [`guard`]: calls what a student wrote, which may be unwritten, panic or never end.
//! - [`matrix`]: compares results and prints them for comparing by eye.
//! - [`main`]: runs the checks as tests, and [`score`] counts the points at the end.
//! - one module for each lesson, with its exercises' checks.
//!
//! The checks take the functions they call as values. So the same checks run on the
//! `exercises`, on the `solutions`, and in this crate's tests on wrong answers.

pub mod check;
pub mod guard;
mod harness;
pub mod lesson_03;

pub mod matrix;
pub mod score;

pub use harness::main;

/// All exercises of the course, as the crate `$answers` solves them.
#[macro_export]
macro_rules! exercises {
    ($answers:ident) => {{
        use $answers::*;
        vec![$crate::lesson_03::transposed_convolution::exercise(
            $crate::lesson_03::transposed_convolution::Answer {
                output_size: lesson_03::transposed_convolution::output_size,
                conv_transpose2d: lesson_03::transposed_convolution::conv_transpose2d,
            },
        )]
    }};
}
