//! Wrong answers to `lesson_01::compression`.

use crate::{caught, failures, local, unwritten};
use checks::lesson_01::compression::exercise;
use checks::{Exercise, PUBLIC};
use interface::lesson_01::Matrix;
use interface::lesson_01::compression::{Answer, Calls};

/// The exercise, on this answer.
fn checked(answer: Answer) -> Exercise {
    exercise(Calls::new(local(answer)), PUBLIC)
}

fn ratio(pixels: usize, numbers: usize, bytes: usize) -> f32 {
    pixels as f32 / (numbers * bytes) as f32
}

fn pay_off(image: usize, code: usize, decoder: usize) -> Option<usize> {
    (1..=decoder + 1).find(|n| n * code + decoder < n * image)
}

fn diagonal(rows: usize, columns: usize) -> Matrix {
    let row = |r| (0..columns).map(|c| f32::from(u8::from(r == c))).collect();
    (0..rows).map(row).collect()
}

const RIGHT: Answer = Answer {
    compression_ratio: ratio,
    images_to_pay_off: pay_off,
    copying_encoder: |pixels, code| diagonal(code, pixels),
    copying_decoder: |pixels, code| diagonal(pixels, code),
};

#[test]
fn the_right_answer_passes() {
    assert_eq!(failures(checked(RIGHT)), []);
}

#[test]
fn unwritten_functions_fail_every_check() {
    unwritten(checked(Answer {
        compression_ratio: |_, _, _| todo!("the ratio"),
        images_to_pay_off: |_, _, _| todo!("the number"),
        copying_encoder: |_, _| todo!("the encoder"),
        copying_decoder: |_, _| todo!("the decoder"),
    }));
}

#[test]
fn wrong_ratios() {
    let wrong = |compression_ratio| {
        checked(Answer {
            compression_ratio,
            ..RIGHT
        })
    };
    caught(
        wrong(|p, n, b| (p / (n * b)) as f32),
        "integers were divided",
    );
    caught(
        wrong(|p, n, b| 1.0 / ratio(p, n, b)),
        "the ratio is the other way round",
    );
    caught(
        wrong(|p, n, _| ratio(p, n, 1)),
        "numbers were counted, not bytes",
    );
    caught(wrong(|_, _, _| f32::NAN), "bytes of the image are `pixels`");
}

#[test]
fn wrong_numbers_of_images() {
    let wrong = |images_to_pay_off| {
        checked(Answer {
            images_to_pay_off,
            ..RIGHT
        })
    };
    // Rounded up: where it comes out even, both ways cost the same.
    caught(
        wrong(|i, c, d| Some(d.div_ceil(i.checked_sub(c).filter(|s| *s > 0)?))),
        "one image too few",
    );
    caught(
        wrong(|i, c, d| Some(pay_off(i, c, d)? + 1)),
        "one image less is enough",
    );
    caught(wrong(|i, c, d| Some(d / (i - c) + 1)), "cannot go below 0");
    caught(
        wrong(|i, c, d| Some(pay_off(i, c, d).unwrap_or(0))),
        "nothing is ever saved",
    );
}

#[test]
fn wrong_weights() {
    caught(
        checked(Answer {
            copying_encoder: diagonal,
            ..RIGHT
        }),
        "rows and columns are swapped",
    );
    caught(
        checked(Answer {
            copying_decoder: |pixels, code| vec![vec![0.0; code]; pixels],
            ..RIGHT
        }),
        "all weights are 0",
    );
    caught(
        checked(Answer {
            copying_encoder: |pixels, code| vec![vec![1.0; pixels]; code],
            ..RIGHT
        }),
        "all weights are 1",
    );
    caught(
        checked(Answer {
            copying_encoder: |pixels, _| diagonal(pixels, pixels),
            ..RIGHT
        }),
        "1 in column i",
    );
}
