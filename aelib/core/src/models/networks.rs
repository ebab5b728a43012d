//! The course's plain autoencoders, as names for pairs of networks.

use super::Autoencoder;
use crate::nn::{Conv2d, ConvTranspose2d, Flatten, Linear, Map, Relu, Unflatten};
use dfdx::prelude::Cpu;

/// Down to `CODE` numbers, none of them negative: 1x28x28 → 784 → `CODE`.
pub type DenseEncoder<const CODE: usize, E = f32, D = Cpu> =
    (Flatten<Map<1, 28, 28>, 784>, Linear<784, CODE, E, D>, Relu);

/// Up from `CODE` numbers to the logits of the pixels: `CODE` → 784 → 1x28x28.
pub type DenseDecoder<const CODE: usize, E = f32, D = Cpu> =
    (Linear<CODE, 784, E, D>, Unflatten<784, Map<1, 28, 28>>);

/// A fully connected autoencoder for 28x28 images: 784 → `CODE`, ReLU → 784.
pub type DenseAutoencoder<const CODE: usize = 32, E = f32, D = Cpu> =
    Autoencoder<DenseEncoder<CODE, E, D>, DenseDecoder<CODE, E, D>>;

/// Down to `CODE` numbers, which no rectifier follows: 784 → 512 → 128 → `CODE`.
pub type DeepEncoder<const CODE: usize, E = f32, D = Cpu> = (
    Flatten<Map<1, 28, 28>, 784>,
    Linear<784, 512, E, D>,
    Relu,
    Linear<512, 128, E, D>,
    Relu,
    Linear<128, CODE, E, D>,
);

/// Up from `CODE` numbers to the logits of the pixels: `CODE` → 128 → 512 → 784.
pub type DeepDecoder<const CODE: usize, E = f32, D = Cpu> = (
    Linear<CODE, 128, E, D>,
    Relu,
    Linear<128, 512, E, D>,
    Relu,
    Linear<512, 784, E, D>,
    Unflatten<784, Map<1, 28, 28>>,
);

/// A fully connected autoencoder with two hidden layers on each side. Without the rectifiers
/// it would be one linear map, and could not beat [`Pca`](super::Pca) at its own squared error.
pub type DeepAutoencoder<const CODE: usize = 32, E = f32, D = Cpu> =
    Autoencoder<DeepEncoder<CODE, E, D>, DeepDecoder<CODE, E, D>>;

/// Strided convolutions, and a last layer from 1568 numbers on.
///
/// 1x28x28 → 16x14x14 → 32x7x7 → 1568
pub type Convolutions<Last, E = f32, D = Cpu> = (
    Conv2d<Map<1, 28, 28>, Map<16, 14, 14>, 3, 2, 1, E, D>,
    Relu,
    Conv2d<Map<16, 14, 14>, Map<32, 7, 7>, 3, 2, 1, E, D>,
    Relu,
    Flatten<Map<32, 7, 7>, 1568>,
    Last,
);

/// Strided convolutions down to `LATENT` numbers.
pub type Encoder<const LATENT: usize, E = f32, D = Cpu> =
    Convolutions<Linear<1568, LATENT, E, D>, E, D>;

/// Transposed convolutions up from `LATENT` numbers to the logits of the pixels.
///
/// `LATENT` → 1568 → 32x7x7 → 16x14x14 → 1x28x28
pub type Decoder<const LATENT: usize, E = f32, D = Cpu> = (
    Linear<LATENT, 1568, E, D>,
    Relu,
    Unflatten<1568, Map<32, 7, 7>>,
    ConvTranspose2d<Map<32, 7, 7>, Map<16, 14, 14>, 4, 2, 1, E, D>,
    Relu,
    ConvTranspose2d<Map<16, 14, 14>, Map<1, 28, 28>, 4, 2, 1, E, D>,
);

/// A convolutional autoencoder for 28x28 images with a code of `LATENT` numbers.
///
/// ```
/// use aelib_core::prelude::*;
/// let model = ConvAutoencoder::<5>::new(0);
/// let images = Cpu::default().zeros_like(&(3, Const::<1>, Const::<28>, Const::<28>));
/// let code = model.encode(images);
/// assert_eq!(code.shape().concrete(), [3, 5]);
/// assert_eq!(model.decode(code).shape().concrete(), [3, 1, 28, 28]);
/// ```
pub type ConvAutoencoder<const LATENT: usize, E = f32, D = Cpu> =
    Autoencoder<Encoder<LATENT, E, D>, Decoder<LATENT, E, D>>;
