//! A draw through which gradients flow: the noise comes from outside.
//!
//! ```text
//! cargo test -p exercises -- lesson_08::reparameterize
//! ```

/// One draw of each latent number of one image:
///
/// ```text
/// z = μ + σ · ε
/// ```
///
/// `log_var` is ln σ², which may be any number, while a σ has to be positive. So first get
/// σ from it. All three slices are equally long.
///
/// # Example
/// With μ = 3, ln σ² = ln 4 and ε = 0.5, σ is 2 and z is 3 + 2 · 0.5 = 4.
pub fn reparameterize(mu: &[f32], log_var: &[f32], eps: &[f32]) -> Vec<f32> {
    // begin solution (mu, log_var, eps): z = μ + σ · ε for each number
    let numbers = mu.iter().zip(log_var).zip(eps);
    // σ = √(e^(ln σ²)) = e^(ln σ² / 2)
    numbers
        .map(|((mu, log_var), eps)| mu + (log_var / 2.0).exp() * eps)
        .collect()
    // end solution
}

/// The way back: `dz` is the gradient of the loss with respect to z. Returns the gradients
/// with respect to μ and to ln σ².
///
/// The noise is a constant here, so differentiate z by μ and by ln σ², and multiply with `dz`.
/// Had z been drawn inside, there would be nothing to differentiate: that is what the trick is
/// for.
///
/// # Example
/// With ln σ² = ln 4, ε = 0.5 and dz = 3 the gradients are 3 and 1.5.
pub fn gradients(log_var: &[f32], eps: &[f32], dz: &[f32]) -> (Vec<f32>, Vec<f32>) {
    // begin solution (log_var, eps, dz): differentiate z by μ and by ln σ², times dz
    let numbers = log_var.iter().zip(eps).zip(dz);
    let of_log_var = numbers.map(|((log_var, eps), dz)| dz * eps * (log_var / 2.0).exp() / 2.0);
    (dz.to_vec(), of_log_var.collect())
    // end solution
}
// begin source

use crate::source::*;
use crate::{args, function};

inventory::submit!(Entry { place: 81, source });

/// What it is checked for.
pub fn source(rng: &mut Draw) -> Source {
    let mut any = |n: usize| args![numbers(rng, n), numbers(rng, n), numbers(rng, n)];
    let ln4 = 4f32.ln();
    let by_hand = vec![args![vec![3.0f32], vec![ln4], vec![0.5f32]], any(1), any(1)];
    let (draws, backs) = (vec![any(4), any(4)], vec![any(4), any(4)]);
    let back_by_hand = vec![args![vec![ln4], vec![0.5f32], vec![3.0f32]], any(1), any(1)];
    let still = vec![
        args![vec![0.7f32, -1.2], vec![-3.0f32, 3.0], vec![0.0f32, 0.0]],
        args![numbers(rng, 2), numbers(rng, 2), vec![0.0f32, 0.0]],
    ];
    Source::new(
        "lesson_08::reparameterize",
        [
            "σ² = e^(ln σ²), and σ is its root: halve the exponent, (log_var / 2.0).exp()",
            "`mu.iter().zip(log_var).zip(eps)` goes through all three at once",
            "gradients: dz/dμ = 1, and dz/d(ln σ²) = ε · σ · ½, by the chain rule",
        ],
    )
    .function(function! {
        reparameterize(mu: &[f32], log_var: &[f32], eps: &[f32])
        needs [] "σ = e^(ln σ² / 2); then z = μ + σ · ε"
        "the noise is multiplied by σ²: e^(ln σ²) is the variance. Halve the exponent" =>
            each3(mu, log_var, eps, |mu, v, eps| mu + v.exp() * eps);
        "the noise is multiplied by ln σ²: that is a logarithm, take e^ of its half" =>
            each3(mu, log_var, eps, |mu, v, eps| mu + v * eps);
        "the exponent is doubled: a root halves it" =>
            each3(mu, log_var, eps, |mu, v, eps| mu + (2.0 * v).exp() * eps);
        "σ and ε are added: σ stretches the noise, so multiply" =>
            each3(mu, log_var, eps, |mu, v, eps| mu + (v / 2.0).exp() + eps);
        "μ is stretched, too: only the noise is multiplied by σ" =>
            each3(mu, log_var, eps, |mu, v, eps| (mu + eps) * (v / 2.0).exp());
        "this is μ alone, without noise" => mu.to_vec();
    })
    .function(function! {
        gradients(log_var: &[f32], eps: &[f32], dz: &[f32])
        needs [] "dz/dμ = 1, so μ gets `dz` as it is. dz/d(ln σ²) = ε · e^(ln σ² / 2) · ½"
        "this is the gradient of ln σ: by ln σ² there is another factor ½, from the exponent" =>
            (dz.to_vec(), each3(log_var, eps, dz, |v, eps, dz| dz * eps * (v / 2.0).exp()));
        "this is the gradient of σ: go on to ln σ², with dσ/d(ln σ²) = σ / 2" =>
            (dz.to_vec(), each3(log_var, eps, dz, |_, eps, dz| dz * eps));
        "the noise is multiplied by σ² here: e^(ln σ²) is the variance" =>
            (dz.to_vec(), each3(log_var, eps, dz, |v, eps, dz| dz * eps * v.exp() / 2.0));
        "the gradient of μ is that of z, times 1: `dz` is missing" =>
            (vec![1.0f32; dz.len()], gradients(log_var, eps, dz).1);
        "the two are swapped: first of μ, then of ln σ²" => {
            let (of_mu, of_log_var) = gradients(log_var, eps, dz);
            (of_log_var, of_mu)
        };
    })
    .check("by_hand", 1, "reparameterize", by_hand)
    .check("without_noise", 1, "reparameterize", still)
    .check("any_numbers", 1, "reparameterize", draws)
    .check("gradients_by_hand", 1, "gradients", back_by_hand)
    .check("gradients_of_any_numbers", 1, "gradients", backs)
}
// end source
