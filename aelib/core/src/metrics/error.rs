//! How far images are from what they should be.

use crate::ops::storage;
use dfdx::prelude::{Cpu, HasShape, Shape, Tensor};

/// The mean squared error of each image: mean over its pixels.
///
/// For pixels in [0, 1] it is from 0 (the same image) to 1 (its negative, if that is black
/// and white).
///
/// # Shapes
/// Twice (N, …) → N numbers
///
/// # Panics
/// If the shapes differ.
///
/// ```
/// use aelib_core::prelude::*;
///
/// let device = Cpu::default();
/// let found = device.tensor([[0.0, 1.0], [0.5, 0.5]]);
/// let truth = device.tensor([[0.0, 1.0], [0.5, 0.0]]);
/// assert_eq!(mse_per_image(&found, &truth), [0.0, 0.125]);
/// ```
pub fn mse_per_image<S: Shape>(
    found: &Tensor<S, f32, Cpu>,
    truth: &Tensor<S, f32, Cpu>,
) -> Vec<f32> {
    let (sizes, expected) = (found.shape().concrete(), truth.shape().concrete());
    assert_eq!(sizes, expected, "mse_per_image: two batches of one shape");
    let images = sizes.into_iter().next().unwrap_or(1);
    let numbers = found.shape().num_elements() / images.max(1);
    errors(&storage::to_vec(found), &storage::to_vec(truth), numbers)
}

/// Not generic: compiled here, at full speed, whoever calls it.
fn errors(found: &[f32], truth: &[f32], numbers: usize) -> Vec<f32> {
    let pairs = found
        .chunks_exact(numbers.max(1))
        .zip(truth.chunks_exact(numbers.max(1)));
    pairs
        .map(|(found, truth)| {
            let squares = found
                .iter()
                .zip(truth)
                .map(|(f, t)| f64::from(f - t).powi(2));
            (squares.sum::<f64>() / numbers as f64) as f32
        })
        .collect()
}

/// The peak signal-to-noise ratio in decibels, of a mean squared error between images with
/// pixels in [0, 1]: `10 log₁₀(1 / mse)`. More is better, 10 more is a tenth of the error,
/// and no error at all is infinity.
///
/// # Panics
/// If the error is negative or NaN.
///
/// ```
/// use aelib_core::metrics::psnr;
///
/// assert_eq!(psnr(1.0), 0.0);
/// assert!((psnr(0.01) - 20.0).abs() < 1e-9);
/// ```
pub fn psnr(mse: f64) -> f64 {
    assert!(
        mse >= 0.0,
        "psnr: a mean squared error is 0 or more, found {mse}"
    );
    -10.0 * mse.log10()
}
