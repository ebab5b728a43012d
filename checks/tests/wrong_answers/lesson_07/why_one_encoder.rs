//! Wrong answers to `lesson_07::why_one_encoder`.

use crate::{caught, failures, local, unwritten};
use checks::lesson_07::why_one_encoder::exercise;
use checks::{Exercise, PUBLIC};
use interface::lesson_07::Matrix;
use interface::lesson_07::why_one_encoder::{Answer, Calls};

/// The exercise, on this answer.
fn checked(answer: Answer) -> Exercise {
    exercise(Calls::new(local(answer)), PUBLIC)
}

fn layer(matrix: &Matrix, x: &[f32]) -> Vec<f32> {
    let product = |row: &Vec<f32>| row.iter().zip(x).map(|(w, x)| w * x).sum();
    matrix.iter().map(product).collect()
}

/// Mixes the encoder's rows and the decoder's columns, each by an angle of its own.
fn turned(encoder: &Matrix, decoder: &Matrix, there: f32, back: f32) -> (Matrix, Matrix) {
    let mix = |a: f32, b: f32| -> Vec<f32> {
        let columns = encoder[0].iter().zip(&encoder[1]);
        columns.map(|(p, q)| a * p + b * q).collect()
    };
    let (sin, cos) = there.sin_cos();
    let rows = vec![mix(cos, -sin), mix(sin, cos)];
    let (sin, cos) = back.sin_cos();
    let columns = |row: &Vec<f32>| vec![cos * row[0] - sin * row[1], sin * row[0] + cos * row[1]];
    (rows, decoder.iter().map(columns).collect())
}

fn squares(encoder: &Matrix, decoder_b: &Matrix, a: &Matrix, truth: &Matrix) -> (f32, f32) {
    let swapped = a
        .iter()
        .flat_map(|face| layer(decoder_b, &layer(encoder, face)));
    let truth = truth.concat();
    let sum = swapped.zip(&truth).map(|(s, t)| (s - t) * (s - t)).sum();
    (sum, truth.len() as f32)
}

const RIGHT: Answer = Answer {
    layer,
    turn: |encoder, decoder, angle| turned(encoder, decoder, angle, angle),
    swap_error: |encoder, decoder_b, faces_a, faces_b| {
        let (sum, count) = squares(encoder, decoder_b, faces_a, faces_b);
        sum / count
    },
};

#[test]
fn the_right_answer_passes() {
    assert_eq!(failures(checked(RIGHT)), []);
}

#[test]
fn unwritten_functions_fail_every_check() {
    unwritten(checked(Answer {
        layer: |_, _| todo!("the layer"),
        turn: |_, _, _| todo!("the turn"),
        swap_error: |_, _, _, _| todo!("the error"),
    }));
}

#[test]
fn a_matrix_taken_by_its_columns() {
    let layer = |matrix: &Matrix, x: &[f32]| {
        let sum = |j: usize| matrix.iter().map(|row| row[j]).sum::<f32>();
        x.iter().enumerate().map(|(j, x)| sum(j) * x).collect()
    };
    caught(checked(Answer { layer, ..RIGHT }), "row by row");
}

#[test]
fn decoders_that_do_not_turn_back() {
    let with = |turn| checked(Answer { turn, ..RIGHT });
    caught(
        with(|encoder, decoder, angle| turned(encoder, decoder, angle, 0.0)),
        "take turned codes for straight ones",
    );
    caught(
        with(|encoder, decoder, angle| turned(encoder, decoder, angle, -angle)),
        "once more instead of back",
    );
    caught(
        with(|encoder, decoder, angle| turned(encoder, decoder, -angle, -angle)),
        "the other way",
    );
    caught(
        with(|encoder, decoder, _| (encoder.clone(), decoder.clone())),
        "nothing is turned",
    );
}

#[test]
fn swaps_compared_with_the_wrong_faces() {
    let with = |swap_error| {
        checked(Answer {
            swap_error,
            ..RIGHT
        })
    };
    caught(
        with(|encoder, decoder_b, faces_a, _| {
            let (sum, count) = squares(encoder, decoder_b, faces_a, faces_a);
            sum / count
        }),
        "the truth is B's face",
    );
    caught(
        with(|_, _, faces_a, faces_b| {
            let pairs = faces_a.iter().flatten().zip(faces_b.iter().flatten());
            let sum: f32 = pairs.map(|(a, b)| (a - b) * (a - b)).sum();
            sum / faces_b.concat().len() as f32
        }),
        "nothing was swapped",
    );
}

#[test]
fn sums_that_should_be_means() {
    let with = |swap_error| {
        checked(Answer {
            swap_error,
            ..RIGHT
        })
    };
    caught(
        with(|encoder, decoder_b, a, b| squares(encoder, decoder_b, a, b).0),
        "this is the sum",
    );
    caught(
        with(|encoder, decoder_b, a, b| squares(encoder, decoder_b, a, b).0 / b.len() as f32),
        "the number of faces only",
    );
}
