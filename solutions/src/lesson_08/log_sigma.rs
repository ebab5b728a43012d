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
/// With μ = 0 and ln σ = ln 2 it is about 0.807.
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
/// With μ = 0 and ln σ = −ln 2 the code counts about 0.097, and the truth is about 0.318. The
/// loss looks better than it is.
pub fn claimed_and_true(mu: &[f32], log_sigma: &[f32]) -> (f32, f32) {
    // begin solution (mu, log_sigma): the line with the bug, and your kl
    let numbers = mu.iter().zip(log_sigma);
    let claimed = numbers.map(|(mu, s)| -0.5 * (1.0 + s - mu * mu - s.exp()));
    (claimed.sum(), kl(mu, log_sigma))
    // end solution
}
// begin source

use crate::source::*;
use crate::{args, function};

inventory::submit!(Entry { place: 84, source });

/// What it is checked for.
pub fn source(rng: &mut Draw) -> Source {
    let mut any = |n: usize| vec![numbers(rng, n), numbers(rng, n), numbers(rng, n)];
    let ln2 = 2f32.ln();
    let three = |rows: Vec<Vec<f32>>| args![rows[0], rows[1], rows[2]];
    let two = |rows: Vec<Vec<f32>>| args![rows[0], rows[1]];
    let draw_by_hand = vec![args![vec![1.0f32], vec![ln2], vec![0.5f32]], three(any(1))];
    let draws = vec![three(any(3)), three(any(3))];
    let by_hand = vec![args![vec![0.0f32], vec![ln2]], two(any(1))];
    let divergences = vec![two(any(3)), two(any(3))];
    let hidden = vec![args![vec![0.0f32], vec![-2.0f32]], two(any(1))];
    let anywhere = vec![two(any(3)), two(any(3))];
    fn sum(mu: &[f32], s: &[f32], f: impl Fn(f32, f32) -> f32) -> f32 {
        each(mu, s, f).iter().sum()
    }
    Source::new(
        "lesson_08::log_sigma",
        [
            "sample: σ = e^(ln σ), so the published line for z is right when s is ln σ",
            "kl: σ² = e^(2 ln σ), and ln σ² = 2 ln σ: put both into the formula of the divergence",
            "claimed_and_true: first the published line for kl, as it is, then your kl",
        ],
    )
    .function(function! {
        sample(mu: &[f32], log_sigma: &[f32], eps: &[f32])
        needs [] "σ = e^(ln σ); then z = μ + σ · ε"
        "s is read as ln σ² here: it is ln σ now, so nothing is halved" =>
            each3(mu, log_sigma, eps, |mu, s, eps| mu + (s / 2.0).exp() * eps);
        "the noise is multiplied by σ²: σ = e^s" =>
            each3(mu, log_sigma, eps, |mu, s, eps| mu + (2.0 * s).exp() * eps);
        "the noise is multiplied by ln σ: take e^ of it" =>
            each3(mu, log_sigma, eps, |mu, s, eps| mu + s * eps);
    })
    .function(function! {
        kl(mu: &[f32], log_sigma: &[f32])
        needs [] "½ (μ² + σ² − 1 − ln σ²), with σ² = e^(2s) and ln σ² = 2s"
        "this is the published line, which reads s as ln σ²: mend it for ln σ" =>
            claimed_and_true(mu, log_sigma).0;
        "half mended: σ² is right, but ln σ² is 2s, not s" =>
            sum(mu, log_sigma, |mu, s| 0.5 * (mu * mu + (2.0 * s).exp() - 1.0 - s));
        "half mended: ln σ² is right, but σ² is e^(2s), not e^s" =>
            sum(mu, log_sigma, |mu, s| 0.5 * (mu * mu + s.exp() - 1.0 - 2.0 * s));
        "the sign is the other one: a divergence is never negative" => -kl(mu, log_sigma);
    })
    .function(function! {
        claimed_and_true(mu: &[f32], log_sigma: &[f32])
        needs [kl] "first the published line, summed over the numbers; then kl(mu, log_sigma)"
        "the two are swapped: first what the bug counts" => {
            let (claimed, truth) = claimed_and_true(mu, log_sigma);
            (truth, claimed)
        };
        "the first number is the published line as it is, with its bug" => {
            let truth = kl(mu, log_sigma);
            (truth, truth)
        };
        "the second number is the truth: what your kl gives for the same ln σ" => {
            let (claimed, _) = claimed_and_true(mu, log_sigma);
            (claimed, claimed)
        };
    })
    .check("a_draw_by_hand", 1, "sample", draw_by_hand)
    .check("any_draw", 1, "sample", draws)
    .check("a_divergence_by_hand", 1, "kl", by_hand)
    .check("any_divergence", 1, "kl", divergences)
    .check("what_the_bug_hides", 1, "claimed_and_true", hidden)
    .check("what_it_hides_anywhere", 1, "claimed_and_true", anywhere)
}
// end source
