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
    // begin solution (mu, log_var): sum the formula over the latent numbers
    let numbers = mu.iter().zip(log_var);
    numbers
        .map(|(mu, log_var)| 0.5 * (mu * mu + log_var.exp() - 1.0 - log_var))
        .sum()
    // end solution
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
    // begin solution (mu, log_var): for each latent number, the mean over the images
    let images = mu.len() as f32;
    let of_number = |i: usize| {
        let pairs = mu.iter().zip(log_var);
        let sum: f32 = pairs.map(|(mu, log_var)| kl(&[mu[i]], &[log_var[i]])).sum();
        sum / images
    };
    (0..mu[0].len()).map(of_number).collect()
    // end solution
}
// begin source

use crate::source::*;
use crate::{args, function};

inventory::submit!(Entry { place: 82, source });

/// What it is checked for.
pub fn source(rng: &mut Draw) -> Source {
    let mut drawn = |n: usize| numbers(rng, n);
    let one = |mu: f32, log_var: f32| args![vec![mu], vec![log_var]];
    let means = vec![one(1.0, 0.0), one(-2.0, 0.0), one(drawn(1)[0], 0.0)];
    let variances = vec![one(0.0, 1.0), one(0.0, -2.0), one(0.0, drawn(1)[0])];
    let any = vec![args![drawn(3), drawn(3)], args![drawn(3), drawn(3)]];
    let mut images = |n: usize| {
        let mut rows = || (0..n).map(|_| drawn(3)).collect::<Rows>();
        args![rows(), rows()]
    };
    let collapsed = args![
        vec![vec![2.0f32, 0.0], vec![-2.0, 0.0]],
        vec![vec![0.0f32, 0.0], vec![0.0, 0.0]],
    ];
    let by_number = vec![images(4), images(2), images(3)];
    let collapsed = vec![collapsed, images(2)];
    let itself = vec![one(0.0, 0.0), one(drawn(1)[0], 0.0)];
    fn sum(mu: &[f32], log_var: &[f32], f: impl Fn(f32, f32) -> f32) -> f32 {
        each(mu, log_var, f).iter().sum()
    }
    Source::new(
        "lesson_08::kl_by_hand",
        [
            "`log_var.exp()` is σ²; the formula needs no σ",
            "kl: `mu.iter().zip(log_var).map(|(mu, log_var)| …).sum()`",
            "kl_per_number: for each number `i`, the mean over the images of kl of \
             `mu[image][i]` and `log_var[image][i]`",
        ],
    )
    .function(function! {
        kl(mu: &[f32], log_var: &[f32])
        needs [] "½ (μ² + σ² − 1 − ln σ²) for each latent number, with σ² = e^(ln σ²)"
        "the sign is the other one: a divergence is never negative" => -kl(mu, log_var);
        "the factor ½ is missing" => 2.0 * kl(mu, log_var);
        "σ stands where σ² should: e^(ln σ²) is σ² already" =>
            sum(mu, log_var, |mu, v| 0.5 * (mu * mu + (v / 2.0).exp() - 1.0 - v));
        "log_var is read as ln σ, and is ln σ²" =>
            sum(mu, log_var, |mu, v| 0.5 * (mu * mu + (2.0 * v).exp() - 1.0 - 2.0 * v));
        "μ is not squared: on both sides of 0 it has to cost the same" =>
            sum(mu, log_var, |mu, v| 0.5 * (mu + v.exp() - 1.0 - v));
        "the −1 is missing: with μ = 0 and σ = 1 nothing must be left" =>
            sum(mu, log_var, |mu, v| 0.5 * (mu * mu + v.exp() - v));
        "this is the mean over the latent numbers: it is their sum that is nats per image" =>
            kl(mu, log_var) / mu.len() as f32;
    })
    .function(function! {
        kl_per_number(mu: &Rows, log_var: &Rows)
        needs [kl]
        "for each latent number i, go through the images and average kl(&[mu[i]], &[log_var[i]])"
        "these are sums over the images: divide by how many there are" =>
            each(&kl_per_number(mu, log_var), &vec![mu.len() as f32; mu[0].len()], |k, n| k * n);
        "this is one divergence for each image: it is one for each latent number that is asked \
         for, so rows and columns change places" =>
            mu.iter().zip(log_var).map(|(m, v)| kl(m, v)).collect::<Vec<f32>>();
        "the mean over the images was taken of μ and ln σ², before the formula: a number that \
         is +2 for one image and −2 for another says much, and its mean nothing" => {
            let mean = |rows: &Rows, i: usize| {
                rows.iter().map(|row| row[i]).sum::<f32>() / rows.len() as f32
            };
            let of_number = |i| kl(&[mean(mu, i)], &[mean(log_var, i)]);
            (0..mu[0].len()).map(of_number).collect::<Vec<f32>>()
        };
        "divided by the latent numbers, too: only the images are averaged" =>
            each(&kl_per_number(mu, log_var), &vec![mu[0].len() as f32; mu[0].len()], |k, n| k / n);
    })
    .check("no_divergence_from_itself", 1, "kl", itself)
    .check("a_mean_that_moves", 1, "kl", means)
    .check("a_variance_that_grows_or_shrinks", 1, "kl", variances)
    .check("any_numbers", 1, "kl", any)
    .check("a_number_that_collapsed", 1, "kl_per_number", collapsed)
    .check("any_images", 1, "kl_per_number", by_number)
}
// end source
