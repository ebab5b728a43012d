//! The checks of `lesson_08::kl_by_sampling`.

use super::{Called, Rows, list, randoms};
use crate::check::{Check, Exercise, Failure};
use interface::lesson_08::kl_by_sampling::{Calls, NAME};

/// μ, ln σ², and rows of noise.
type Case = (Vec<f32>, Vec<f32>, Rows);

/// The exercise, checked by calling `calls`; `seed` is of the random cases.
pub fn exercise(calls: Calls, seed: u64) -> Exercise {
    let density = |name, points: Vec<[f32; 3]>| {
        let calls = calls.clone();
        Check::new(name, 1, move || {
            points.iter().try_for_each(|point| density(&calls, *point))
        })
    };
    let sampled = |name, points, cases: Vec<Case>| {
        let calls = calls.clone();
        Check::new(name, points, move || {
            cases.iter().try_for_each(|case| sampled(&calls, case))
        })
    };
    let random = |stream: u64, draws: u64| {
        let row = |i| randoms(3, seed, stream + i);
        (row(0), row(1), (0..draws).map(|i| row(2 + i)).collect())
    };
    let triple = |stream| {
        let row = randoms(3, seed, stream);
        [row[0], row[1], row[2]]
    };
    Exercise {
        name: NAME,
        hints: &[
            "ln 2π is `std::f32::consts::TAU.ln()`, and σ² is `log_var.exp()`",
            "one draw: z = μ + σ · ε for each number; then \
             log_normal(z, mu, log_var) - log_normal(z, 0.0, 0.0), summed over the numbers",
            "the mean over the draws comes last: divide by noise.len()",
        ],
        checks: vec![
            density(
                "the_standard_normal_density",
                vec![[0.0, 0.0, 0.0], [1.0, 0.0, 0.0]],
            ),
            density("any_density", vec![triple(50), triple(51), triple(52)]),
            sampled(
                "by_hand",
                1,
                vec![(vec![1.0], vec![0.0], vec![vec![0.5], vec![-0.5]])],
            ),
            sampled("one_draw", 1, vec![random(0, 1)]),
            sampled("any_draws", 2, vec![random(10, 4), random(20, 7)]),
        ],
    }
}

fn log_normal(z: f32, mu: f32, log_var: f32) -> f32 {
    -0.5 * (std::f32::consts::TAU.ln() + log_var + (z - mu) * (z - mu) / log_var.exp())
}

fn density(calls: &Calls, [z, mu, log_var]: [f32; 3]) -> Result<(), Failure> {
    let right = log_normal(z, mu, log_var);
    let squared = (z - mu) * (z - mu);
    let half_ln_tau = 0.5 * std::f32::consts::TAU.ln();
    let row = |value: f32| vec![vec![value]];
    let mistakes = vec![
        (
            row(right.exp()),
            "this is the density: its logarithm is asked for",
        ),
        (
            row(right + half_ln_tau),
            "the ln 2π is missing: without it the density does not add up to 1",
        ),
        (
            row(right + 0.5 * log_var),
            "the ln σ² is missing: a wider distribution is lower everywhere",
        ),
        (
            row(right - 0.5 * log_var),
            "log_var is read as ln σ: then it would count twice. It is ln σ²",
        ),
        (
            row(-half_ln_tau - 0.5 * (log_var + squared / (2.0 * log_var).exp())),
            "divided by σ⁴: e^(ln σ²) is σ² already",
        ),
        (
            row(-half_ln_tau - 0.5 * (log_var + squared)),
            "(z − μ)² is not divided by σ²",
        ),
        (row(-right), "the sign is the other one"),
    ];
    Called {
        call: format!("log_normal({z}, {mu}, {log_var}), so z = {z}, μ = {mu}, ln σ² = {log_var}"),
        names: &["ln N"],
        found: calls.log_normal(z, mu, log_var).map(row),
        expected: row(right),
        mistakes,
        hint: "−½ (ln 2π + ln σ² + (z − μ)² / σ²), with σ² = e^(ln σ²)",
    }
    .judge()
}

/// The sum over all draws and numbers of what `ratio` gives for μ, ln σ² and ε.
fn total((mu, log_var, noise): &Case, ratio: fn(f32, f32, f32) -> f32) -> f32 {
    let draws = noise
        .iter()
        .map(|eps| super::each3(mu, log_var, eps, ratio).iter().sum::<f32>());
    draws.sum()
}

fn sampled(calls: &Calls, case: &Case) -> Result<(), Failure> {
    let (mu, log_var, noise) = case;
    let draws = noise.len() as f32;
    let row = |value: f32| vec![vec![value]];
    let of = |ratio| row(total(case, ratio) / draws);
    let right = |mu: f32, v: f32, eps: f32| {
        let z = mu + (v / 2.0).exp() * eps;
        log_normal(z, mu, v) - log_normal(z, 0.0, 0.0)
    };
    let expected = of(right);
    let mistakes = vec![
        (
            row(total(case, right)),
            "this is the sum over the draws: divide by how many there are",
        ),
        (
            row(-total(case, right) / draws),
            "q and p are swapped: ln q(z) − ln p(z)",
        ),
        (
            row(total(case, right) / draws / mu.len() as f32),
            "this is the mean over the latent numbers, too: they are summed",
        ),
        (
            of(|mu, v, eps| log_normal(eps, mu, v) - log_normal(eps, 0.0, 0.0)),
            "the noise itself is taken for the draw: z = μ + σ · ε comes from q, ε comes from p",
        ),
        (
            of(|mu, v, eps| {
                let z = mu + v.exp() * eps;
                log_normal(z, mu, v) - log_normal(z, 0.0, 0.0)
            }),
            "the draws do not come from q: the noise is multiplied by σ², and should be by σ",
        ),
        (
            of(|mu, v, eps| {
                let z = mu + (v / 2.0).exp() * eps;
                log_normal(z, mu, v) - log_normal(eps, 0.0, 0.0)
            }),
            "ln p is taken at ε: both densities are asked at the same place, z",
        ),
    ];
    let rows: Vec<String> = noise
        .iter()
        .map(|row| format!("      {}", list(row)))
        .collect();
    Called {
        call: format!(
            "kl_by_sampling(&mu, &log_var, &noise), with\n\n    mu      {}\n    log_var {}\n    noise\n{}",
            list(mu),
            list(log_var),
            rows.join("\n")
        ),
        names: &["KL"],
        found: calls.kl_by_sampling(mu, log_var, noise).map(row),
        expected,
        mistakes,
        hint: "for each row of noise: z = μ + σ · ε, and the sum of ln q(z) − ln p(z) over the \
               numbers; then the mean over the rows",
    }
    .judge()
}
