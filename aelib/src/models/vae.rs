//! The variational autoencoder.

use super::Model;
use super::conv::Decoder;
use crate::nn::{Batch, Conv2d, Flatten, Gaussian, Map, Relu, forward, forward_data, init, steps};
use crate::ops::storage::to_vec;
use crate::ops::{gaussian, loss, tape};
use dfdx::nn::tensor_collection::{ModuleVisitor, TensorCollection};
use dfdx::prelude::*;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

/// The convolutional encoder, down to a normal distribution for each of `LATENT` numbers.
///
/// 1x28x28 → 16x14x14 → 32x7x7 → 1568 → 2 x `LATENT`
pub type VaeEncoder<const LATENT: usize, E = f32, D = Cpu> = (
    Conv2d<Map<1, 28, 28>, Map<16, 14, 14>, 3, 2, 1, E, D>,
    Relu,
    Conv2d<Map<16, 14, 14>, Map<32, 7, 7>, 3, 2, 1, E, D>,
    Relu,
    Flatten<Map<32, 7, 7>, 1568>,
    Gaussian<1568, LATENT, E, D>,
);

/// What the encoder says of a batch of images: a normal distribution per latent number.
#[derive(Clone, Debug)]
pub struct Latent<const LATENT: usize> {
    /// The means, (N, `LATENT`).
    pub mu: Batch<Rank1<LATENT>>,
    /// The logarithms of the variances, ln σ², (N, `LATENT`).
    pub log_var: Batch<Rank1<LATENT>>,
}

/// A variational autoencoder for 28x28 images with `LATENT` latent numbers. Its decoder is
/// the convolutional autoencoder's.
///
/// # Source
/// Kingma & Welling 2013.
#[derive(Clone, Debug)]
pub struct Vae<const LATENT: usize, E: Dtype = f32, D: Storage<E> = Cpu> {
    /// From images to distributions.
    pub encoder: VaeEncoder<LATENT, E, D>,
    /// From latent numbers to logits.
    pub decoder: Decoder<LATENT, E, D>,
}

impl<const LATENT: usize> Vae<LATENT> {
    /// An untrained model; the same seed gives the same weights.
    pub fn new(seed: u64) -> Self {
        let mut model = Self::build(&Cpu::default());
        init(&mut model, seed);
        model
    }

    /// The distributions that stand for a batch of images with pixels in [0, 1].
    ///
    /// # Shapes
    /// (N, 1, 28, 28) → twice (N, `LATENT`)
    pub fn encode(&self, images: Batch<Map<1, 28, 28>>) -> Latent<LATENT> {
        let both = forward(&self.encoder, images);
        let n = both.shape().0;
        let numbers = to_vec(&both);
        let half = |skip: usize| {
            let rows = numbers.chunks_exact(LATENT).skip(skip).step_by(2);
            let half: Vec<f32> = rows.flatten().copied().collect();
            Cpu::default().tensor_from_vec(half, (n, Const::<LATENT>))
        };
        Latent {
            mu: half(0),
            log_var: half(1),
        }
    }

    /// The logits of the images that latent numbers stand for: their sigmoid is the pixel.
    ///
    /// # Shapes
    /// (N, `LATENT`) → (N, 1, 28, 28)
    pub fn decode<T: Tape<f32, Cpu>>(
        &self,
        z: Batch<Rank1<LATENT>, T>,
    ) -> Batch<Map<1, 28, 28>, T> {
        forward(&self.decoder, z)
    }

    /// What the model makes of images, by way of the means: pixels in [0, 1].
    pub fn reconstruct(&self, images: Batch<Map<1, 28, 28>>) -> Batch<Map<1, 28, 28>> {
        self.decode(self.encode(images).mu).sigmoid()
    }
}

/// The negative ELBO in nats per image: binary cross entropy summed over the pixels, plus
/// the Kullback-Leibler divergence from the standard normal distribution, mean over the
/// batch.
impl<const LATENT: usize> Model for Vae<LATENT> {
    type Image = Map<1, 28, 28>;

    fn loss<T: Tape<f32, Cpu>>(
        &self,
        x: &Batch<Self::Image>,
        target: &Batch<Self::Image>,
        tape: T,
        rng: &mut ChaCha8Rng,
    ) -> Tensor<Rank0, f32, Cpu, T> {
        let n = x.shape().0;
        let eps: Vec<f32> = rng.sample_iter(StandardNormal).take(n * LATENT).collect();
        let (latent, tape) = forward_data(&self.encoder, x, tape).split_tape();
        let z = tape::map(
            latent.clone().put_tape(tape),
            (n, Const::<LATENT>),
            |latent| gaussian::sample(LATENT, latent, &eps),
            {
                let eps = eps.clone();
                move |latent, dz| gaussian::sample_backward(LATENT, latent, &eps, dz)
            },
        );
        let mean = 1.0 / n as f32;
        let bce = (loss::bce_with_logits as _, mean);
        let reconstruction = tape::learn(z, steps(&self.decoder), &to_vec(target), bce);
        let (reconstruction, tape) = reconstruction.split_tape();
        let kl = tape::scalar(latent.put_tape(tape), |latent, _| {
            gaussian::kl_divergence(LATENT, latent, mean)
        });
        kl + reconstruction
    }
}

impl<const LATENT: usize, E: Dtype, D: Device<E>> TensorCollection<E, D> for Vae<LATENT, E, D> {
    type To<E2: Dtype, D2: Device<E2>> = Vae<LATENT, E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::module("encoder", |s| &s.encoder, |s| &mut s.encoder),
                Self::module("decoder", |s| &s.decoder, |s| &mut s.decoder),
            ),
            |(encoder, decoder)| Vae { encoder, decoder },
        )
    }
}
