//! A deeper fully connected autoencoder.

use super::{Model, learn};
use crate::nn::{Batch, Flatten, Linear, Map, Relu, Unflatten, forward, init, steps};
use crate::ops::loss::bce_with_logits;
use dfdx::nn::tensor_collection::{ModuleVisitor, TensorCollection};
use dfdx::prelude::{BuildModule, Cpu, Device, Dtype, Rank0, Rank1, Storage, Tape, Tensor};
use rand_chacha::ChaCha8Rng;

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
#[derive(Clone, Debug)]
pub struct DeepAutoencoder<const CODE: usize = 32, E: Dtype = f32, D: Storage<E> = Cpu> {
    /// From images to codes.
    pub encoder: DeepEncoder<CODE, E, D>,
    /// From codes to logits.
    pub decoder: DeepDecoder<CODE, E, D>,
}

impl<const CODE: usize> DeepAutoencoder<CODE> {
    /// An untrained model; the same seed gives the same weights.
    pub fn new(seed: u64) -> Self {
        let mut model = Self::build(&Cpu::default());
        init(&mut model, seed);
        model
    }

    /// The codes of a batch of images with pixels in [0, 1].
    ///
    /// # Shapes
    /// (N, 1, 28, 28) → (N, `CODE`)
    pub fn encode<T: Tape<f32, Cpu>>(
        &self,
        images: Batch<Map<1, 28, 28>, T>,
    ) -> Batch<Rank1<CODE>, T> {
        forward(&self.encoder, images)
    }

    /// The logits of the images that codes stand for: their sigmoid is the pixel.
    ///
    /// # Shapes
    /// (N, `CODE`) → (N, 1, 28, 28)
    pub fn decode<T: Tape<f32, Cpu>>(
        &self,
        codes: Batch<Rank1<CODE>, T>,
    ) -> Batch<Map<1, 28, 28>, T> {
        forward(&self.decoder, codes)
    }

    /// What the model makes of images: encoded, decoded, pixels in [0, 1].
    pub fn reconstruct(&self, images: Batch<Map<1, 28, 28>>) -> Batch<Map<1, 28, 28>> {
        self.decode(self.encode(images)).sigmoid()
    }
}

/// Binary cross entropy, mean over pixels and batch.
impl<const CODE: usize> Model for DeepAutoencoder<CODE> {
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

impl<const CODE: usize, E: Dtype, D: Device<E>> TensorCollection<E, D>
    for DeepAutoencoder<CODE, E, D>
{
    type To<E2: Dtype, D2: Device<E2>> = DeepAutoencoder<CODE, E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::module("encoder", |s| &s.encoder, |s| &mut s.encoder),
                Self::module("decoder", |s| &s.decoder, |s| &mut s.decoder),
            ),
            |(encoder, decoder)| DeepAutoencoder { encoder, decoder },
        )
    }
}
