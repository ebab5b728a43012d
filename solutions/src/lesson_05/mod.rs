//! Lesson 5: how many latent variables.

pub mod code_size;
