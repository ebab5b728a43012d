//! Lesson 9: the homework.

#[cfg(not(without = "lesson_09::denoiser"))]
pub mod denoiser;
