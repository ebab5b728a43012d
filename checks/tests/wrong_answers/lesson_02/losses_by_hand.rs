//! Wrong answers to `lesson_02::losses_by_hand`.

use crate::{caught, failures, local, unwritten};
use checks::lesson_02::losses_by_hand::exercise;
use checks::{Exercise, PUBLIC};
use interface::lesson_02::losses_by_hand::{Answer, Calls};

fn checked(answer: Answer) -> Exercise {
    exercise(Calls::new(local(answer)), PUBLIC)
}

fn sum(t: &[f32], p: &[f32], f: fn(f32, f32) -> f32) -> f32 {
    t.iter().zip(p).map(|(t, p)| f(*t, *p)).sum()
}

fn mean(t: &[f32], p: &[f32], f: fn(f32, f32) -> f32) -> f32 {
    sum(t, p, f) / t.len() as f32
}

fn cross(t: f32, p: f32) -> f32 {
    -(t * p.ln() + (1.0 - t) * (1.0 - p).ln())
}

fn square(t: f32, p: f32) -> f32 {
    (t - p) * (t - p)
}

const RIGHT: Answer = Answer {
    bce: |t, p| mean(t, p, cross),
    mse: |t, p| mean(t, p, square),
};

#[test]
fn the_right_answer_passes() {
    assert_eq!(failures(checked(RIGHT)), []);
}

#[test]
fn unwritten_functions_fail_every_check() {
    unwritten(checked(Answer {
        bce: |_, _| todo!("the cross entropy"),
        mse: |_, _| todo!("the squared error"),
    }));
}

#[test]
fn wrong_cross_entropies() {
    let with = |bce| checked(Answer { bce, ..RIGHT });
    caught(with(|t, p| -mean(t, p, cross)), "the sign");
    caught(with(|t, p| sum(t, p, cross)), "the sum over the pixels");
    caught(with(|t, p| mean(t, p, cross) / 2f32.ln()), "these are bits");
    caught(with(|t, p| mean(t, p, cross) / 10f32.ln()), "to base 10");
    caught(
        with(|t, p| mean(t, p, |t, p| -t * p.ln())),
        "the second half",
    );
    caught(with(|t, p| mean(p, t, cross)), "are swapped");
    caught(with(|_, _| f32::NAN), "of all these the mean");
}

#[test]
fn wrong_squared_errors() {
    let with = |mse| checked(Answer { mse, ..RIGHT });
    caught(with(|t, p| sum(t, p, square)), "the sum over the pixels");
    caught(
        with(|t, p| mean(t, p, |t, p| (t - p).abs())),
        "square each difference",
    );
    caught(with(|t, p| mean(t, p, square).sqrt()), "the root of it");
    caught(
        with(|t, p| mean(t, p, |t, p| t - p).powi(2)),
        "first the square",
    );
    caught(with(|t, p| mean(t, p, |t, p| t - p)), "not squared");
}
