//! Wrong answers to `lesson_02::logits`.

use crate::{caught, failures, local, unwritten};
use checks::lesson_02::logits::exercise;
use checks::{Exercise, PUBLIC};
use interface::lesson_02::logits::{Answer, Calls};

fn checked(answer: Answer) -> Exercise {
    exercise(Calls::new(local(answer)), PUBLIC)
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

fn cross(t: f32, p: f32) -> f32 {
    -(t * p.ln() + (1.0 - t) * (1.0 - p).ln())
}

fn loss(x: f32, t: f32) -> f32 {
    x.max(0.0) - x * t + (-x.abs()).exp().ln_1p()
}

const RIGHT: Answer = Answer {
    first_that_breaks: || 17,
    bce_with_logits: loss,
    gradient: |x, t| sigmoid(x) - t,
};

#[test]
fn the_right_answer_passes() {
    assert_eq!(failures(checked(RIGHT)), []);
}

#[test]
fn unwritten_functions_fail_every_check() {
    unwritten(checked(Answer {
        first_that_breaks: || todo!("the logit"),
        bce_with_logits: |_, _| todo!("the loss"),
        gradient: |_, _| todo!("the gradient"),
    }));
}

#[test]
fn wrong_counts() {
    let with = |first_that_breaks| {
        checked(Answer {
            first_that_breaks,
            ..RIGHT
        })
    };
    caught(with(|| 16), "it still works");
    caught(with(|| 18), "breaks already");
    caught(with(|| 37), "count in f32");
    caught(with(|| 89), "leaves f32");
    caught(with(|| 5), "stop where it is not finite");
}

#[test]
fn wrong_losses() {
    let with = |bce_with_logits| {
        checked(Answer {
            bce_with_logits,
            ..RIGHT
        })
    };
    caught(
        with(|x, t| cross(t, sigmoid(x))),
        "a probability was computed on the way",
    );
    caught(
        with(|x, t| cross(t, sigmoid(x).clamp(1e-7, 1.0 - 1e-7))),
        "the probability was clamped",
    );
    caught(with(|x, t| x.exp().ln_1p() - x * t), "has to be -|x|");
    caught(with(|x, t| -loss(x, t)), "never negative");
    caught(with(|x, t| loss(x, t) + x * t), "- x t is missing");
    caught(with(|x, t| loss(x, t) - x.max(0.0)), "max(x, 0) is missing");
    caught(
        with(|x, t| loss(x, t) - x.max(0.0) + x),
        "x stands where max(x, 0)",
    );
}

#[test]
fn wrong_gradients() {
    let with = |gradient| checked(Answer { gradient, ..RIGHT });
    caught(with(|x, t| t - sigmoid(x)), "the other one");
    caught(
        with(|x, t| (sigmoid(x) - t) / (sigmoid(x) * (1.0 - sigmoid(x)))),
        "the derivative by the probability",
    );
    caught(
        with(|x, t| (sigmoid(x) - t) * sigmoid(x) * (1.0 - sigmoid(x))),
        "cancels",
    );
    caught(
        with(|x, t| 2.0 * (sigmoid(x) - t) * sigmoid(x) * (1.0 - sigmoid(x))),
        "of the squared error",
    );
    caught(with(|x, t| x - t), "the pixel is σ(x)");
}
