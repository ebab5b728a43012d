//! Lesson 5: how many latent variables.

#[cfg(not(without = "lesson_05::code_size"))]
pub mod code_size;
