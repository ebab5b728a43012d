//! Wrong answers to `lesson_05::code_size`.

use crate::{caught, failures, local, unwritten};
use checks::lesson_05::code_size::exercise;
use checks::{Exercise, PUBLIC};
use interface::lesson_05::code_size::{Answer, Calls};

/// The exercise, on this answer.
fn checked(answer: Answer) -> Exercise {
    exercise(Calls::new(local(answer)), PUBLIC)
}

fn lost(variances: &[f32], k: usize) -> f32 {
    variances.iter().skip(k).sum()
}

fn same(before: &[u8], after: &[u8]) -> usize {
    before.iter().zip(after).filter(|(b, a)| b == a).count()
}

const RIGHT: Answer = Answer {
    predicted_error: |variances, k| lost(variances, k) / variances.len() as f32,
    kept: |before, after| same(before, after) as f32 / before.len() as f32,
    smallest_code: |sizes, kept, wanted| {
        let enough = sizes.iter().zip(kept).filter(|(_, k)| **k >= wanted);
        enough.map(|(size, _)| *size).min()
    },
};

#[test]
fn the_right_answer_passes() {
    assert_eq!(failures(checked(RIGHT)), []);
}

#[test]
fn unwritten_functions_fail_every_check() {
    unwritten(checked(Answer {
        predicted_error: |_, _| todo!("the error"),
        kept: |_, _| todo!("the share"),
        smallest_code: |_, _, _| todo!("the size"),
    }));
}

#[test]
fn wrong_predictions() {
    let wrong = |predicted_error| {
        checked(Answer {
            predicted_error,
            ..RIGHT
        })
    };
    caught(
        wrong(|v, k| v[..k].iter().sum::<f32>() / v.len() as f32),
        "the error is what it loses",
    );
    caught(wrong(lost), "the error of a whole image");
    caught(
        wrong(|v, k| lost(v, k) / (v.len() - k).max(1) as f32),
        "the number of lost components",
    );
    caught(
        wrong(|v, k| lost(v, k) / lost(v, 0)),
        "the share of the variance that is lost",
    );
    caught(
        wrong(|v, k| lost(v, k + 1) / v.len() as f32),
        "one component too many is kept",
    );
    caught(wrong(|_, _| f32::NAN), "PCA's measured error is");
}

#[test]
fn wrong_shares() {
    let wrong = |kept| checked(Answer { kept, ..RIGHT });
    caught(
        wrong(|b, a| 1.0 - same(b, a) as f32 / b.len() as f32),
        "the share that changed",
    );
    caught(
        wrong(|b, a| (same(b, a) / b.len()) as f32),
        "whole numbers were divided",
    );
    caught(
        wrong(|b, a| same(b, a) as f32),
        "a share is how many of all",
    );
}

#[test]
fn wrong_choices() {
    let wrong = |smallest_code| {
        checked(Answer {
            smallest_code,
            ..RIGHT
        })
    };
    caught(
        wrong(|sizes, kept, wanted| {
            let enough = sizes.iter().zip(kept).filter(|(_, k)| **k > wanted);
            enough.map(|(size, _)| *size).min()
        }),
        "`>=`, not `>`",
    );
    caught(
        wrong(|sizes, kept, wanted| Some(sizes[kept.iter().position(|k| *k >= wanted)?])),
        "the first in the list",
    );
    caught(
        wrong(|sizes, kept, wanted| {
            let enough = sizes.iter().zip(kept).filter(|(_, k)| **k >= wanted);
            enough.map(|(size, _)| *size).max()
        }),
        "the largest that keeps enough",
    );
    caught(
        wrong(|sizes, _, _| sizes.iter().copied().min()),
        "whether it keeps enough or not",
    );
    caught(
        wrong(|sizes, kept, wanted| {
            let found = (RIGHT.smallest_code)(sizes, kept, wanted);
            Some(found.unwrap_or(sizes[0]))
        }),
        "no size keeps so many: None",
    );
}
