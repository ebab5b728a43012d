//! The checks of `lesson_08::kl_by_hand`.

use super::{Called, Rows, each, list, randoms};
use crate::check::{Check, Exercise, Failure};
use aelib::ops::gaussian;
use interface::lesson_08::kl_by_hand::{Calls, NAME};

/// μ and ln σ², a row for each image.
type Case = [Rows; 2];

const HINT: &str = "½ (μ² + σ² − 1 − ln σ²) for each latent number, with σ² = e^(ln σ²)";

/// The exercise, checked by calling `calls`; `seed` is of the random cases.
pub fn exercise(calls: Calls, seed: u64) -> Exercise {
    let check = |name, run: fn(&Calls, &Case) -> Result<(), Failure>, cases: Vec<Case>| {
        let calls = calls.clone();
        Check::new(name, 1, move || {
            cases.iter().try_for_each(|case| run(&calls, case))
        })
    };
    let one = |mu: f32, log_var: f32| [vec![vec![mu]], vec![vec![log_var]]];
    let drawn = randoms(2, seed, 60);
    let random = |images: u64, from: u64| {
        let rows = |from| (0..images).map(|i| randoms(3, seed, from + i)).collect();
        [rows(from), rows(from + images)]
    };
    let collapsed = [
        vec![vec![2.0, 0.0], vec![-2.0, 0.0]],
        vec![vec![0.0, 0.0], vec![0.0, 0.0]],
    ];
    Exercise {
        name: NAME,
        hints: &[
            "`log_var.exp()` is σ²; the formula needs no σ",
            "kl: `mu.iter().zip(log_var).map(|(mu, log_var)| …).sum()`",
            "kl_per_number: for each number `i`, the mean over the images of kl of \
             `mu[image][i]` and `log_var[image][i]`",
        ],
        checks: vec![
            check("no_divergence_from_itself", of_image, vec![one(0.0, 0.0)]),
            check(
                "a_mean_that_moves",
                of_image,
                vec![one(1.0, 0.0), one(-2.0, 0.0), one(drawn[0], 0.0)],
            ),
            check(
                "a_variance_that_grows_or_shrinks",
                of_image,
                vec![one(0.0, 1.0), one(0.0, -2.0), one(0.0, drawn[1])],
            ),
            check("any_numbers", of_image, vec![random(1, 0), random(1, 10)]),
            check("a_number_that_collapsed", by_number, vec![collapsed]),
            check("any_images", by_number, vec![random(4, 20), random(2, 40)]),
        ],
    }
}

fn kl(mu: &[f32], log_var: &[f32]) -> f32 {
    gaussian::kl_divergence(mu.len(), &[mu, log_var].concat(), 1.0).0
}

fn of_image(calls: &Calls, [mu, log_var]: &Case) -> Result<(), Failure> {
    let (mu, log_var) = (&mu[0], &log_var[0]);
    let sum = |f: fn(f32, f32) -> f32| vec![vec![each(mu, log_var, f).iter().sum()]];
    let right = kl(mu, log_var);
    let mut mistakes = vec![
        (
            vec![vec![-right]],
            "the sign is the other one: a divergence is never negative",
        ),
        (vec![vec![2.0 * right]], "the factor ½ is missing"),
        (
            sum(|mu, v| 0.5 * (mu * mu + (v / 2.0).exp() - 1.0 - v)),
            "σ stands where σ² should: e^(ln σ²) is σ² already",
        ),
        (
            sum(|mu, v| 0.5 * (mu * mu + (2.0 * v).exp() - 1.0 - 2.0 * v)),
            "log_var is read as ln σ, and is ln σ²",
        ),
        (
            sum(|mu, v| 0.5 * (mu + v.exp() - 1.0 - v)),
            "μ is not squared: on both sides of 0 it has to cost the same",
        ),
        (
            sum(|mu, v| 0.5 * (mu * mu + v.exp() - v)),
            "the −1 is missing: with μ = 0 and σ = 1 nothing must be left",
        ),
    ];
    if mu.len() > 1 {
        mistakes.push((
            vec![vec![right / mu.len() as f32]],
            "this is the mean over the latent numbers: it is their sum that is nats per image",
        ));
    }
    Called {
        call: format!(
            "kl(&mu, &log_var), with\n\n    mu      {}\n    log_var {}",
            list(mu),
            list(log_var)
        ),
        names: &["KL"],
        found: calls.kl(mu, log_var).map(|kl| vec![vec![kl]]),
        expected: vec![vec![right]],
        mistakes,
        hint: HINT,
    }
    .judge()
}

fn by_number(calls: &Calls, [mu, log_var]: &Case) -> Result<(), Failure> {
    let images = mu.len() as f32;
    let numbers = mu[0].len();
    let summed: Vec<f32> = (0..numbers)
        .map(|i| {
            mu.iter()
                .zip(log_var)
                .map(|(m, v)| kl(&m[i..=i], &v[i..=i]))
                .sum()
        })
        .collect();
    let divided = |by: f32| vec![summed.iter().map(|sum| sum / by).collect::<Vec<f32>>()];
    let of_images = mu.iter().zip(log_var).map(|(m, v)| kl(m, v)).collect();
    let mean_first: Vec<f32> = (0..numbers)
        .map(|i| {
            let mean = |rows: &Rows| rows.iter().map(|row| row[i]).sum::<f32>() / images;
            kl(&[mean(mu)], &[mean(log_var)])
        })
        .collect();
    let rows = |rows: &Rows| {
        rows.iter()
            .map(|row| format!("      {}", list(row)))
            .collect::<Vec<_>>()
            .join("\n")
    };
    Called {
        call: format!(
            "kl_per_number(&mu, &log_var), with\n\n    mu\n{}\n    log_var\n{}",
            rows(mu),
            rows(log_var)
        ),
        names: &["KL"],
        found: calls.kl_per_number(mu, log_var).map(|kl| vec![kl]),
        expected: divided(images),
        mistakes: vec![
            (divided(1.0), "these are sums over the images: divide by how many there are"),
            (
                vec![of_images],
                "this is one divergence for each image: it is one for each latent number that \
                 is asked for, so rows and columns change places",
            ),
            (
                vec![mean_first],
                "the mean over the images was taken of μ and ln σ², before the formula: a number \
                 that is +2 for one image and −2 for another says much, and its mean nothing",
            ),
            (
                divided(images * numbers as f32),
                "divided by the latent numbers, too: only the images are averaged",
            ),
        ],
        hint: "for each latent number i, go through the images and average kl(&[mu[i]], &[log_var[i]])",
    }
    .judge()
}
