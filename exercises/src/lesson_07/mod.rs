//! Lesson 7: a deepfake.

pub mod why_one_encoder;
