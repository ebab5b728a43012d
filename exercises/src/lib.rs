//! The exercises of the course, one module for each lesson.
//!
//! `cargo test -p exercises` counts the points and says what to do next.

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
