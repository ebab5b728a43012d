//! The same divergence without its formula: by what it means.
//!
//! ```text
//! cargo test -p exercises -- lesson_08::kl_by_sampling
//! ```

/// Rows of numbers.
pub type Rows = Vec<Vec<f32>>;

/// The logarithm of a normal distribution's density at z, in nats:
///
/// ```text
/// ln N(z; μ, σ²) = −½ (ln 2π + ln σ² + (z − μ)² / σ²)
/// ```
///
/// `log_var` is ln σ².
///
/// # Example
/// At its own mean the standard normal distribution has −½ ln 2π ≈ −0.919.
pub fn log_normal(z: f32, mu: f32, log_var: f32) -> f32 {
    let _ = (z, mu, log_var); // Replace this line, too.
    todo!("the formula above")
}

/// The divergence of q, one image's distributions, from p, the standard normal one. It is
/// how much likelier, on average, q finds its own draws than p does:
///
/// ```text
/// KL = mean over draws z from q of  Σ over the numbers of  ln q(z) − ln p(z)
/// ```
///
/// Each row of `noise` makes one draw: a standard normal ε for each latent number. There is
/// at least one row.
///
/// # Example
/// With μ = 1, ln σ² = 0 and the rows `[0.5]` and `[-0.5]` the draws are 1.5 and 0.5. The
/// differences are 1 and 0, and their mean is 0.5.
pub fn kl_by_sampling(mu: &[f32], log_var: &[f32], noise: &Rows) -> f32 {
    let _ = (mu, log_var, noise); // Replace this line, too.
    todo!("for each row draw z, sum ln q − ln p; then the mean")
}
