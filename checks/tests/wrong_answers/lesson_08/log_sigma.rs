//! Wrong answers to `lesson_08::log_sigma`.

use super::{each, sum};
use crate::{caught, failures, local, unwritten};
use checks::lesson_08::log_sigma::exercise;
use checks::{Exercise, PUBLIC};
use interface::lesson_08::log_sigma::{Answer, Calls};

fn checked(answer: Answer) -> Exercise {
    exercise(Calls::new(local(answer)), PUBLIC)
}

fn kl(mu: &[f32], log_sigma: &[f32]) -> f32 {
    sum(mu, log_sigma, |m, s| {
        0.5 * (m * m + (2.0 * s).exp() - 1.0 - 2.0 * s)
    })
}

fn published(mu: &[f32], log_sigma: &[f32]) -> f32 {
    sum(mu, log_sigma, |m, s| -0.5 * (1.0 + s - m * m - s.exp()))
}

const RIGHT: Answer = Answer {
    sample: |mu, s, eps| each(mu, s, eps, |m, s, e| m + s.exp() * e),
    kl,
    claimed_and_true: |mu, s| (published(mu, s), kl(mu, s)),
};

#[test]
fn the_right_answer_passes() {
    assert_eq!(failures(checked(RIGHT)), []);
}

#[test]
fn unwritten_functions_fail_every_check() {
    unwritten(checked(Answer {
        sample: |_, _, _| todo!("the draw"),
        kl: |_, _| todo!("the divergence"),
        claimed_and_true: |_, _| todo!("both"),
    }));
}

#[test]
fn a_sample_mended_the_other_way() {
    let with = |sample| checked(Answer { sample, ..RIGHT });
    caught(
        with(|mu, s, eps| each(mu, s, eps, |m, s, e| m + (s / 2.0).exp() * e)),
        "it is ln σ now",
    );
    caught(
        with(|mu, s, eps| each(mu, s, eps, |m, s, e| m + (2.0 * s).exp() * e)),
        "the noise is multiplied by σ²",
    );
    caught(
        with(|mu, s, eps| each(mu, s, eps, |m, s, e| m + s * e)),
        "multiplied by ln σ: take e^",
    );
}

#[test]
fn a_divergence_that_is_not_mended() {
    let with = |kl| checked(Answer { kl, ..RIGHT });
    caught(with(published), "this is the published line");
    caught(
        with(|m, s| sum(m, s, |m, s| 0.5 * (m * m + (2.0 * s).exp() - 1.0 - s))),
        "ln σ² is 2s",
    );
    caught(
        with(|m, s| sum(m, s, |m, s| 0.5 * (m * m + s.exp() - 1.0 - 2.0 * s))),
        "σ² is e^(2s)",
    );
    caught(with(|m, s| -kl(m, s)), "never negative");
}

#[test]
fn claims_and_truths_mixed_up() {
    let with = |claimed_and_true| {
        checked(Answer {
            claimed_and_true,
            ..RIGHT
        })
    };
    caught(
        with(|m, s| (kl(m, s), published(m, s))),
        "the two are swapped",
    );
    caught(with(|m, s| (kl(m, s), kl(m, s))), "as it is, with its bug");
    caught(
        with(|m, s| (published(m, s), published(m, s))),
        "the second number is the truth",
    );
}
