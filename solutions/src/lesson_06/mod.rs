//! Lesson 6: what an autoencoder is good for.

pub mod noisy_input;
pub mod precision_at_k;
pub mod threshold;
