//! Lesson 8: the variational autoencoder.

use crate::exercise;

/// Rows of numbers: one row for each image, or for each draw.
pub type Rows = Vec<Vec<f32>>;

exercise! {
    /// A draw through which gradients flow.
    lesson_08::reparameterize {
        /// One draw z.
        reparameterize(mu: &[f32], log_var: &[f32], eps: &[f32]) -> Vec<f32>;
        /// The gradients of μ and of ln σ², from that of z.
        gradients(log_var: &[f32], eps: &[f32], dz: &[f32]) -> (Vec<f32>, Vec<f32>);
    }
}

exercise! {
    /// The divergence by its formula.
    lesson_08::kl_by_hand {
        /// Of one image.
        kl(mu: &[f32], log_var: &[f32]) -> f32;
        /// Of each latent number, mean over the images.
        kl_per_number(mu: &Rows, log_var: &Rows) -> Vec<f32>;
    }
}

exercise! {
    /// The divergence by its definition.
    lesson_08::kl_by_sampling {
        /// The logarithm of a normal density.
        log_normal(z: f32, mu: f32, log_var: f32) -> f32;
        /// From given draws of noise.
        kl_by_sampling(mu: &[f32], log_var: &[f32], noise: &Rows) -> f32;
    }
}

exercise! {
    /// ln σ is not ln σ².
    lesson_08::log_sigma {
        /// One draw z.
        sample(mu: &[f32], log_sigma: &[f32], eps: &[f32]) -> Vec<f32>;
        /// The divergence.
        kl(mu: &[f32], log_sigma: &[f32]) -> f32;
        /// What the code with the bug counts as divergence, and what it is.
        claimed_and_true(mu: &[f32], log_sigma: &[f32]) -> (f32, f32);
    }
}
