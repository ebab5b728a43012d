//! The checks of `lesson_08::log_sigma`.

use super::{Called, each, each3, list, randoms};
use crate::check::{Check, Exercise, Failure};
use interface::lesson_08::log_sigma::{Calls, NAME};

/// μ, ln σ, and noise, equally long.
type Case = [Vec<f32>; 3];

/// The exercise, checked by calling `calls`; `seed` is of the random cases.
pub fn exercise(calls: Calls, seed: u64) -> Exercise {
    let check = |name, points, run: fn(&Calls, &Case) -> Result<(), Failure>, cases: Vec<Case>| {
        let calls = calls.clone();
        Check::new(name, points, move || {
            cases.iter().try_for_each(|case| run(&calls, case))
        })
    };
    let random = |stream: u64| {
        let row = |i| randoms(3, seed, stream + i);
        vec![[row(0), row(1), row(2)], [row(3), row(4), row(5)]]
    };
    let one = |mu, log_sigma, eps| vec![[vec![mu], vec![log_sigma], vec![eps]]];
    let ln2 = 2f32.ln();
    Exercise {
        name: NAME,
        hints: &[
            "σ = e^(ln σ), so the published line for z is right when s is ln σ",
            "σ² = e^(2 ln σ), and ln σ² = 2 ln σ: put both into the formula of the divergence",
            "claimed_and_true: first the published line for kl, as it is, then your kl",
        ],
        checks: vec![
            check("a_draw_by_hand", 1, draw, one(1.0, ln2, 0.5)),
            check("any_draw", 1, draw, random(0)),
            check("a_divergence_by_hand", 1, divergence, one(0.0, ln2, 0.0)),
            check("any_divergence", 1, divergence, random(10)),
            check("what_the_bug_hides", 1, both, one(0.0, -2.0, 0.0)),
            check("what_it_hides_anywhere", 1, both, random(20)),
        ],
    }
}

fn right(mu: f32, s: f32) -> f32 {
    0.5 * (mu * mu + (2.0 * s).exp() - 1.0 - 2.0 * s)
}

fn published(mu: f32, s: f32) -> f32 {
    -0.5 * (1.0 + s - mu * mu - s.exp())
}

fn draw(calls: &Calls, [mu, log_sigma, eps]: &Case) -> Result<(), Failure> {
    let of = |f: fn(f32, f32, f32) -> f32| vec![each3(mu, log_sigma, eps, f)];
    Called {
        call: format!(
            "sample(&mu, &log_sigma, &eps), with\n\n    mu        {}\n    log_sigma {}\n    eps       {}",
            list(mu),
            list(log_sigma),
            list(eps)
        ),
        names: &["z"],
        found: calls.sample(mu, log_sigma, eps).map(|z| vec![z]),
        expected: of(|mu, s, eps| mu + s.exp() * eps),
        mistakes: vec![
            (
                of(|mu, s, eps| mu + (s / 2.0).exp() * eps),
                "s is read as ln σ² here: it is ln σ now, so nothing is halved",
            ),
            (
                of(|mu, s, eps| mu + (2.0 * s).exp() * eps),
                "the noise is multiplied by σ²: σ = e^s",
            ),
            (
                of(|mu, s, eps| mu + s * eps),
                "the noise is multiplied by ln σ: take e^ of it",
            ),
        ],
        hint: "σ = e^(ln σ); then z = μ + σ · ε",
    }
    .judge()
}

fn divergence(calls: &Calls, [mu, log_sigma, _]: &Case) -> Result<(), Failure> {
    let sum = |f: fn(f32, f32) -> f32| vec![vec![each(mu, log_sigma, f).iter().sum()]];
    Called {
        call: call("kl", mu, log_sigma),
        names: &["KL"],
        found: calls.kl(mu, log_sigma).map(|kl| vec![vec![kl]]),
        expected: sum(right),
        mistakes: mistakes(sum),
        hint: "½ (μ² + σ² − 1 − ln σ²), with σ² = e^(2s) and ln σ² = 2s",
    }
    .judge()
}

/// Of a divergence; `sum` makes a result of the formula for one number.
fn mistakes(sum: impl Fn(fn(f32, f32) -> f32) -> super::Rows) -> Vec<super::Mistake> {
    vec![
        (
            sum(published),
            "this is the published line, which reads s as ln σ²: mend it for ln σ",
        ),
        (
            sum(|mu, s| 0.5 * (mu * mu + (2.0 * s).exp() - 1.0 - s)),
            "half mended: σ² is right, but ln σ² is 2s, not s",
        ),
        (
            sum(|mu, s| 0.5 * (mu * mu + s.exp() - 1.0 - 2.0 * s)),
            "half mended: ln σ² is right, but σ² is e^(2s), not e^s",
        ),
        (
            sum(|mu, s| -right(mu, s)),
            "the sign is the other one: a divergence is never negative",
        ),
    ]
}

fn both(calls: &Calls, [mu, log_sigma, _]: &Case) -> Result<(), Failure> {
    let sum = |f: fn(f32, f32) -> f32| each(mu, log_sigma, f).iter().sum::<f32>();
    let rows = |claimed: f32, truth: f32| vec![vec![claimed], vec![truth]];
    let (claimed, truth) = (sum(published), sum(right));
    Called {
        call: call("claimed_and_true", mu, log_sigma),
        names: &["claimed", "true"],
        found: calls
            .claimed_and_true(mu, log_sigma)
            .map(|(claimed, truth)| rows(claimed, truth)),
        expected: rows(claimed, truth),
        mistakes: vec![
            (
                rows(truth, claimed),
                "the two are swapped: first what the bug counts",
            ),
            (
                rows(truth, truth),
                "the first number is the published line as it is, with its bug",
            ),
            (
                rows(claimed, claimed),
                "the second number is the truth: what your kl gives for the same ln σ",
            ),
            (
                rows(claimed, sum(|mu, s| 0.5 * (mu * mu + s.exp() - 1.0 - s))),
                "the second number still reads s as ln σ²: the draws have the width e^s",
            ),
        ],
        hint: "first the published line, summed over the numbers; then kl(mu, log_sigma)",
    }
    .judge()
}

fn call(function: &str, mu: &[f32], log_sigma: &[f32]) -> String {
    format!(
        "{function}(&mu, &log_sigma), with\n\n    mu        {}\n    log_sigma {}",
        list(mu),
        list(log_sigma)
    )
}
