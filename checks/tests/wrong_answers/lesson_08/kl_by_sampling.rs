//! Wrong answers to `lesson_08::kl_by_sampling`.

use crate::{caught, failures, local, unwritten};
use checks::lesson_08::kl_by_sampling::exercise;
use checks::{Exercise, PUBLIC};
use interface::lesson_08::{
    Rows,
    kl_by_sampling::{Answer, Calls},
};

fn checked(answer: Answer) -> Exercise {
    exercise(Calls::new(local(answer)), PUBLIC)
}

fn log_normal(z: f32, mu: f32, log_var: f32) -> f32 {
    -0.5 * (std::f32::consts::TAU.ln() + log_var + (z - mu) * (z - mu) / log_var.exp())
}

/// The sum over all draws and numbers of what `ratio` gives for μ, ln σ² and ε.
fn total(mu: &[f32], log_var: &[f32], noise: &Rows, ratio: fn(f32, f32, f32) -> f32) -> f32 {
    let draws = noise
        .iter()
        .map(|eps| super::each(mu, log_var, eps, ratio).iter().sum::<f32>());
    draws.sum()
}

fn ratio(mu: f32, log_var: f32, eps: f32) -> f32 {
    let z = mu + (log_var / 2.0).exp() * eps;
    log_normal(z, mu, log_var) - log_normal(z, 0.0, 0.0)
}

const RIGHT: Answer = Answer {
    log_normal,
    kl_by_sampling: |mu, v, noise| total(mu, v, noise, ratio) / noise.len() as f32,
};

#[test]
fn the_right_answer_passes() {
    assert_eq!(failures(checked(RIGHT)), []);
}

#[test]
fn unwritten_functions_fail_every_check() {
    unwritten(checked(Answer {
        log_normal: |_, _, _| todo!("the density"),
        kl_by_sampling: |_, _, _| todo!("the mean"),
    }));
}

#[test]
fn wrong_densities() {
    let with = |log_normal| {
        checked(Answer {
            log_normal,
            ..RIGHT
        })
    };
    caught(
        with(|z, m, v| log_normal(z, m, v).exp()),
        "this is the density",
    );
    caught(
        with(|z, m, v| log_normal(z, m, v) + 0.5 * std::f32::consts::TAU.ln()),
        "the ln 2π is missing",
    );
    caught(
        with(|z, m, v| log_normal(z, m, v) + 0.5 * v),
        "the ln σ² is missing",
    );
    caught(
        with(|z, m, v| -log_normal(z, m, v)),
        "the sign is the other one",
    );
}

#[test]
fn wrong_estimates() {
    let with = |kl_by_sampling| {
        checked(Answer {
            kl_by_sampling,
            ..RIGHT
        })
    };
    caught(
        with(|m, v, noise| total(m, v, noise, ratio)),
        "this is the sum over the draws",
    );
    caught(
        with(|m, v, noise| -total(m, v, noise, ratio) / noise.len() as f32),
        "q and p are swapped",
    );
    caught(
        with(|m, v, noise| total(m, v, noise, ratio) / (noise.len() * m.len()) as f32),
        "this is the mean over the latent numbers, too",
    );
    caught(
        with(|m, v, noise| {
            let at_noise = |m, v, eps| log_normal(eps, m, v) - log_normal(eps, 0.0, 0.0);
            total(m, v, noise, at_noise) / noise.len() as f32
        }),
        "the noise itself is taken for the draw",
    );
    caught(
        with(|m, v, noise| {
            let wide = |m: f32, v: f32, eps: f32| {
                let z = m + v.exp() * eps;
                log_normal(z, m, v) - log_normal(z, 0.0, 0.0)
            };
            total(m, v, noise, wide) / noise.len() as f32
        }),
        "the draws do not come from q",
    );
}
