//! The checks of `lesson_02::sum_or_mean`.

use super::pixels;
use crate::check::{Check, Exercise, Failure};
use crate::numbers::{Numbers, list};
use interface::lesson_02::sum_or_mean::{Calls, NAME};

/// Targets and shade.
type Case = (Vec<f32>, f32);

/// The exercise, checked by calling `calls`; `seed` is of the random cases.
pub fn exercise(calls: Calls, seed: u64) -> Exercise {
    let check = |name, run: fn(&Calls, &Case) -> Result<(), Failure>, cases: Vec<Case>| {
        let calls = calls.clone();
        Check::new(name, 1, move || {
            cases.iter().try_for_each(|case| run(&calls, case))
        })
    };
    let three = || (vec![0.0, 1.0, 1.0], 0.5);
    let cases = || {
        vec![
            three(),
            (pixels(4, seed, 0), 0.9),
            (pixels(7, seed, 1), 0.1),
        ]
    };
    let rates = calls.clone();
    Exercise {
        name: NAME,
        hints: &[
            "the derivative of (s - t)² by s is 2 (s - t)",
            "descend: `let mut shade = shade;`, then `shade -= rate * gradient` in a loop that \
             asks for the gradient anew each time",
            "rate_for_sum: rate · gradient has to be the same for both; the sum's gradient is \
             `pixels` times as large",
        ],
        checks: vec![
            check("gradient_of_the_sum", of_sum, cases()),
            check("gradient_of_the_mean", of_mean, cases()),
            check("one_step_downhill", one_step, cases()),
            check("many_steps", many_steps, cases()),
            Check::new("a_rate_for_the_sum", 1, move || {
                [(0.1, 784), (0.3, 3), (1.0, 64)]
                    .into_iter()
                    .try_for_each(|(rate, pixels)| rate_for_sum(&rates, rate, pixels))
            }),
        ],
    }
}

fn slope(targets: &[f32], shade: f64) -> f64 {
    let each = targets.iter().map(|t| 2.0 * (shade - f64::from(*t)));
    each.sum()
}

fn of_sum(calls: &Calls, (targets, shade): &Case) -> Result<(), Failure> {
    let right = slope(targets, (*shade).into());
    let value = |value: f64| vec![value as f32];
    Numbers {
        call: format!("gradient_of_sum(&{}, {shade:?})", list(targets)),
        expected: value(right),
        mistakes: vec![
            (
                value(-right),
                "the sign is the other one: where the shade is too bright, the error grows with it",
            ),
            (
                value(right / 2.0),
                "the factor 2 from the square is missing",
            ),
            (
                value(right / targets.len() as f64),
                "this is the gradient of the mean: the sum is not divided",
            ),
        ],
        hint: "2 (s - t) for each pixel, all added",
    }
    .check(calls.gradient_of_sum(targets, *shade))
}

fn of_mean(calls: &Calls, (targets, shade): &Case) -> Result<(), Failure> {
    let sum = slope(targets, (*shade).into());
    let n = targets.len() as f64;
    let value = |value: f64| vec![value as f32];
    Numbers {
        call: format!("gradient_of_mean(&{}, {shade:?})", list(targets)),
        expected: value(sum / n),
        mistakes: vec![
            (
                value(sum),
                "this is the gradient of the sum: divide it by the number of pixels",
            ),
            (
                value(sum * n),
                "multiplied where it has to be divided: the mean is the sum / n",
            ),
            (value(sum / n / n), "divided by the number of pixels twice"),
            (value(-sum / n), "the sign is the other one"),
        ],
        hint: "the gradient of the sum, divided by the number of pixels",
    }
    .check(calls.gradient_of_mean(targets, *shade))
}

/// The shade after steps, each of which asks `gradient` for the slope.
fn walk(shade: f32, steps: usize, gradient: impl Fn(f64) -> f64) -> Vec<f32> {
    let mut shade = f64::from(shade);
    for _ in 0..steps {
        shade -= gradient(shade);
    }
    vec![shade as f32]
}

fn one_step(calls: &Calls, case: &Case) -> Result<(), Failure> {
    steps(calls, case, 1)
}

fn many_steps(calls: &Calls, case: &Case) -> Result<(), Failure> {
    steps(calls, case, 5)
}

fn steps(calls: &Calls, (targets, shade): &Case, steps: usize) -> Result<(), Failure> {
    const RATE: f64 = 0.1;
    let n = targets.len() as f64;
    let first = slope(targets, (*shade).into()) / n;
    let mut mistakes = vec![
        (
            walk(*shade, steps, |s| -RATE * slope(targets, s) / n),
            "this walks uphill: subtract the gradient",
        ),
        (
            walk(*shade, steps, |s| RATE * slope(targets, s)),
            "these are steps against the gradient of the sum: here it is the mean",
        ),
        (
            walk(*shade, steps, |s| slope(targets, s) / n),
            "the rate plays no part: the step is `rate` times the gradient",
        ),
        (vec![*shade], "the shade has not moved"),
    ];
    if steps > 1 {
        mistakes.push((
            walk(*shade, 1, |s| RATE * slope(targets, s) / n),
            "only one step was made",
        ));
        mistakes.push((
            walk(*shade, steps, |_| RATE * first),
            "the gradient of the first step was used for all: it changes as the shade moves",
        ));
    }
    Numbers {
        call: format!("descend(&{}, {shade:?}, {RATE:?}, {steps})", list(targets)),
        expected: walk(*shade, steps, |s| RATE * slope(targets, s) / n),
        mistakes,
        hint: "in each step: shade = shade - rate * gradient_of_mean(targets, shade)",
    }
    .check(calls.descend(targets, *shade, RATE as f32, steps))
}

fn rate_for_sum(calls: &Calls, rate: f32, pixels: usize) -> Result<(), Failure> {
    let n = pixels as f32;
    // The numbers are small, so they are compared as the steps that they lead to.
    let times_n = |rate: f32| rate * n;
    Numbers {
        call: format!("rate_for_sum({rate:?}, {pixels}) * {n:?}"),
        expected: vec![rate],
        mistakes: vec![
            (
                vec![times_n(rate)],
                "the same rate: the sum's gradient is as many times larger as there are pixels",
            ),
            (
                vec![times_n(rate * n)],
                "the other way round: the gradient is larger, so the rate has to be smaller",
            ),
            (
                vec![times_n(rate / n.sqrt())],
                "a root is too little: the gradient grows with n itself",
            ),
        ],
        hint: "rate · gradient has to be the same for both",
    }
    .check(calls.rate_for_sum(rate, pixels).map(times_n))
}
