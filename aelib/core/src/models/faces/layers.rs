//! The networks of the deepfake.

use crate::nn::{Conv2d, ConvTranspose2d, Flatten, Linear, Map, Relu, Unflatten};
use dfdx::prelude::Cpu;

/// Strided convolutions down: 3x64x64 → 12x32x32 → 24x16x16 → 48x8x8.
pub type FaceLayers<E = f32, D = Cpu> = (
    Conv2d<Map<3, 64, 64>, Map<12, 32, 32>, 4, 2, 1, E, D>,
    Relu,
    Conv2d<Map<12, 32, 32>, Map<24, 16, 16>, 4, 2, 1, E, D>,
    Relu,
    Conv2d<Map<24, 16, 16>, Map<48, 8, 8>, 4, 2, 1, E, D>,
    Relu,
);

/// From `N` numbers to a code of `CODE`, with a hidden layer: where an eye is seen is no
/// linear function of how far a head turns.
pub type ToCode<const N: usize, const CODE: usize, E = f32, D = Cpu> =
    (Linear<N, 128, E, D>, Relu, Linear<128, CODE, E, D>);

/// From a code to `N` numbers, none below 0.
pub type FromCode<const N: usize, const CODE: usize, E = f32, D = Cpu> =
    (Linear<CODE, 128, E, D>, Relu, Linear<128, N, E, D>, Relu);

/// From a face to a code of `CODE` numbers, and from the code to a *latent face* of 48x8x8:
///
/// 3x64x64 → … → 48x8x8 → 3072 → 128 → `CODE`, and `CODE` → 128 → 3072 → 48x8x8
///
/// The way up from the code belongs to the encoder, as in the first deepfake programs: how far
/// a mouth is open is said in one language for all faces, and a decoder paints.
pub type FaceEncoder<const CODE: usize = 12, E = f32, D = Cpu> = (
    (
        FaceLayers<E, D>,
        Flatten<Map<48, 8, 8>, 3072>,
        ToCode<3072, CODE, E, D>,
    ),
    (FromCode<3072, CODE, E, D>, Unflatten<3072, Map<48, 8, 8>>),
);

/// From a latent face to the logits of its pixels: 48x8x8 → 24x16x16 → 16x32x32 → 3x64x64.
pub type FaceDecoder<E = f32, D = Cpu> = (
    ConvTranspose2d<Map<48, 8, 8>, Map<24, 16, 16>, 4, 2, 1, E, D>,
    Relu,
    ConvTranspose2d<Map<24, 16, 16>, Map<16, 32, 32>, 4, 2, 1, E, D>,
    Relu,
    ConvTranspose2d<Map<16, 32, 32>, Map<3, 64, 64>, 4, 2, 1, E, D>,
);
