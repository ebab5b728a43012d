//! The Kullback-Leibler divergence from the standard normal distribution, by its formula.
//!
//! ```text
//! cargo test -p exercises -- lesson_08::kl_by_hand
//! ```

/// One row of numbers for each image.
pub type Rows = Vec<Vec<f32>>;

/// The divergence of one image's distributions, in nats: the sum over its latent numbers of
///
/// ```text
/// ½ (μ² + σ² − 1 − ln σ²)
/// ```
///
/// `log_var` is ln σ².
///
/// # Example
/// With μ = 1 and ln σ² = 0 it is ½ (1 + 1 − 1 − 0) = 0.5. Two such numbers have 1.0.
pub fn kl(mu: &[f32], log_var: &[f32]) -> f32 {
    let _ = (mu, log_var); // Replace this line, too.
    todo!("sum the formula over the latent numbers")
}

/// The divergence of each latent number, mean over the images. A number near 0 has
/// collapsed: it says the same of every image.
///
/// `mu[image][number]` and `log_var[image][number]`; there is at least one image.
///
/// # Example
/// Two images with two latent numbers each. The first number is used, the second is not:
///
/// ```text
/// mu        2.0  0.0      log_var  0.0  0.0      result  2.0  0.0
///          -2.0  0.0               0.0  0.0
/// ```
pub fn kl_per_number(mu: &Rows, log_var: &Rows) -> Vec<f32> {
    let _ = (mu, log_var); // Replace this line, too.
    todo!("for each latent number, the mean over the images")
}
