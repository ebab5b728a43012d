//! The checks of `add_noise` and `mean_squared_error`.

use super::super::close;
use super::{add_noise, error, pixel_by_pixel, random};
use crate::check::{Check, Failure};
use crate::matrix::{self, Matrix};
use interface::lesson_06::noisy_input::Calls;

type Noisy = fn(&Matrix, &Matrix) -> Matrix;
type Error = fn(&Matrix, &Matrix) -> f32;

/// Two images.
type Pair = (Matrix, Matrix);

const NOISE_HINT: &str = "go through both images row by row, and through two rows pixel by \
                          pixel, with `zip`; `sum.clamp(0.0, 1.0)` keeps a number in [0, 1]";

/// An image that a mistake leads to, and what to say.
const NOISY: &[(Noisy, &str)] = &[
    (|clean, _| clean.clone(), "the image is as clean as before"),
    (
        |clean, noise| pixel_by_pixel(clean, noise, |p, n| p + n),
        "some pixels have left [0, 1]: no camera could have stored them, and the model has \
         never seen any. Clamp each sum",
    ),
    (
        |clean, noise| pixel_by_pixel(clean, noise, |p, n| (p + n).min(1.0)),
        "nothing is above 1, but some pixels are below 0",
    ),
    (
        |clean, noise| pixel_by_pixel(clean, noise, |p, n| (p + n).max(0.0)),
        "nothing is below 0, but some pixels are above 1",
    ),
    (
        |clean, noise| pixel_by_pixel(clean, noise, |p, n| p + n.clamp(0.0, 1.0)),
        "the noise is clamped: it may be negative. Clamp the sum",
    ),
];

const ERROR_HINT: &str = "add up the squared differences of all pixels, and divide by how \
                          many pixels there are: rows times columns";

/// An error that a mistake leads to, and what to say.
const ERRORS: &[(Error, &str)] = &[
    (
        |a, b| error(a, b) * a.concat().len() as f32,
        "this is the sum: divide by the number of pixels",
    ),
    (
        |a, b| error(a, b) * a[0].len() as f32,
        "divided by the rows only: there are rows times columns pixels",
    ),
    (
        |a, b| error(a, b) * a.len() as f32,
        "divided by the columns only: there are rows times columns pixels",
    ),
    (
        |a, b| error(a, b).sqrt(),
        "this is its root: leave that out",
    ),
    (
        |a, b| {
            let differences = pixel_by_pixel(a, b, |a, b| (a - b).abs()).concat();
            differences.iter().sum::<f32>() / differences.len() as f32
        },
        "this is the mean absolute difference: square each difference",
    ),
];

/// The checks, on one answer.
pub fn checks(calls: &Calls, seed: u64) -> Vec<Check> {
    let (clean, other) = (random(seed, 0), random(seed, 1));
    let between = pixel_by_pixel(&other, &clean, |other, clean| other - clean);
    let large = pixel_by_pixel(&other, &clean, |other, clean| 3.0 * (other - clean));
    let noisy = |name, mut pairs: Vec<Pair>, noise: Matrix| {
        let calls = calls.clone();
        pairs.push((clean.clone(), noise));
        Check::new(name, 1, move || {
            pairs.iter().try_for_each(|pair| try_noise(&calls, pair))
        })
    };
    let error = {
        let calls = calls.clone();
        let mut pairs = images();
        pairs.push((clean.clone(), other));
        Check::new("mean_squared_error", 1, move || {
            pairs.iter().try_for_each(|pair| try_error(&calls, pair))
        })
    };
    vec![
        noisy("noise_is_added", inside(), between),
        noisy("pixels_stay_between_0_and_1", outside(), large),
        error,
    ]
}

/// No sum leaves [0, 1].
fn inside() -> Vec<Pair> {
    vec![
        (vec![vec![0.5]], vec![vec![0.25]]),
        (
            vec![vec![0.25, 0.5, 0.75], vec![0.5, 0.5, 0.5]],
            vec![vec![0.25, -0.25, 0.0], vec![-0.5, 0.5, 0.25]],
        ),
    ]
}

fn outside() -> Vec<Pair> {
    vec![
        (vec![vec![0.5, 0.9]], vec![vec![-0.2, 0.3]]),
        (
            vec![vec![0.0, 1.0], vec![0.25, 0.75]],
            vec![vec![-0.5, 0.5], vec![-0.5, 0.5]],
        ),
    ]
}

fn images() -> Vec<Pair> {
    vec![
        (
            vec![vec![0.0, 1.0], vec![0.5, 0.5], vec![0.0, 0.0]],
            vec![vec![0.5, 1.0], vec![0.0, 0.5], vec![0.25, 0.0]],
        ),
        (
            vec![vec![0.0, 0.5, 1.0], vec![1.0, 1.0, 0.25]],
            vec![vec![1.0, 0.5, 0.5], vec![0.5, 1.0, 0.0]],
        ),
    ]
}

fn try_noise(calls: &Calls, (clean, noise): &Pair) -> Result<(), Failure> {
    let given = [("clean", clean), ("noise", noise)];
    let call = format!("add_noise(&clean, &noise)\n\n{}", matrix::beside(&given));
    let found = match calls.add_noise(clean, noise) {
        Ok(found) => found,
        Err(trouble) => return Err(Failure::no_result(trouble, call, NOISE_HINT)),
    };
    let expected = add_noise(clean, noise);
    let Some(difference) = matrix::difference(&expected, &found) else {
        return Ok(());
    };
    let same = |image: Matrix| matrix::difference(&image, &found).is_none();
    let known = NOISY
        .iter()
        .find(|(mistake, _)| same(mistake(clean, noise)));
    let both = matrix::beside(&[("expected", &expected), ("found", &found)]);
    Err(Failure {
        call,
        finding: format!("{both}\n\n{difference}"),
        hint: known.map_or(NOISE_HINT, |(_, hint)| hint).into(),
    })
}

fn try_error(calls: &Calls, (image, truth): &Pair) -> Result<(), Failure> {
    let given = [("found", image), ("truth", truth)];
    let call = format!(
        "mean_squared_error(&found, &truth)\n\n{}",
        matrix::beside(&given)
    );
    let found = match calls.mean_squared_error(image, truth) {
        Ok(found) => found,
        Err(trouble) => return Err(Failure::no_result(trouble, call, ERROR_HINT)),
    };
    let expected = error(image, truth);
    if close(expected, found) {
        return Ok(());
    }
    let known = ERRORS
        .iter()
        .find(|(mistake, _)| close(mistake(image, truth), found));
    Err(Failure {
        call,
        finding: format!("expected {expected}, found {found}"),
        hint: known.map_or(ERROR_HINT, |(_, hint)| hint).into(),
    })
}
