//! Wrong answers to `lesson_06::noisy_input`.

use crate::{caught, failures, local, unwritten};
use checks::lesson_06::noisy_input::exercise;
use checks::{Exercise, PUBLIC};
use interface::lesson_06::{
    Matrix, Strip,
    noisy_input::{Answer, Calls},
};

/// The exercise, on this answer.
fn checked(answer: Answer) -> Exercise {
    exercise(Calls::new(local(answer)), PUBLIC)
}

fn pixels(a: &Matrix, b: &Matrix, f: fn(f32, f32) -> f32) -> Matrix {
    let row = |(a, b): (&Vec<f32>, &Vec<f32>)| a.iter().zip(b).map(|(a, b)| f(*a, *b)).collect();
    a.iter().zip(b).map(row).collect()
}

fn add_noise(clean: &Matrix, noise: &Matrix) -> Matrix {
    pixels(clean, noise, |pixel, noise| (pixel + noise).clamp(0.0, 1.0))
}

fn mean_squared_error(found: &Matrix, truth: &Matrix) -> f32 {
    let squares = pixels(found, truth, |f, t| (f - t).powi(2)).concat();
    squares.iter().sum::<f32>() / squares.len() as f32
}

/// What the model in the exercise does, for images with three columns.
fn model(image: &Matrix) -> Matrix {
    let row = |row: &Vec<f32>| {
        let [a, b, c] = row[..] else {
            panic!("three columns")
        };
        [[a, a, b], [a, b, c], [b, c, c]]
            .map(|of| of.iter().sum::<f32>() / 3.0)
            .into()
    };
    image.iter().map(row).collect()
}

/// A strip that shows one image, after the model saw another, with errors against a third.
fn strip_of(shown: &Matrix, seen: &Matrix, truth: &Matrix) -> Strip {
    let output = model(seen);
    let errors = [shown, &output].map(|image| mean_squared_error(image, truth));
    (shown.clone(), output, errors[0], errors[1])
}

const RIGHT: Answer = Answer {
    add_noise,
    mean_squared_error,
    strip: |clean, noise| {
        let noisy = add_noise(clean, noise);
        strip_of(&noisy, &noisy, clean)
    },
};

#[test]
fn the_right_answer_passes() {
    assert_eq!(failures(checked(RIGHT)), []);
}

#[test]
fn unwritten_functions_fail_every_check() {
    unwritten(checked(Answer {
        add_noise: |_, _| todo!("the noise"),
        mean_squared_error: |_, _| todo!("the error"),
        strip: |_, _| todo!("the strip"),
    }));
}

#[test]
fn pixels_that_leave_their_range() {
    let with = |add_noise| checked(Answer { add_noise, ..RIGHT });
    caught(
        with(|clean, noise| pixels(clean, noise, |p, n| p + n)),
        "no camera could have stored them",
    );
    caught(
        with(|clean, noise| pixels(clean, noise, |p, n| (p + n).min(1.0))),
        "some pixels are below 0",
    );
    caught(with(|clean, _| clean.clone()), "as clean as before");
}

#[test]
fn other_errors() {
    let with = |mean_squared_error| {
        checked(Answer {
            mean_squared_error,
            ..RIGHT
        })
    };
    caught(
        with(|a, b| pixels(a, b, |a, b| (a - b).powi(2)).concat().iter().sum()),
        "this is the sum",
    );
    caught(
        with(|a, b| mean_squared_error(a, b) * a[0].len() as f32),
        "divided by the rows only",
    );
    caught(
        with(|a, b| mean_squared_error(a, b).sqrt()),
        "this is its root",
    );
}

#[test]
fn a_model_that_sees_the_clean_image() {
    let strip = |clean: &Matrix, noise: &Matrix| strip_of(&add_noise(clean, noise), clean, clean);
    let wrong = || checked(Answer { strip, ..RIGHT });
    caught(wrong(), "the model was given the clean image");
    caught(
        wrong(),
        "belongs to what the model makes of the clean image",
    );
}

#[test]
fn a_strip_that_shows_the_clean_image() {
    let strip = |clean: &Matrix, noise: &Matrix| strip_of(clean, &add_noise(clean, noise), clean);
    let wrong = || checked(Answer { strip, ..RIGHT });
    caught(wrong(), "the strip shows the clean image");
    caught(wrong(), "the error before is 0");
}

#[test]
fn a_model_that_is_not_called() {
    let strip = |clean: &Matrix, noise: &Matrix| {
        let noisy = add_noise(clean, noise);
        let error = mean_squared_error(&noisy, clean);
        (noisy.clone(), noisy, error, error)
    };
    caught(
        checked(Answer { strip, ..RIGHT }),
        "the model was not called",
    );
}

#[test]
fn errors_against_the_noisy_image() {
    let strip = |clean: &Matrix, noise: &Matrix| {
        let noisy = add_noise(clean, noise);
        let (input, output, before, _) = strip_of(&noisy, &noisy, clean);
        let after = mean_squared_error(&output, &noisy);
        (input, output, before, after)
    };
    caught(
        checked(Answer { strip, ..RIGHT }),
        "The truth is the clean image",
    );
}
