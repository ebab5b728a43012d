//! Lesson 7: a deepfake.

#[cfg(not(without = "lesson_07::why_one_encoder"))]
pub mod why_one_encoder;
