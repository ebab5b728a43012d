//! A bug that was published, read by thousands, and trains without complaint.
//!
//! The encoder's second half gives `s`, and the code reads it in two ways. Here it is, for
//! one latent number:
//!
//! ```text
//! z  = mu + exp(s) * eps                        // so s is ln σ
//! kl = -0.5 * (1 + s - mu * mu - exp(s))        // so s is ln σ²
//! ```
//!
//! Mend it: from now on s is `log_sigma`, ln σ, everywhere.
//!
//! ```text
//! cargo test -p exercises -- lesson_08::log_sigma
//! ```

/// One draw `z = μ + σ · ε` of each latent number.
///
/// # Example
/// With μ = 1, ln σ = ln 2 and ε = 0.5, z is 1 + 2 · 0.5 = 2.
pub fn sample(mu: &[f32], log_sigma: &[f32], eps: &[f32]) -> Vec<f32> {
    let _ = (mu, log_sigma, eps); // Replace this line, too.
    todo!("which of the two lines is right for ln σ?")
}

/// The divergence from the standard normal distribution, in nats: the sum over the latent
/// numbers of `½ (μ² + σ² − 1 − ln σ²)`.
///
/// # Example
/// With μ = 0 and ln σ = ln 2 it is about 0.807.
pub fn kl(mu: &[f32], log_sigma: &[f32]) -> f32 {
    let _ = (mu, log_sigma); // Replace this line, too.
    todo!("the formula; what are σ² and ln σ², when s is ln σ?")
}

/// What the code with the bug counts as divergence, and what the divergence of the
/// distribution that it really draws from is. Both are sums over the latent numbers.
///
/// # Example
/// With μ = 0 and ln σ = −ln 2 the code counts about 0.097, and the truth is about 0.318. The
/// loss looks better than it is.
pub fn claimed_and_true(mu: &[f32], log_sigma: &[f32]) -> (f32, f32) {
    let _ = (mu, log_sigma); // Replace this line, too.
    todo!("the line with the bug, and your kl")
}
