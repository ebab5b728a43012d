//! Lesson 5: how many latent variables.

use crate::exercise;

exercise! {
    /// How large a code has to be: predicted, measured, chosen.
    lesson_05::code_size {
        /// PCA's squared error per pixel with the first `k` components.
        predicted_error(variances: &[f32], k: usize) -> f32;
        /// The share of digits that are read as the same before and after.
        kept(before: &[u8], after: &[u8]) -> f32;
        /// The smallest size that keeps at least the share `wanted`.
        smallest_code(sizes: &[usize], kept: &[f32], wanted: f32) -> Option<usize>;
    }
}
