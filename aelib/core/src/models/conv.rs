//! The convolutional autoencoder.

use super::Autoencoder;
use crate::nn::{Conv2d, ConvTranspose2d, Flatten, Linear, Map, Relu, Unflatten};
use dfdx::prelude::Cpu;

/// Strided convolutions down to `LATENT` numbers.
///
/// 1x28x28 → 16x14x14 → 32x7x7 → 1568 → `LATENT`
pub type Encoder<const LATENT: usize, E = f32, D = Cpu> = (
    Conv2d<Map<1, 28, 28>, Map<16, 14, 14>, 3, 2, 1, E, D>,
    Relu,
    Conv2d<Map<16, 14, 14>, Map<32, 7, 7>, 3, 2, 1, E, D>,
    Relu,
    Flatten<Map<32, 7, 7>, 1568>,
    Linear<1568, LATENT, E, D>,
);

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
