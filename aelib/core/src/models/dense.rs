//! The fully connected autoencoder.

use super::Autoencoder;
use crate::nn::{Flatten, Linear, Map, Relu, Unflatten};
use dfdx::prelude::Cpu;

/// Down to `CODE` numbers, none of them negative.
///
/// 1x28x28 → 784 → `CODE`
pub type DenseEncoder<const CODE: usize, E = f32, D = Cpu> =
    (Flatten<Map<1, 28, 28>, 784>, Linear<784, CODE, E, D>, Relu);

/// Up from `CODE` numbers to the logits of the pixels.
///
/// `CODE` → 784 → 1x28x28
pub type DenseDecoder<const CODE: usize, E = f32, D = Cpu> =
    (Linear<CODE, 784, E, D>, Unflatten<784, Map<1, 28, 28>>);

/// A fully connected autoencoder for 28x28 images: 784 → `CODE`, ReLU → 784.
///
/// ```
/// use aelib_core::prelude::*;
/// let model = DenseAutoencoder::<32>::new(0);
/// let images = Cpu::default().zeros_like(&(3, Const::<1>, Const::<28>, Const::<28>));
/// assert_eq!(model.encode(images).shape().concrete(), [3, 32]);
/// ```
pub type DenseAutoencoder<const CODE: usize = 32, E = f32, D = Cpu> =
    Autoencoder<DenseEncoder<CODE, E, D>, DenseDecoder<CODE, E, D>>;
