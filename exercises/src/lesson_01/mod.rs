//! Lesson 1: what an autoencoder is.

#[cfg(not(without = "lesson_01::compression"))]
pub mod compression;
