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
    // begin solution (mu, log_sigma, eps): which of the two lines is right for ln σ?
    let numbers = mu.iter().zip(log_sigma).zip(eps);
    numbers.map(|((mu, s), eps)| mu + s.exp() * eps).collect()
    // end solution
}

/// The divergence from the standard normal distribution, in nats: the sum over the latent
/// numbers of `½ (μ² + σ² − 1 − ln σ²)`.
///
/// # Example
/// With μ = 0 and ln σ = ln 2 it is ½ (0 + 4 − 1 − ln 4) ≈ 0.807.
pub fn kl(mu: &[f32], log_sigma: &[f32]) -> f32 {
    // begin solution (mu, log_sigma): the formula; what are σ² and ln σ², when s is ln σ?
    let numbers = mu.iter().zip(log_sigma);
    numbers
        .map(|(mu, s)| 0.5 * (mu * mu + (2.0 * s).exp() - 1.0 - 2.0 * s))
        .sum()
    // end solution
}

/// What the code with the bug counts as divergence, and what the divergence of the
/// distribution that it really draws from is. Both are sums over the latent numbers.
///
/// # Example
/// With μ = 0 and ln σ = −2, a sharp encoder, the code counts
/// ½ (e^−2 − 1 + 2) ≈ 0.568, and the truth is ½ (e^−4 − 1 + 4) ≈ 1.509. The loss looks
/// better than it is.
pub fn claimed_and_true(mu: &[f32], log_sigma: &[f32]) -> (f32, f32) {
    // begin solution (mu, log_sigma): the line with the bug, and your kl
    let numbers = mu.iter().zip(log_sigma);
    let claimed = numbers.map(|(mu, s)| -0.5 * (1.0 + s - mu * mu - s.exp()));
    (claimed.sum(), kl(mu, log_sigma))
    // end solution
}
