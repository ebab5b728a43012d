//! Sum or mean: the same valley, 784 times as steep.
//!
//! The simplest model of all answers with one shade of grey for every pixel of an image.
//! It has one number to learn: the shade.
//!
//! ```text
//! cargo test -p exercises -- lesson_02::sum_or_mean
//! ```

/// The derivative by the shade s of the squared error *summed* over the pixels,
/// `Σ (s - t)²`.
///
/// # Example
/// `gradient_of_sum(&[0.0, 1.0, 1.0], 0.5)` is 2·0.5 − 2·0.5 − 2·0.5 = −1.
pub fn gradient_of_sum(targets: &[f32], shade: f32) -> f32 {
    // begin solution (targets, shade): the sum of 2 (s - t)
    targets.iter().map(|t| 2.0 * (shade - t)).sum()
    // end solution
}

/// The same for the *mean* over the pixels, `1/n Σ (s - t)²`.
pub fn gradient_of_mean(targets: &[f32], shade: f32) -> f32 {
    // begin solution (targets, shade): from the gradient of the sum
    gradient_of_sum(targets, shade) / targets.len() as f32
    // end solution
}

/// The shade after `steps` steps of gradient descent on the mean: each one moves it by
/// `rate` times its gradient, downhill.
///
/// # Example
/// `descend(&[0.0, 1.0, 1.0], 0.5, 0.3, 1)` is 0.5 − 0.3 · (−1/3) = 0.6. After many steps
/// the shade is the mean of the targets, 2/3.
pub fn descend(targets: &[f32], shade: f32, rate: f32, steps: usize) -> f32 {
    // begin solution (targets, shade, rate, steps): repeat s -= rate * gradient
    let mut shade = shade;
    for _ in 0..steps {
        shade -= rate * gradient_of_mean(targets, shade);
    }
    shade
    // end solution
}

/// The learning rate with which plain gradient descent on the *sum* makes exactly the steps
/// that `rate_for_mean` makes on the mean.
///
/// With the mean's own rate the steps would be as many times too large as there are pixels:
/// the shade jumps across the valley, farther each time.
pub fn rate_for_sum(rate_for_mean: f32, pixels: usize) -> f32 {
    // begin solution (rate_for_mean, pixels): which rate makes up for the steeper gradient?
    rate_for_mean / pixels as f32
    // end solution
}
// begin source

use crate::source::*;
use crate::{args, function};

inventory::submit!(Entry { place: 23, source });

/// What it is checked for.
pub fn source(rng: &mut Draw) -> Source {
    let mut cases = || {
        let any = |rng: &mut Draw, n| (shares(rng, n), 1.5f32);
        let fixed = (vec![0.0f32, 1.0, 1.0], 0.75f32);
        [fixed, any(rng, 4), (shares(rng, 7), -0.5), any(rng, 5)]
    };
    let slopes = |cases: [(Vec<f32>, f32); 4]| cases.map(|(t, s)| args![t, s]).to_vec();
    let walks = |cases: [(Vec<f32>, f32); 4], steps: usize| {
        cases.map(|(t, s)| args![t, s, 0.1f32, steps]).to_vec()
    };
    let (sums, means, one, many) = (cases(), cases(), cases(), cases());
    let mut rates = vec![
        args![0.3f32, 3usize],
        args![0.1f32, 784usize],
        args![1.0f32, 64usize],
    ];
    for _ in 0..3 {
        let rate = rng.gen_range(1..100) as f32 / 10.0;
        rates.push(args![rate, rng.gen_range(2..100usize)]);
    }
    /// The shade after steps, each of which asks `gradient` for the slope.
    fn walk(mut shade: f32, steps: usize, gradient: impl Fn(f32) -> f32) -> f32 {
        for _ in 0..steps {
            shade -= gradient(shade);
        }
        shade
    }
    Source::new(
        "lesson_02::sum_or_mean",
        [
            "the derivative of (s - t)² by s is 2 (s - t)",
            "descend: `let mut shade = shade;`, then `shade -= rate * gradient` in a loop that \
             asks for the gradient anew each time",
            "rate_for_sum: rate · gradient has to be the same for both; the sum's gradient is \
             `pixels` times as large",
        ],
    )
    .function(function! {
        gradient_of_sum(targets: &[f32], shade: f32)
        needs [] "2 (s - t) for each pixel, all added"
        "the sign is the other one: where the shade is too bright, the error grows with it" =>
            -gradient_of_sum(targets, shade);
        "the factor 2 from the square is missing" => gradient_of_sum(targets, shade) / 2.0;
        "only the shade is doubled: 2 (s - t) doubles the target, too" =>
            targets.iter().map(|t| 2.0 * shade - t).sum::<f32>();
        "this is the gradient of the mean: the sum is not divided" =>
            gradient_of_mean(targets, shade);
    })
    .function(function! {
        gradient_of_mean(targets: &[f32], shade: f32)
        needs [gradient_of_sum] "the gradient of the sum, divided by the number of pixels"
        "this is the gradient of the sum: divide it by the number of pixels" =>
            gradient_of_sum(targets, shade);
        "multiplied where it has to be divided: the mean is the sum / n" =>
            gradient_of_sum(targets, shade) * targets.len() as f32;
        "divided by the number of pixels twice" =>
            gradient_of_mean(targets, shade) / targets.len() as f32;
        "the sign is the other one" => -gradient_of_mean(targets, shade);
    })
    .function(function! {
        descend(targets: &[f32], shade: f32, rate: f32, steps: usize)
        needs [gradient_of_sum, gradient_of_mean]
        "in each step: shade = shade - rate * gradient_of_mean(targets, shade)"
        "this walks uphill: subtract the gradient" =>
            walk(shade, steps, |s| -rate * gradient_of_mean(targets, s));
        "these are steps against the gradient of the sum: here it is the mean" =>
            walk(shade, steps, |s| rate * gradient_of_sum(targets, s));
        "the rate plays no part: the step is `rate` times the gradient" =>
            walk(shade, steps, |s| gradient_of_mean(targets, s));
        "the shade has not moved" => shade;
        "only one step was made" => walk(shade, 1, |s| rate * gradient_of_mean(targets, s));
        "the gradient of the first step was used for all: it changes as the shade moves" =>
            walk(shade, steps, |_| rate * gradient_of_mean(targets, shade));
    })
    .function(function! {
        rate_for_sum(rate_for_mean: f32, pixels: usize)
        needs [] "rate · gradient has to be the same for both"
        "the same rate: the sum's gradient is as many times larger as there are pixels" =>
            rate_for_mean;
        "the other way round: the gradient is larger, so the rate has to be smaller" =>
            rate_for_mean * pixels as f32;
        "a root is too little: the gradient grows with n itself" =>
            rate_for_mean / (pixels as f32).sqrt();
    })
    .check("gradient_of_the_sum", 1, "gradient_of_sum", slopes(sums))
    .check("gradient_of_the_mean", 1, "gradient_of_mean", slopes(means))
    .check("one_step_downhill", 1, "descend", walks(one, 1))
    .check("many_steps", 1, "descend", walks(many, 5))
    .check("a_rate_for_the_sum", 1, "rate_for_sum", rates)
}
// end source
