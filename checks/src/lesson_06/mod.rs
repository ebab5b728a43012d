//! Lesson 6: what an autoencoder is good for.

pub mod noisy_input;
pub mod precision_at_k;
pub mod threshold;

/// Equal up to rounding. Written so that NaN is close to nothing.
fn close(expected: f32, found: f32) -> bool {
    (expected - found).abs() <= 1e-4 * (1.0 + expected.abs())
}
