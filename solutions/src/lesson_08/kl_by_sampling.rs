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
    // begin solution (z, mu, log_var): the formula above
    let squared = (z - mu) * (z - mu) / log_var.exp();
    -0.5 * (std::f32::consts::TAU.ln() + log_var + squared)
    // end solution
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
    // begin solution (mu, log_var, noise): for each row draw z, sum ln q − ln p; then the mean
    let one_draw = |eps: &Vec<f32>| -> f32 {
        let numbers = mu.iter().zip(log_var).zip(eps);
        let ratios = numbers.map(|((mu, log_var), eps)| {
            let z = mu + (log_var / 2.0).exp() * eps;
            log_normal(z, *mu, *log_var) - log_normal(z, 0.0, 0.0)
        });
        ratios.sum()
    };
    noise.iter().map(one_draw).sum::<f32>() / noise.len() as f32
    // end solution
}
// begin source

use crate::source::*;
use crate::{args, function};

inventory::submit!(Entry { place: 83, source });

/// What it is checked for.
pub fn source(rng: &mut Draw) -> Source {
    let mut drawn = |n: usize| numbers(rng, n);
    let mut point = || {
        let row = drawn(3);
        args![row[0], row[1], row[2]]
    };
    let densities = vec![point(), point(), point(), point()];
    let mut sample = |draws: usize| {
        let noise: Rows = (0..draws).map(|_| drawn(3)).collect();
        args![drawn(3), drawn(3), noise]
    };
    let by_hand = vec![
        args![vec![1.0f32], vec![0.0f32], vec![vec![0.5f32], vec![-0.5]]],
        sample(2),
    ];
    let (one, any) = (vec![sample(1), sample(1)], vec![sample(4), sample(7)]);
    let standard = |z: f32| args![z, 0.0f32, 0.0f32];
    let standard = vec![standard(0.0), standard(1.0), standard(drawn(1)[0])];
    const HALF_LN_TAU: f32 = 0.918_938_5;
    /// The mean over the draws of the sum over the numbers of what `ratio` gives.
    fn mean(
        mu: &[f32],
        log_var: &[f32],
        noise: &Rows,
        ratio: impl Fn(f32, f32, f32) -> f32,
    ) -> f32 {
        let draws = noise.iter();
        let draws = draws.map(|eps| each3(mu, log_var, eps, &ratio).iter().sum::<f32>());
        draws.sum::<f32>() / noise.len() as f32
    }
    Source::new(
        "lesson_08::kl_by_sampling",
        [
            "log_normal: ln 2π is `std::f32::consts::TAU.ln()`, and σ² is `log_var.exp()`",
            "kl_by_sampling: one draw is z = μ + σ · ε for each number; then \
             log_normal(z, mu, log_var) - log_normal(z, 0.0, 0.0), summed over the numbers",
            "kl_by_sampling: the mean over the draws comes last: divide by noise.len()",
        ],
    )
    .function(function! {
        log_normal(z: f32, mu: f32, log_var: f32)
        needs [] "−½ (ln 2π + ln σ² + (z − μ)² / σ²), with σ² = e^(ln σ²)"
        "this is the density: its logarithm is asked for" => log_normal(z, mu, log_var).exp();
        "the ln 2π is missing: without it the density does not add up to 1" =>
            log_normal(z, mu, log_var) + HALF_LN_TAU;
        "the ln σ² is missing: a wider distribution is lower everywhere" =>
            log_normal(z, mu, log_var) + 0.5 * log_var;
        "log_var is read as ln σ: then it would count twice. It is ln σ²" =>
            log_normal(z, mu, log_var) - 0.5 * log_var;
        "divided by σ⁴: e^(ln σ²) is σ² already" =>
            -HALF_LN_TAU - 0.5 * (log_var + (z - mu).powi(2) / (2.0 * log_var).exp());
        "(z − μ)² is not divided by σ²" => -HALF_LN_TAU - 0.5 * (log_var + (z - mu).powi(2));
        "the sign is the other one" => -log_normal(z, mu, log_var);
    })
    .function(function! {
        kl_by_sampling(mu: &[f32], log_var: &[f32], noise: &Rows)
        needs [log_normal]
        "for each row of noise: z = μ + σ · ε, and the sum of ln q(z) − ln p(z) over the \
         numbers; then the mean over the rows"
        "this is the sum over the draws: divide by how many there are" =>
            kl_by_sampling(mu, log_var, noise) * noise.len() as f32;
        "q and p are swapped: ln q(z) − ln p(z)" => -kl_by_sampling(mu, log_var, noise);
        "this is the mean over the latent numbers, too: they are summed" =>
            kl_by_sampling(mu, log_var, noise) / mu.len() as f32;
        "the noise itself is taken for the draw: z = μ + σ · ε comes from q, ε comes from p" =>
            mean(mu, log_var, noise, |mu, v, eps| {
                log_normal(eps, mu, v) - log_normal(eps, 0.0, 0.0)
            });
        "the draws do not come from q: the noise is multiplied by σ², and should be by σ" =>
            mean(mu, log_var, noise, |mu, v, eps| {
                let z = mu + v.exp() * eps;
                log_normal(z, mu, v) - log_normal(z, 0.0, 0.0)
            });
        "ln p is taken at ε: both densities are asked at the same place, z" =>
            mean(mu, log_var, noise, |mu, v, eps| {
                let z = mu + (v / 2.0).exp() * eps;
                log_normal(z, mu, v) - log_normal(eps, 0.0, 0.0)
            });
    })
    .check("the_standard_normal_density", 1, "log_normal", standard)
    .check("any_density", 1, "log_normal", densities)
    .check("by_hand", 1, "kl_by_sampling", by_hand)
    .check("one_draw", 1, "kl_by_sampling", one)
    .check("any_draws", 2, "kl_by_sampling", any)
}
// end source
