//! Lesson 9: the homework.

pub mod denoiser;
