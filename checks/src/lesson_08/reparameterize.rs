//! The checks of `lesson_08::reparameterize`.

use super::{Called, each3, list, randoms};
use crate::check::{Check, Exercise, Failure};
use aelib::ops::gaussian;
use interface::lesson_08::reparameterize::{Calls, NAME};

/// Three rows of equal length.
type Case = [Vec<f32>; 3];

/// The exercise, checked by calling `calls`; `seed` is of the random cases.
pub fn exercise(calls: Calls, seed: u64) -> Exercise {
    let check = |name, points, run: fn(&Calls, &Case) -> Result<(), Failure>, cases: Vec<Case>| {
        let calls = calls.clone();
        Check::new(name, points, move || {
            cases.iter().try_for_each(|case| run(&calls, case))
        })
    };
    let ln4 = 4f32.ln();
    let random = |stream: u64| {
        let row = |i| randoms(4, seed, stream + i);
        vec![[row(0), row(1), row(2)], [row(3), row(4), row(5)]]
    };
    let row = |count, stream| randoms(count, seed, stream);
    let still = vec![
        [vec![0.7, -1.2], vec![-3.0, 3.0], vec![0.0, 0.0]],
        [row(2, 20), row(2, 21), vec![0.0, 0.0]],
    ];
    let one = |stream| [row(1, stream), row(1, stream + 1), row(1, stream + 2)];
    let by_hand = vec![[vec![3.0], vec![ln4], vec![0.5]], one(30)];
    Exercise {
        name: NAME,
        hints: &[
            "σ² = e^(ln σ²), and σ is its root: halve the exponent, (log_var / 2.0).exp()",
            "`mu.iter().zip(log_var).zip(eps)` goes through all three at once",
            "gradients: dz/dμ = 1, and dz/d(ln σ²) = ε · σ · ½, by the chain rule",
        ],
        checks: vec![
            check("by_hand", 1, draw, by_hand),
            check("without_noise", 1, draw, still),
            check("any_numbers", 1, draw, random(0)),
            check(
                "gradients_by_hand",
                1,
                back,
                vec![[vec![ln4], vec![0.5], vec![3.0]], one(40)],
            ),
            check("gradients_of_any_numbers", 1, back, random(10)),
        ],
    }
}

fn draw(calls: &Calls, [mu, log_var, eps]: &Case) -> Result<(), Failure> {
    let as_is = |f: fn(f32, f32, f32) -> f32| vec![each3(mu, log_var, eps, f)];
    let latent = [mu.as_slice(), log_var].concat();
    Called {
        call: format!(
            "reparameterize(&mu, &log_var, &eps), with\n\n    mu      {}\n    log_var {}\n    eps     {}",
            list(mu),
            list(log_var),
            list(eps)
        ),
        names: &["z"],
        found: calls.reparameterize(mu, log_var, eps).map(|z| vec![z]),
        expected: vec![gaussian::sample(mu.len(), &latent, eps)],
        mistakes: vec![
            (
                as_is(|mu, v, eps| mu + v.exp() * eps),
                "the noise is multiplied by σ²: e^(ln σ²) is the variance. Halve the exponent",
            ),
            (
                as_is(|mu, v, eps| mu + v * eps),
                "the noise is multiplied by ln σ²: that is a logarithm, take e^ of its half",
            ),
            (
                as_is(|mu, v, eps| mu + (2.0 * v).exp() * eps),
                "the exponent is doubled: a root halves it",
            ),
            (
                as_is(|mu, v, eps| mu + (v / 2.0).exp() + eps),
                "σ and ε are added: σ stretches the noise, so multiply",
            ),
            (
                as_is(|mu, v, eps| (mu + eps) * (v / 2.0).exp()),
                "μ is stretched, too: only the noise is multiplied by σ",
            ),
            (vec![mu.clone()], "this is μ alone, without noise"),
        ],
        hint: "σ = e^(ln σ² / 2); then z = μ + σ · ε",
    }
    .judge()
}

fn back(calls: &Calls, [log_var, eps, dz]: &Case) -> Result<(), Failure> {
    let with = |f: fn(f32, f32, f32) -> f32| vec![dz.clone(), each3(log_var, eps, dz, f)];
    let right = with(|v, eps, dz| dz * eps * (v / 2.0).exp() / 2.0);
    Called {
        call: format!(
            "gradients(&log_var, &eps, &dz), with\n\n    log_var {}\n    eps     {}\n    dz      {}",
            list(log_var),
            list(eps),
            list(dz)
        ),
        names: &["of μ", "of ln σ²"],
        found: calls.gradients(log_var, eps, dz).map(|(a, b)| vec![a, b]),
        expected: right.clone(),
        mistakes: vec![
            (
                with(|v, eps, dz| dz * eps * (v / 2.0).exp()),
                "this is the gradient of ln σ: by ln σ² there is another factor ½, from the \
                 exponent",
            ),
            (
                with(|_, eps, dz| dz * eps),
                "this is the gradient of σ: go on to ln σ², with dσ/d(ln σ²) = σ / 2",
            ),
            (
                with(|v, eps, dz| dz * eps * v.exp() / 2.0),
                "the noise is multiplied by σ² here: e^(ln σ²) is the variance",
            ),
            (
                vec![vec![1.0; dz.len()], right[1].clone()],
                "the gradient of μ is that of z, times 1: `dz` is missing",
            ),
            (
                vec![right[1].clone(), right[0].clone()],
                "the two are swapped: first of μ, then of ln σ²",
            ),
        ],
        hint: "dz/dμ = 1, so μ gets `dz` as it is. dz/d(ln σ²) = ε · e^(ln σ² / 2) · ½",
    }
    .judge()
}
