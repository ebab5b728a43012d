//! Reconstruction losses: value and gradient in one pass over the pixels.

use super::engine::run::{Loss, slots};
use super::engine::simd::{self, exp, ln_1p};
use rayon::prelude::*;

/// Pixels that one thread takes at a time: fixed, so that sums do not depend on the
/// number of threads.
const BLOCK: usize = 8192;

/// A loss of a whole batch, on all cores, and its gradient with respect to `x` when `keep`
/// asks.
///
/// # Panics
/// If there are not as many targets as outputs.
pub fn of_batch(
    loss: Loss,
    x: &[f32],
    targets: &[f32],
    factor: f32,
    keep: bool,
) -> (f32, Vec<f32>) {
    assert_eq!(x.len(), targets.len(), "as many targets as outputs");
    let mut gradient = vec![0.0; if keep { x.len() } else { 0 }];
    let slots = slots(
        keep.then_some(&mut gradient),
        BLOCK,
        x.len().div_ceil(BLOCK),
    );
    let blocks = x.par_chunks(BLOCK).zip(targets.par_chunks(BLOCK));
    let sums = blocks.zip(slots).map(|((x, t), dx)| loss(x, t, factor, dx));
    let value = sums.collect::<Vec<f64>>().iter().sum::<f64>() as f32;
    (value, gradient)
}

/// A loss of pixels and its derivative, of whose sum over them a [`Loss`] is made.
macro_rules! loss {
    ($(#[$doc:meta])* $name:ident, $element:expr) => {
        $(#[$doc])*
        pub fn $name(x: &[f32], targets: &[f32], factor: f32, gradient: Option<&mut [f32]>) -> f64 {
            sum(x, targets, factor, gradient, #[inline(always)] $element)
        }
    };
}

loss!(
    /// `factor · Σ −[t ln σ(x) + (1 − t) ln(1 − σ(x))]`, written as
    /// `max(x, 0) − x·t + ln(1 + e^−|x|)`, which no logit overflows.
    bce_with_logits,
    |x, t| {
        let (e, sigmoid) = sigmoid(x);
        (x.max(0.0) - x * t + ln_1p(e), sigmoid - t)
    }
);

loss!(
    /// `factor · Σ (x − t)²`.
    squared_error,
    |x, t| ((x - t) * (x - t), 2.0 * (x - t))
);

loss!(
    /// `factor · Σ (σ(x) − t)²`.
    squared_error_with_logits,
    |x, t| {
        let (e, sigmoid) = sigmoid(x);
        let slope = e / ((1.0 + e) * (1.0 + e));
        ((sigmoid - t) * (sigmoid - t), 2.0 * (sigmoid - t) * slope)
    }
);

/// `e^−|x|` and `σ(x)`.
#[inline(always)]
fn sigmoid(x: f32) -> (f32, f32) {
    let e = exp(-x.abs());
    (e, if x >= 0.0 { 1.0 } else { e } / (1.0 + e))
}

/// `element(x, t)` gives the loss of one element and its derivative by x.
#[inline(always)]
fn sum(
    x: &[f32],
    targets: &[f32],
    factor: f32,
    gradient: Option<&mut [f32]>,
    element: impl Fn(f32, f32) -> (f32, f32),
) -> f64 {
    /// Sums side by side, so that the loop has no chain of additions to wait for.
    const LANES: usize = 16;
    let total = simd::wide!({
        let mut total = 0.0f64;
        let mut unwanted = [0.0; LANES];
        let mut gradients = gradient.map(|g| g.chunks_mut(LANES));
        // A row of sums is emptied into f64 before f32 gets too coarse for it.
        for (x, targets) in x.chunks(32 * LANES).zip(targets.chunks(32 * LANES)) {
            let mut sums = [0.0f32; LANES];
            for (x, t) in x.chunks(LANES).zip(targets.chunks(LANES)) {
                let dx = match gradients.as_mut().and_then(Iterator::next) {
                    Some(dx) => dx,
                    None => &mut unwanted[..x.len()],
                };
                if let (Ok(x), Ok(t), Ok(dx)) = (
                    <&[f32; LANES]>::try_from(x),
                    <&[f32; LANES]>::try_from(t),
                    <&mut [f32; LANES]>::try_from(&mut *dx),
                ) {
                    for i in 0..LANES {
                        let (value, slope) = element(x[i], t[i]);
                        sums[i] += value;
                        dx[i] = factor * slope;
                    }
                } else {
                    for i in 0..x.len() {
                        let (value, slope) = element(x[i], t[i]);
                        sums[i] += value;
                        dx[i] = factor * slope;
                    }
                }
            }
            total += f64::from(sums.iter().sum::<f32>());
        }
        total
    });
    f64::from(factor) * total
}
