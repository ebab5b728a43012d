//! The checks of `strip`.

use super::super::close;
use super::{add_noise, error, pixel_by_pixel, random};
use crate::check::{Check, Failure};
use crate::matrix::{self, Matrix};
use interface::lesson_06::Strip;
use interface::lesson_06::noisy_input::Calls;

const HINT: &str = "make the noisy image once, keep it, give it to the model and show it; \
                    both errors are measured against the clean image";

/// What is wrong, if something is: what was found, and what to think about.
type Verdict = Result<(), (String, &'static str)>;

/// Looks at a strip of a clean image and the noisy one.
type Judge = fn(&Strip, clean: &Matrix, noisy: &Matrix) -> Verdict;

/// The checks, on one answer.
pub fn checks(calls: &Calls, seed: u64) -> Vec<Check> {
    let other = random(seed, 2);
    let noise_of_other = pixel_by_pixel(&random(seed, 3), &other, |a, b| a - b + 0.25);
    let cases = [(clean(), noise()), (other, noise_of_other)];
    let parts: [(&str, Judge); 3] = [
        ("the_strip_shows_the_noisy_image", input),
        ("the_model_saw_what_is_shown", output),
        ("errors_against_the_clean_image", errors),
    ];
    let check = |(name, judge): (_, Judge)| {
        let (calls, cases) = (calls.clone(), cases.clone());
        Check::new(name, 1, move || {
            cases
                .iter()
                .try_for_each(|(clean, noise)| try_strip(&calls, clean, noise, judge))
        })
    };
    parts.map(check).into()
}

fn clean() -> Matrix {
    vec![
        vec![0.0, 1.0, 0.0],
        vec![0.0, 1.0, 0.0],
        vec![0.0, 1.0, 0.5],
    ]
}

fn noise() -> Matrix {
    vec![
        vec![0.3, -0.4, 0.2],
        vec![-0.5, 0.5, 0.6],
        vec![0.1, -0.2, -0.25],
    ]
}

/// What the model in the exercise does.
fn model(image: &Matrix) -> Matrix {
    let row = |row: &Vec<f32>| {
        let at = |x: usize| row[x.min(row.len() - 1)];
        let mean = |x: usize| (at(x.saturating_sub(1)) + at(x) + at(x + 1)) / 3.0;
        (0..row.len()).map(mean).collect()
    };
    image.iter().map(row).collect()
}

fn try_strip(calls: &Calls, clean: &Matrix, noise: &Matrix, judge: Judge) -> Result<(), Failure> {
    let given = [("clean", clean), ("noise", noise)];
    let call = format!("strip(&clean, &noise)\n\n{}", matrix::beside(&given));
    let strip = match calls.strip(clean, noise) {
        Ok(strip) => strip,
        Err(trouble) => return Err(Failure::no_result(trouble, call, HINT)),
    };
    judge(&strip, clean, &add_noise(clean, noise)).map_err(|(finding, hint)| Failure {
        call,
        finding,
        hint: hint.into(),
    })
}

fn same(a: &Matrix, b: &Matrix) -> bool {
    matrix::difference(a, b).is_none()
}

fn input((input, ..): &Strip, clean: &Matrix, noisy: &Matrix) -> Verdict {
    if same(noisy, input) {
        return Ok(());
    }
    let both = matrix::beside(&[("expected as input", noisy), ("found", input)]);
    let hint = match same(clean, input) {
        true => "the strip shows the clean image as the model's input: show what it saw",
        false => "the input is the clean image plus the noise, each pixel in [0, 1]",
    };
    Err((both, hint))
}

fn output((_, output, ..): &Strip, clean: &Matrix, noisy: &Matrix) -> Verdict {
    let expected = model(noisy);
    if same(&expected, output) {
        return Ok(());
    }
    let both = matrix::beside(&[("expected as output", &expected), ("found", output)]);
    let hint = match [clean, noisy].map(|image| [image.clone(), model(image)]) {
        [[_, of_clean], _] if same(&of_clean, output) => {
            "the model was given the clean image: that is no denoising, and the result looks \
             far too good"
        }
        [[clean, _], _] if same(&clean, output) => "this is the clean image, not the model's work",
        [_, [noisy, _]] if same(&noisy, output) => "the model was not called: `model(&input)`",
        [_, [_, once]] if same(&model(&once), output) => "the model was called twice in a row",
        _ => "the output is what the model makes of the noisy image, as it is",
    };
    Err((both, hint))
}

fn errors((.., before, after): &Strip, clean: &Matrix, noisy: &Matrix) -> Verdict {
    let right = [error(noisy, clean), error(&model(noisy), clean)];
    let same = |a: [f32; 2]| close(a[0], *before) && close(a[1], *after);
    if same(right) {
        return Ok(());
    }
    let told = |[before, after]: [f32; 2]| format!("before {before:.4}, after {after:.4}");
    let finding = format!(
        "expected {}\nfound    {}",
        told(right),
        told([*before, *after])
    );
    let known = [
        (
            [right[0], error(&model(noisy), noisy)],
            "the error after is measured against the noisy image: a model that does nothing \
             would have error 0. The truth is the clean image",
        ),
        (
            [right[1], right[0]],
            "the two errors are swapped: before is that of the input",
        ),
        (
            [right[0], error(&model(clean), clean)],
            "the error after belongs to what the model makes of the clean image",
        ),
        (
            [0.0, right[1]],
            "the error before is 0: compare the noisy image with the clean one",
        ),
    ];
    let hint = known.into_iter().find(|(errors, _)| same(*errors));
    Err((finding, hint.map_or(HINT, |(_, hint)| hint)))
}
