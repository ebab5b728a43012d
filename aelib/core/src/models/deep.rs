//! A deeper fully connected autoencoder.

use super::Autoencoder;
use crate::nn::{Flatten, Linear, Map, Relu, Unflatten};
use dfdx::prelude::Cpu;

/// Down to `CODE` numbers, which no rectifier follows.
///
/// 784 → 512 → 128 → `CODE`
pub type DeepEncoder<const CODE: usize, E = f32, D = Cpu> = (
    Flatten<Map<1, 28, 28>, 784>,
    Linear<784, 512, E, D>,
    Relu,
    Linear<512, 128, E, D>,
    Relu,
    Linear<128, CODE, E, D>,
);

/// Up from `CODE` numbers to the logits of the pixels.
///
/// `CODE` → 128 → 512 → 784
pub type DeepDecoder<const CODE: usize, E = f32, D = Cpu> = (
    Linear<CODE, 128, E, D>,
    Relu,
    Linear<128, 512, E, D>,
    Relu,
    Linear<512, 784, E, D>,
    Unflatten<784, Map<1, 28, 28>>,
);

/// A fully connected autoencoder with two hidden layers on each side:
/// 784 → 512 → 128 → `CODE` → 128 → 512 → 784.
///
/// Without the rectifiers it would be one linear map, and could not beat
/// [`Pca`](super::Pca) at its own squared error.
///
/// ```
/// use aelib_core::prelude::*;
/// let model = DeepAutoencoder::<32>::new(0);
/// let images = Cpu::default().zeros_like(&(3, Const::<1>, Const::<28>, Const::<28>));
/// assert_eq!(model.encode(images).shape().concrete(), [3, 32]);
/// ```
pub type DeepAutoencoder<const CODE: usize = 32, E = f32, D = Cpu> =
    Autoencoder<DeepEncoder<CODE, E, D>, DeepDecoder<CODE, E, D>>;
