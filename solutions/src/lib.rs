//! The exercises of the course, one module for each lesson.
//!
//! `cargo test -p exercises` counts the points and says what to do next.
// begin solution
//!
//! This is the solved side, and the source: `cargo course sync` makes the crate
//! `exercises` from it, with a `todo!` for each marked region. Edit here, then sync.
// end solution

pub mod bonus;
pub mod lesson_01;
pub mod lesson_02;
pub mod lesson_03;
pub mod lesson_04;
pub mod lesson_05;
pub mod lesson_06;
pub mod lesson_07;
pub mod lesson_08;
pub mod lesson_09;
