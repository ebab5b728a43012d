//! Losses between a reconstruction and its target, as operations of the tape.
//!
//! The reduction is in the name's docs, always: the mean over pixels and batch is what
//! PyTorch and Keras print, the sum over an image's pixels is what a likelihood is.
//! Gradients flow to the first argument only.

use crate::ops::engine::{run, storage, tape};
use crate::ops::loss;
use dfdx::prelude::{Cpu, HasShape, Rank0, Shape, Tape, Tensor, TensorFromVec};

macro_rules! loss {
    ($(#[$doc:meta])* $name:ident, $loss:expr, $count:expr) => {
        $(#[$doc])*
        ///
        /// # Shapes
        /// Twice (N, …) → a number
        ///
        /// # Panics
        /// If the shapes have different numbers of elements.
        pub fn $name<S: Shape, R: Shape, T: Tape<f32, Cpu>>(
            x: Tensor<S, f32, Cpu, T>,
            targets: &Tensor<R, f32, Cpu>,
        ) -> Tensor<Rank0, f32, Cpu, T> {
            let count: fn(&S) -> usize = $count;
            let (loss, scale): (run::Loss, f32) = ($loss, 1.0 / count(x.shape()) as f32);
            let targets = storage::to_vec(targets);
            tape::scalar(x, |x, keep| loss::of_batch(loss, x, &targets, scale, keep))
        }
    };
}

loss!(
    /// Binary cross entropy on logits, in nats: mean over pixels and batch.
    ///
    /// `−1/n Σ t ln σ(x) + (1 − t) ln(1 − σ(x))`, for targets in [0, 1].
    ///
    /// ```
    /// use aelib_core::prelude::*;
    /// let device = Cpu::default();
    /// let loss = bce_with_logits(device.tensor([[0.0, 100.0]]), &device.tensor([[1.0, 1.0]]));
    /// assert!((loss.array() - 2f32.ln() / 2.0).abs() < 1e-6);
    /// ```
    bce_with_logits,
    loss::bce_with_logits,
    S::num_elements
);

loss!(
    /// Binary cross entropy on logits, in nats per image: sum over pixels, mean over the
    /// batch (the shape's first size).
    bce_with_logits_per_image,
    loss::bce_with_logits,
    images
);

loss!(
    /// Squared error between the pixels `σ(logit)` and their targets: sum over pixels, mean
    /// over the batch (the shape's first size).
    squared_error_with_logits_per_image,
    loss::squared_error_with_logits,
    images
);

loss!(
    /// Mean squared error: mean over pixels and batch.
    mse,
    loss::squared_error,
    S::num_elements
);

fn images<S: Shape>(shape: &S) -> usize {
    shape.concrete().into_iter().next().unwrap_or(1)
}

/// Binary cross entropy on logits of each pixel on its own, in nats: twice (N, …) → (N, …).
///
/// # Panics
/// If the shapes differ.
pub fn bce_per_pixel<S: Shape>(
    logits: &Tensor<S, f32, Cpu>,
    targets: &Tensor<S, f32, Cpu>,
) -> Tensor<S, f32, Cpu> {
    let (shape, expected) = (*logits.shape(), *targets.shape());
    assert_eq!(shape, expected, "bce_per_pixel: a target for each logit");
    let losses = each_bce(&storage::to_vec(logits), &storage::to_vec(targets));
    Cpu::default().tensor_from_vec(losses, shape)
}

/// The least binary cross entropy that any answer to these targets (N, …) reaches, in nats:
/// mean over pixels and batch of `−t ln t − (1 − t) ln(1 − t)`. It is 0 for black and white
/// targets, and more for grey ones, where even the exact answer costs something.
pub fn bce_floor<S: Shape>(targets: &Tensor<S, f32, Cpu>) -> f64 {
    mean_floor(&storage::to_vec(targets))
}

// Not generic: compiled here, at full speed, whoever calls them.

fn each_bce(logits: &[f32], targets: &[f32]) -> Vec<f32> {
    let bce = |(x, t): (&f32, &f32)| loss::bce_with_logits(&[*x], &[*t], 1.0, None) as f32;
    logits.iter().zip(targets).map(bce).collect()
}

fn mean_floor(targets: &[f32]) -> f64 {
    let surprise = |p: f64| if p > 0.0 { -p * p.ln() } else { 0.0 };
    let floor = |t: &f32| surprise(f64::from(*t)) + surprise(1.0 - f64::from(*t));
    targets.iter().map(floor).sum::<f64>() / targets.len() as f64
}
