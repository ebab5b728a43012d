//! Losses between a reconstruction and its target, as operations of the tape.
//!
//! The reduction is in the name's docs, always: the mean over pixels and batch is what
//! PyTorch and Keras print, the sum over an image's pixels is what a likelihood is.
//! Gradients flow to the first argument only.

use crate::ops::{loss, storage, tape};
use dfdx::prelude::{Cpu, HasShape, Rank0, Shape, Tape, Tensor};

/// Binary cross entropy on logits, in nats: mean over pixels and batch.
///
/// `−1/n Σ t ln σ(x) + (1 − t) ln(1 − σ(x))`, for targets in [0, 1].
///
/// # Panics
/// If the shapes have different numbers of elements.
///
/// ```
/// use aelib::prelude::*;
/// let device = Cpu::default();
/// let loss = bce_with_logits(device.tensor([[0.0, 100.0]]), &device.tensor([[1.0, 1.0]]));
/// assert!((loss.array() - 2f32.ln() / 2.0).abs() < 1e-6);
/// ```
pub fn bce_with_logits<S: Shape, R: Shape, T: Tape<f32, Cpu>>(
    logits: Tensor<S, f32, Cpu, T>,
    targets: &Tensor<R, f32, Cpu>,
) -> Tensor<Rank0, f32, Cpu, T> {
    let scale = 1.0 / logits.shape().num_elements() as f32;
    let targets = storage::to_vec(targets);
    tape::scalar(logits, |x, keep| {
        loss::of_batch(loss::bce_with_logits, x, &targets, scale, keep)
    })
}

/// Binary cross entropy on logits, in nats per image: sum over pixels, mean over the
/// batch (the shape's first size).
///
/// # Panics
/// If the shapes have different numbers of elements.
pub fn bce_with_logits_per_image<S: Shape, R: Shape, T: Tape<f32, Cpu>>(
    logits: Tensor<S, f32, Cpu, T>,
    targets: &Tensor<R, f32, Cpu>,
) -> Tensor<Rank0, f32, Cpu, T> {
    let images = logits.shape().concrete().into_iter().next().unwrap_or(1);
    let scale = 1.0 / images as f32;
    let targets = storage::to_vec(targets);
    tape::scalar(logits, |x, keep| {
        loss::of_batch(loss::bce_with_logits, x, &targets, scale, keep)
    })
}

/// Squared error between the pixels `σ(logit)` and their targets: sum over pixels, mean over
/// the batch (the shape's first size).
///
/// # Panics
/// If the shapes have different numbers of elements.
pub fn squared_error_with_logits_per_image<S: Shape, R: Shape, T: Tape<f32, Cpu>>(
    logits: Tensor<S, f32, Cpu, T>,
    targets: &Tensor<R, f32, Cpu>,
) -> Tensor<Rank0, f32, Cpu, T> {
    let images = logits.shape().concrete().into_iter().next().unwrap_or(1);
    let scale = 1.0 / images as f32;
    let targets = storage::to_vec(targets);
    tape::scalar(logits, |x, keep| {
        loss::of_batch(loss::squared_error_with_logits, x, &targets, scale, keep)
    })
}

/// Mean squared error: mean over pixels and batch.
///
/// # Panics
/// If the shapes have different numbers of elements.
pub fn mse<S: Shape, R: Shape, T: Tape<f32, Cpu>>(
    x: Tensor<S, f32, Cpu, T>,
    targets: &Tensor<R, f32, Cpu>,
) -> Tensor<Rank0, f32, Cpu, T> {
    let scale = 1.0 / x.shape().num_elements() as f32;
    let targets = storage::to_vec(targets);
    tape::scalar(x, |x, keep| {
        loss::of_batch(loss::squared_error, x, &targets, scale, keep)
    })
}
