//! The lecture's two losses, by hand.
//!
//! ```text
//! cargo test -p exercises -- lesson_02::losses_by_hand
//! ```

/// Binary cross entropy in nats, mean over the pixels: with target t and output p it is
///
/// ```text
/// -1/n Σ [t ln p + (1 - t) ln(1 - p)]
/// ```
///
/// The lecture sums over the pixels instead; lesson 02 says what that changes. Outputs lie
/// strictly between 0 and 1, targets in [0, 1].
///
/// # Example
/// Two pixels, `bce(&[1.0, 0.0], &[0.8, 0.4])`: −ln 0.8 = 0.223 and −ln 0.6 = 0.511, so
/// the loss is 0.367.
pub fn bce(targets: &[f32], outputs: &[f32]) -> f32 {
    // begin solution (targets, outputs): the mean of -(t ln p + (1 - t) ln(1 - p))
    let pixels = targets.iter().zip(outputs);
    let sum: f32 = pixels
        .map(|(t, p)| -(t * p.ln() + (1.0 - t) * (1.0 - p).ln()))
        .sum();
    sum / targets.len() as f32
    // end solution
}

/// The squared error, mean over the pixels: `1/n Σ (t - p)²`.
///
/// # Example
/// `mse(&[1.0, 0.0], &[0.8, 0.4])` is (0.04 + 0.16) / 2 = 0.1.
pub fn mse(targets: &[f32], outputs: &[f32]) -> f32 {
    // begin solution (targets, outputs): the mean of (t - p)²
    let pixels = targets.iter().zip(outputs);
    let sum: f32 = pixels.map(|(t, p)| (t - p) * (t - p)).sum();
    sum / targets.len() as f32
    // end solution
}
// begin source

use crate::source::*;
use crate::{args, function};

inventory::submit!(Entry { place: 21, source });

/// What it is checked for.
pub fn source(rng: &mut Draw) -> Source {
    let mut drawn = |count| args![shares(rng, count), shares(rng, count)];
    let two = vec![
        args![vec![1.0f32, 0.0], vec![0.8f32, 0.4]],
        drawn(2),
        drawn(2),
    ];
    let grey = vec![
        args![vec![0.25f32, 0.25, 0.9], vec![0.25f32, 0.75, 0.9]],
        drawn(3),
        drawn(4),
    ];
    let any = vec![drawn(5), drawn(8), drawn(6)];
    let others = vec![drawn(5), drawn(8), drawn(6)];
    fn mean(t: &[f32], p: &[f32], f: impl Fn(f32, f32) -> f32) -> f32 {
        each(t, p, f).iter().sum::<f32>() / t.len() as f32
    }
    Source::new(
        "lesson_02::losses_by_hand",
        [
            "`targets.iter().zip(outputs)` gives pairs (t, p); `p.ln()` is the natural logarithm",
            "bce: `.map(|(t, p)| …).sum::<f32>()`, then divide by `targets.len() as f32`",
            "the sign: logarithms of numbers below 1 are negative, so a minus stands in front",
        ],
    )
    .function(function! {
        bce(targets: &[f32], outputs: &[f32])
        needs [] "for each pixel -(t ln p + (1 - t) ln(1 - p)), and of all these the mean"
        "the sign: the formula has a minus in front, because ln of what is below 1 is \
         negative, and a loss is not" => -bce(targets, outputs);
        "this is the sum over the pixels: divide it by how many there are" =>
            bce(targets, outputs) * targets.len() as f32;
        "these are bits: nats want the natural logarithm, `ln`" =>
            mean(targets, outputs, |t, p| -(t * p.log2() + (1.0 - t) * (1.0 - p).log2()));
        "`log10` is to base 10: the formula has the natural logarithm, `ln`" =>
            mean(targets, outputs, |t, p| -(t * p.log10() + (1.0 - t) * (1.0 - p).log10()));
        "only white pixels are counted: the second half, (1 - t) ln(1 - p), is missing, and a \
         model that answers 1 everywhere would be perfect" =>
            mean(targets, outputs, |t, p| -(t * p.ln()));
        "targets and outputs are swapped: the logarithm is of the output" =>
            bce(outputs, targets);
    })
    .function(function! {
        mse(targets: &[f32], outputs: &[f32])
        needs [] "for each pixel (t - p)², and of all these the mean"
        "this is the sum over the pixels: divide it by how many there are" =>
            mse(targets, outputs) * targets.len() as f32;
        "divided by one less than there are pixels: that is how a variance is estimated, and this \
         is a mean" =>
            mse(targets, outputs) * targets.len() as f32 / (targets.len() - 1).max(1) as f32;
        "this is the mean of the distances: square each difference" =>
            mean(targets, outputs, |t, p| (t - p).abs());
        "this is the root of it: the mean squared error has none" =>
            mse(targets, outputs).sqrt();
        "first the square, then the mean: otherwise errors of both signs cancel" =>
            mean(targets, outputs, |t, p| t - p).powi(2);
        "the differences are not squared, so errors of both signs cancel" =>
            mean(targets, outputs, |t, p| t - p);
    })
    .check("bce_of_two_pixels", 1, "bce", two.clone())
    .check("bce_of_grey_pixels", 1, "bce", grey)
    .check("bce_of_any_pixels", 1, "bce", any)
    .check("mse_of_two_pixels", 1, "mse", two)
    .check("mse_of_any_pixels", 1, "mse", others)
}
// end source
