//! The checks of `lesson_02::losses_by_hand`.

use super::pixels;
use crate::check::{Check, Exercise, Failure};
use crate::numbers::{Numbers, list};
use interface::lesson_02::losses_by_hand::{Calls, NAME};

/// Targets and outputs.
type Case = [Vec<f32>; 2];

/// The exercise, checked by calling `calls`; `seed` is of the random cases.
pub fn exercise(calls: Calls, seed: u64) -> Exercise {
    let check = |name, run: fn(&Calls, &Case) -> Result<(), Failure>, cases: Vec<Case>| {
        let calls = calls.clone();
        Check::new(name, 1, move || {
            cases.iter().try_for_each(|case| run(&calls, case))
        })
    };
    let drawn = |count, stream| [pixels(count, seed, stream), pixels(count, seed, stream + 1)];
    let two = || vec![[vec![1.0, 0.0], vec![0.8, 0.4]], drawn(2, 2)];
    let random = || [5, 8].map(|count| drawn(count, 0));
    Exercise {
        name: NAME,
        hints: &[
            "`targets.iter().zip(outputs)` gives pairs (t, p); `p.ln()` is the natural logarithm",
            "bce: `.map(|(t, p)| …).sum::<f32>()`, then divide by `targets.len() as f32`",
            "the sign: logarithms of numbers below 1 are negative, so a minus stands in front",
        ],
        checks: vec![
            check("bce_of_two_pixels", bce, two()),
            check(
                "bce_of_grey_pixels",
                bce,
                vec![[vec![0.25, 0.25, 0.9], vec![0.25, 0.75, 0.9]], drawn(3, 4)],
            ),
            check("bce_of_any_pixels", bce, random().into()),
            check("mse_of_two_pixels", mse, two()),
            check("mse_of_any_pixels", mse, random().into()),
        ],
    }
}

fn call(name: &str, [targets, outputs]: &Case) -> String {
    format!("{name}(&{}, &{})", list(targets), list(outputs))
}

/// The sum over the pixels, in f64.
fn sum([targets, outputs]: &Case, f: fn(f64, f64) -> f64) -> f64 {
    let pairs = targets.iter().zip(outputs);
    pairs.map(|(t, p)| f(f64::from(*t), f64::from(*p))).sum()
}

fn bce(calls: &Calls, case: &Case) -> Result<(), Failure> {
    let n = case[0].len() as f64;
    let mean = |f: fn(f64, f64) -> f64| vec![(sum(case, f) / n) as f32];
    let right: fn(f64, f64) -> f64 = |t, p| -(t * p.ln() + (1.0 - t) * (1.0 - p).ln());
    Numbers {
        call: call("bce", case),
        expected: mean(right),
        mistakes: vec![
            (
                mean(|t, p| t * p.ln() + (1.0 - t) * (1.0 - p).ln()),
                "the sign: the formula has a minus in front, because ln of what is below 1 is \
                 negative, and a loss is not",
            ),
            (
                vec![sum(case, right) as f32],
                "this is the sum over the pixels: divide it by how many there are",
            ),
            (
                mean(|t, p| -(t * p.log2() + (1.0 - t) * (1.0 - p).log2())),
                "these are bits: nats want the natural logarithm, `ln`",
            ),
            (
                mean(|t, p| -(t * p.log10() + (1.0 - t) * (1.0 - p).log10())),
                "`log10` is to base 10: the formula has the natural logarithm, `ln`",
            ),
            (
                mean(|t, p| -(t * p.ln())),
                "only white pixels are counted: the second half, (1 - t) ln(1 - p), is missing, \
                 and a model that answers 1 everywhere would be perfect",
            ),
            (
                mean(|t, p| -(p * t.ln() + (1.0 - p) * (1.0 - t).ln())),
                "targets and outputs are swapped: the logarithm is of the output",
            ),
        ],
        hint: "for each pixel -(t ln p + (1 - t) ln(1 - p)), and of all these the mean",
    }
    .check(calls.bce(&case[0], &case[1]))
}

fn mse(calls: &Calls, case: &Case) -> Result<(), Failure> {
    let n = case[0].len() as f64;
    let mean = |f: fn(f64, f64) -> f64| sum(case, f) / n;
    let square: fn(f64, f64) -> f64 = |t, p| (t - p) * (t - p);
    Numbers {
        call: call("mse", case),
        expected: vec![mean(square) as f32],
        mistakes: vec![
            (
                vec![sum(case, square) as f32],
                "this is the sum over the pixels: divide it by how many there are",
            ),
            (
                vec![mean(|t, p| (t - p).abs()) as f32],
                "this is the mean of the distances: square each difference",
            ),
            (
                vec![mean(square).sqrt() as f32],
                "this is the root of it: the mean squared error has none",
            ),
            (
                vec![mean(|t, p| t - p).powi(2) as f32],
                "first the square, then the mean: otherwise errors of both signs cancel",
            ),
            (
                vec![mean(|t, p| t - p) as f32],
                "the differences are not squared, so errors of both signs cancel",
            ),
        ],
        hint: "for each pixel (t - p)², and of all these the mean",
    }
    .check(calls.mse(&case[0], &case[1]))
}
