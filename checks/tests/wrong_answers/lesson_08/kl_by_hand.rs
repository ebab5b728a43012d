//! Wrong answers to `lesson_08::kl_by_hand`.

use super::sum;
use crate::{caught, failures, local, unwritten};
use checks::lesson_08::kl_by_hand::exercise;
use checks::{Exercise, PUBLIC};
use interface::lesson_08::{
    Rows,
    kl_by_hand::{Answer, Calls},
};

fn checked(answer: Answer) -> Exercise {
    exercise(Calls::new(local(answer)), PUBLIC)
}

fn kl(mu: &[f32], log_var: &[f32]) -> f32 {
    sum(mu, log_var, |m, v| 0.5 * (m * m + v.exp() - 1.0 - v))
}

/// Sums over the images, for each latent number.
fn summed(mu: &Rows, log_var: &Rows) -> Vec<f32> {
    let of_number = |i: usize| {
        mu.iter()
            .zip(log_var)
            .map(|(m, v)| kl(&[m[i]], &[v[i]]))
            .sum()
    };
    (0..mu[0].len()).map(of_number).collect()
}

const RIGHT: Answer = Answer {
    kl,
    kl_per_number: |mu, log_var| {
        let sums = summed(mu, log_var);
        sums.iter().map(|sum| sum / mu.len() as f32).collect()
    },
};

#[test]
fn the_right_answer_passes() {
    assert_eq!(failures(checked(RIGHT)), []);
}

#[test]
fn unwritten_functions_fail_every_check() {
    unwritten(checked(Answer {
        kl: |_, _| todo!("the formula"),
        kl_per_number: |_, _| todo!("the means"),
    }));
}

#[test]
fn wrong_formulas() {
    let with = |kl| checked(Answer { kl, ..RIGHT });
    caught(with(|m, v| -kl(m, v)), "never negative");
    caught(with(|m, v| 2.0 * kl(m, v)), "the factor ½ is missing");
    caught(
        with(|m, v| kl(m, v) / m.len() as f32),
        "this is the mean over the latent numbers",
    );
    caught(
        with(|m, v| sum(m, v, |m, v| 0.5 * (m * m + (v / 2.0).exp() - 1.0 - v))),
        "σ stands where σ² should",
    );
    caught(
        with(|m, v| sum(m, v, |m, v| 0.5 * (m * m + (2.0 * v).exp() - 1.0 - 2.0 * v))),
        "log_var is read as ln σ",
    );
    caught(
        with(|m, v| sum(m, v, |m, v| 0.5 * (m + v.exp() - 1.0 - v))),
        "μ is not squared",
    );
    caught(
        with(|m, v| sum(m, v, |m, v| 0.5 * (m * m + v.exp() - v))),
        "the −1 is missing",
    );
}

#[test]
fn wrong_means() {
    let with = |kl_per_number| {
        checked(Answer {
            kl_per_number,
            ..RIGHT
        })
    };
    caught(with(summed), "these are sums over the images");
    caught(
        with(|mu, v| mu.iter().zip(v).map(|(m, v)| kl(m, v)).collect()),
        "one divergence for each image",
    );
    caught(
        with(|mu, v| {
            let mean = |rows: &Rows, i: usize| {
                rows.iter().map(|row| row[i]).sum::<f32>() / rows.len() as f32
            };
            (0..mu[0].len())
                .map(|i| kl(&[mean(mu, i)], &[mean(v, i)]))
                .collect()
        }),
        "before the formula",
    );
}
