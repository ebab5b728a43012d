//! Wrong answers to `lesson_02::sum_or_mean`.

use crate::{caught, failures, local, unwritten};
use checks::lesson_02::sum_or_mean::exercise;
use checks::{Exercise, PUBLIC};
use interface::lesson_02::sum_or_mean::{Answer, Calls};

fn checked(answer: Answer) -> Exercise {
    exercise(Calls::new(local(answer)), PUBLIC)
}

fn sum(targets: &[f32], shade: f32) -> f32 {
    targets.iter().map(|t| 2.0 * (shade - t)).sum()
}

fn mean(targets: &[f32], shade: f32) -> f32 {
    sum(targets, shade) / targets.len() as f32
}

fn walk(shade: f32, steps: usize, step: impl Fn(f32) -> f32) -> f32 {
    (0..steps).fold(shade, |shade, _| shade - step(shade))
}

const RIGHT: Answer = Answer {
    gradient_of_sum: sum,
    gradient_of_mean: mean,
    descend: |t, shade, rate, steps| walk(shade, steps, |s| rate * mean(t, s)),
    rate_for_sum: |rate, pixels| rate / pixels as f32,
};

#[test]
fn the_right_answer_passes() {
    assert_eq!(failures(checked(RIGHT)), []);
}

#[test]
fn unwritten_functions_fail_every_check() {
    unwritten(checked(Answer {
        gradient_of_sum: |_, _| todo!("the sum"),
        gradient_of_mean: |_, _| todo!("the mean"),
        descend: |_, _, _, _| todo!("the loop"),
        rate_for_sum: |_, _| todo!("the rate"),
    }));
}

#[test]
fn wrong_gradients() {
    let with = |gradient_of_sum| {
        checked(Answer {
            gradient_of_sum,
            ..RIGHT
        })
    };
    caught(with(|t, s| -sum(t, s)), "the other one");
    caught(with(|t, s| sum(t, s) / 2.0), "the factor 2");
    caught(with(mean), "this is the gradient of the mean");
    let with = |gradient_of_mean| {
        checked(Answer {
            gradient_of_mean,
            ..RIGHT
        })
    };
    caught(with(sum), "this is the gradient of the sum");
    caught(
        with(|t, s| sum(t, s) * t.len() as f32),
        "multiplied where it has to be divided",
    );
    caught(with(|t, s| mean(t, s) / t.len() as f32), "twice");
}

#[test]
fn wrong_walks() {
    let with = |descend| checked(Answer { descend, ..RIGHT });
    caught(
        with(|t, s, rate, steps| walk(s, steps, |s| -rate * mean(t, s))),
        "uphill",
    );
    caught(
        with(|t, s, rate, steps| walk(s, steps, |s| rate * sum(t, s))),
        "against the gradient of the sum",
    );
    caught(
        with(|t, s, _, steps| walk(s, steps, |s| mean(t, s))),
        "the rate plays no part",
    );
    caught(with(|_, s, _, _| s), "has not moved");
    caught(with(|t, s, rate, _| s - rate * mean(t, s)), "only one step");
    caught(
        with(|t, first, rate, steps| walk(first, steps, |_| rate * mean(t, first))),
        "it changes as the shade moves",
    );
}

#[test]
fn wrong_rates() {
    let with = |rate_for_sum| {
        checked(Answer {
            rate_for_sum,
            ..RIGHT
        })
    };
    caught(with(|rate, _| rate), "the same rate");
    caught(with(|rate, n| rate * n as f32), "the other way round");
    caught(
        with(|rate, n| rate / (n as f32).sqrt()),
        "a root is too little",
    );
}
