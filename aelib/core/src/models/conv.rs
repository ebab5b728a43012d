//! The convolutional autoencoder.

use super::{Model, learn};
use crate::nn::{
    Batch, Conv2d, ConvTranspose2d, Flatten, Linear, Map, Relu, Unflatten, forward, init, steps,
};
use crate::ops::loss::bce_with_logits;
use dfdx::nn::tensor_collection::{ModuleVisitor, TensorCollection};
use dfdx::prelude::{BuildModule, Cpu, Device, Dtype, Module, Rank0, Rank1, Storage, Tape, Tensor};
use rand_chacha::ChaCha8Rng;

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
#[derive(Clone, Debug)]
pub struct ConvAutoencoder<const LATENT: usize, E: Dtype = f32, D: Storage<E> = Cpu> {
    /// From images to codes.
    pub encoder: Encoder<LATENT, E, D>,
    /// From codes to logits.
    pub decoder: Decoder<LATENT, E, D>,
}

impl<const LATENT: usize> ConvAutoencoder<LATENT> {
    /// An untrained model; the same seed gives the same weights.
    pub fn new(seed: u64) -> Self {
        let mut model = Self::build(&Cpu::default());
        init(&mut model, seed);
        model
    }

    /// The codes of a batch of images with pixels in [0, 1].
    ///
    /// # Shapes
    /// (N, 1, 28, 28) → (N, `LATENT`)
    pub fn encode<T: Tape<f32, Cpu>>(
        &self,
        images: Batch<Map<1, 28, 28>, T>,
    ) -> Batch<Rank1<LATENT>, T> {
        forward(&self.encoder, images)
    }

    /// The logits of the images that codes stand for: their sigmoid is the pixel.
    ///
    /// # Shapes
    /// (N, `LATENT`) → (N, 1, 28, 28)
    pub fn decode<T: Tape<f32, Cpu>>(
        &self,
        codes: Batch<Rank1<LATENT>, T>,
    ) -> Batch<Map<1, 28, 28>, T> {
        forward(&self.decoder, codes)
    }

    /// What the model makes of images: encoded, decoded, pixels in [0, 1].
    pub fn reconstruct(&self, images: Batch<Map<1, 28, 28>>) -> Batch<Map<1, 28, 28>> {
        self.decode(self.encode(images)).sigmoid()
    }
}

/// Images to logits.
impl<const LATENT: usize, T: Tape<f32, Cpu>> Module<Batch<Map<1, 28, 28>, T>>
    for ConvAutoencoder<LATENT>
{
    type Output = Batch<Map<1, 28, 28>, T>;
    type Error = dfdx::prelude::CpuError;

    fn try_forward(&self, images: Batch<Map<1, 28, 28>, T>) -> Result<Self::Output, Self::Error> {
        Ok(self.decode(self.encode(images)))
    }
}

/// Binary cross entropy, mean over pixels and batch.
impl<const LATENT: usize> Model for ConvAutoencoder<LATENT> {
    type Image = Map<1, 28, 28>;

    fn loss<T: Tape<f32, Cpu>>(
        &self,
        x: &Batch<Self::Image>,
        target: &Batch<Self::Image>,
        tape: T,
        _rng: &mut ChaCha8Rng,
    ) -> Tensor<Rank0, f32, Cpu, T> {
        let halves = [steps(&self.encoder), steps(&self.decoder)];
        learn::<Self::Image, T>(halves, x, target, bce_with_logits, tape)
    }

    fn preview(&self, x: &Batch<Self::Image>) -> Option<Batch<Self::Image>> {
        Some(self.reconstruct(x.clone()))
    }
}

impl<const LATENT: usize, E: Dtype, D: Device<E>> TensorCollection<E, D>
    for ConvAutoencoder<LATENT, E, D>
{
    type To<E2: Dtype, D2: Device<E2>> = ConvAutoencoder<LATENT, E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::module("encoder", |s| &s.encoder, |s| &mut s.encoder),
                Self::module("decoder", |s| &s.decoder, |s| &mut s.decoder),
            ),
            |(encoder, decoder)| ConvAutoencoder { encoder, decoder },
        )
    }
}
