//! Why losses take logits, not probabilities.
//!
//! A network ends with a number x of any size, the logit; the pixel is σ(x) = 1 / (1 + e^−x).
//!
//! ```text
//! cargo test -p exercises -- lesson_02::logits
//! ```

/// The pixel that a logit stands for. Finished: use it.
pub fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

/// A pixel should be black (target 0), and a network is more and more sure that it is
/// white: its logit is `step`, 2 · `step`, 3 · `step`, … Computed from the probability, the
/// loss is −ln(1 − [`sigmoid`]). How many steps does it take until the loss is, for the first
/// time, no finite number?
///
/// Let the computer count, in `f32`.
///
/// # Example
/// With a step of 100 it is 1: the first logit, 100, is too large already.
pub fn first_that_breaks(step: f32) -> u32 {
    // begin solution step: the first n of 1, 2, 3, … where the loss of n * step is not finite
    let breaks = |n: &u32| !(1.0 - sigmoid(*n as f32 * step)).ln().is_finite();
    (1..).find(breaks).expect("1 - sigmoid becomes 0")
    // end solution
}

/// Binary cross entropy of one pixel in nats, from its logit x and its target t:
///
/// ```text
/// max(x, 0) - x t + ln(1 + e^-|x|)
/// ```
///
/// which is −[t ln σ(x) + (1 − t) ln(1 − σ(x))], and finite for every x.
///
/// # Example
/// `bce_with_logits(0.0, 1.0)` is ln 2 ≈ 0.693; `bce_with_logits(100.0, 0.0)` is 100.
pub fn bce_with_logits(logit: f32, target: f32) -> f32 {
    // begin solution (logit, target): the formula above
    logit.max(0.0) - logit * target + (-logit.abs()).exp().ln_1p()
    // end solution
}

/// The derivative of [`bce_with_logits`] by the logit. It is shorter than the loss itself:
/// derive −[t ln σ + (1 − t) ln(1 − σ)] with σ' = σ (1 − σ), and see what cancels.
///
/// # Example
/// `gradient(0.0, 1.0)` is −0.5: the logit has to grow.
pub fn gradient(logit: f32, target: f32) -> f32 {
    // begin solution (logit, target): what is left of the derivative
    sigmoid(logit) - target
    // end solution
}
// begin source

use crate::source::*;
use crate::{args, function};

inventory::submit!(Entry { place: 22, source });

/// What it is checked for.
pub fn source(rng: &mut Draw) -> Source {
    let mut random = || {
        let (x, t) = (rng.gen_range(-400..400), rng.gen_range(0..100));
        [x as f32 / 100.0, t as f32 / 100.0]
    };
    let any = Vec::from_iter([(); 6].map(|()| random()));
    let mut small = vec![[0.0, 1.0], [1.0, 0.0], [-2.0, 0.25]];
    let mut large = vec![[20.0, 0.0], [100.0, 0.0], [-100.0, 1.0], [1000.0, 0.5]];
    for _ in 0..3 {
        let [x, t] = random();
        small.push([x / 2.0, t]);
        large.push([x * 250.0, t]);
    }
    let mut step = || args![rng.gen_range(2..24) as f32 / 8.0];
    let steps = vec![args![0.5f32], step(), step()];
    let calls = |cases: &[[f32; 2]]| cases.iter().map(|[x, t]| args![*x, *t]).collect();
    /// In f32, as one would write it without thinking of overflow.
    fn naive(x: f32, t: f32, least: f32) -> f32 {
        let p = sigmoid(x).clamp(least, 1.0 - least);
        -(t * p.ln() + (1.0 - t) * (1.0 - p).ln())
    }
    /// How many steps it takes to this logit.
    fn reaches(logit: f32, step: f32) -> u32 {
        (logit / step).ceil() as u32
    }
    Source::new(
        "lesson_02::logits",
        [
            "first_that_breaks: a loop over n = 1, 2, 3, …; `(1.0 - p).ln().is_finite()` says \
             whether the loss of n as f32 * step still works",
            "bce_with_logits: `logit.max(0.0)`, `logit.abs()`, `x.exp()`, and `x.ln_1p()` for \
             ln(1 + x)",
            "gradient: with σ' = σ(1 − σ), t/σ · σ' is t(1 − σ), and (1 − t)/(1 − σ) · σ' is \
             (1 − t)σ",
        ],
    )
    .function(function! {
        first_that_breaks(step: f32)
        needs [] "for n = 1, 2, 3, … compute (1.0 - sigmoid(n * step)).ln() in f32, and stop \
                  where it is not finite"
        "this is where f64 breaks: count in f32, as networks do" => reaches(36.75, step);
        "this is where e^x or e^-x leaves f32; 1 - sigmoid(x) has become 0 long before" =>
            reaches(88.75, step);
        "this is where e^x or e^-x leaves f32; 1 - sigmoid(x) has become 0 long before" =>
            reaches(104.0, step);
        "this is the logit: how many steps it is away is asked for" =>
            first_that_breaks(step) as f32 * step;
        "with so many steps it still works: one more is the first" => first_that_breaks(step) - 1;
        "one step before this breaks already" => first_that_breaks(step) + 1;
    })
    .function(function! {
        bce_with_logits(logit: f32, target: f32)
        needs [] "max(x, 0) - x t + ln(1 + e^-|x|), term by term"
        "a probability was computed on the way: it rounds to 0 or 1, and its logarithm is \
         infinite. The formula with max(x, 0) never computes one" => naive(logit, target, 0.0);
        "e^x of a large x is infinite: the exponent has to be -|x|, never above 0" =>
            logit.exp().ln_1p() - logit * target;
        "the sign is the other one: a loss is never negative" => -bce_with_logits(logit, target);
        "the term - x t is missing: without it the target plays no part" =>
            bce_with_logits(logit, target) + logit * target;
        "max(x, 0) is missing" => bce_with_logits(logit, target) - logit.max(0.0);
        "x stands where max(x, 0) should: negative logits must not make the loss smaller" =>
            bce_with_logits(logit, target) - logit.max(0.0) + logit;
        "the probability was clamped: no infinity, but from there on the loss stands still, and \
         a pixel that is utterly wrong teaches nothing" => naive(logit, target, 1e-7);
        "the probability was clamped: no infinity, but from there on the loss stands still, and \
         a pixel that is utterly wrong teaches nothing" => naive(logit, target, 1e-6);
        "the probability was clamped: no infinity, but from there on the loss stands still, and \
         a pixel that is utterly wrong teaches nothing" => naive(logit, target, 1e-5);
    })
    .function(function! {
        gradient(logit: f32, target: f32)
        needs [] "after cancelling, σ(x) and t are left, and nothing else"
        "the sign is the other one: where the output is too large, the loss grows with the logit" =>
            -gradient(logit, target);
        "this is the derivative by the probability: times σ(1 − σ) it is by the logit" => {
            let p = sigmoid(logit);
            (p - target) / (p * (1.0 - p))
        };
        "the factor σ(1 − σ) cancels: it stands above and below" => {
            let p = sigmoid(logit);
            (p - target) * p * (1.0 - p)
        };
        "this is the gradient of the squared error" => {
            let p = sigmoid(logit);
            2.0 * (p - target) * p * (1.0 - p)
        };
        "the logit itself was taken: the pixel is σ(x)" => logit - target;
    })
    .check("the_first_that_breaks", 1, "first_that_breaks", steps)
    .check("small_logits", 1, "bce_with_logits", calls(&small))
    .check("large_logits", 1, "bce_with_logits", calls(&large))
    .check("any_logits", 1, "bce_with_logits", calls(&any))
    .check("gradients", 1, "gradient", calls(&any))
    .check("gradients_of_large_logits", 1, "gradient", calls(&large))
}
// end source
