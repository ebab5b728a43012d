//! Reconstruction losses: value and gradient in one pass over the pixels.

use rayon::prelude::*;

/// Pixels that one thread takes at a time: fixed, so that sums do not depend on the
/// number of threads.
const BLOCK: usize = 8192;

/// Sum over all elements of a loss, and, when `keep`, its gradient with respect to `x`.
///
/// `element(x, t)` gives the loss of one element and its derivative by x.
fn sum(
    x: &[f32],
    target: &[f32],
    scale: f32,
    keep: bool,
    element: impl Fn(f32, f32) -> (f32, f32) + Sync,
) -> (f32, Vec<f32>) {
    assert_eq!(x.len(), target.len(), "as many targets as outputs");
    let mut gradient = vec![0.0; if keep { x.len() } else { 0 }];
    let block = |(x, t): (&[f32], &[f32]), dx: &mut [f32]| {
        let mut total = 0.0;
        for (i, (x, t)) in x.iter().zip(t).enumerate() {
            let (value, slope) = element(*x, *t);
            total += value;
            if let Some(dx) = dx.get_mut(i) {
                *dx = scale * slope;
            }
        }
        f64::from(total)
    };
    let blocks = x.par_chunks(BLOCK).zip(target.par_chunks(BLOCK));
    let sums: Vec<f64> = if keep {
        blocks
            .zip(gradient.par_chunks_mut(BLOCK))
            .map(|(block_of, dx)| block(block_of, dx))
            .collect()
    } else {
        blocks.map(|block_of| block(block_of, &mut [])).collect()
    };
    (
        (sums.iter().sum::<f64>() * f64::from(scale)) as f32,
        gradient,
    )
}

/// `scale · Σ −[t ln σ(x) + (1 − t) ln(1 − σ(x))]`, written as
/// `max(x, 0) − x·t + ln(1 + e^−|x|)`, which no logit overflows; the gradient is
/// `scale · (σ(x) − t)`.
pub fn bce_with_logits(logits: &[f32], target: &[f32], scale: f32, keep: bool) -> (f32, Vec<f32>) {
    sum(logits, target, scale, keep, |x, t| {
        let e = (-x.abs()).exp();
        let sigmoid = if x >= 0.0 { 1.0 } else { e } / (1.0 + e);
        (x.max(0.0) - x * t + e.ln_1p(), sigmoid - t)
    })
}

/// `scale · Σ (x − t)²`; the gradient is `scale · 2(x − t)`.
pub fn squared_error(x: &[f32], target: &[f32], scale: f32, keep: bool) -> (f32, Vec<f32>) {
    sum(x, target, scale, keep, |x, t| {
        ((x - t) * (x - t), 2.0 * (x - t))
    })
}
