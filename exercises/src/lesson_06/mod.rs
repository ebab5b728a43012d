//! Lesson 6: what an autoencoder is good for.

#[cfg(not(without = "lesson_06::noisy_input"))]
pub mod noisy_input;
#[cfg(not(without = "lesson_06::precision_at_k"))]
pub mod precision_at_k;
#[cfg(not(without = "lesson_06::threshold"))]
pub mod threshold;
