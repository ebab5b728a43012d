//! The variational autoencoder.

use super::{Autoencoder, Convolutions, Decoder, Latent, Model, Objective};
use crate::nn::{Batch, Gaussian, Map, forward, steps};
use crate::ops::engine::tape::{self, Step};
use crate::ops::gaussian::Draw;
use dfdx::prelude::*;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

/// The convolutional encoder, down to a normal distribution for each of `LATENT` numbers.
pub type VaeEncoder<const LATENT: usize, E = f32, D = Cpu> =
    Convolutions<Gaussian<1568, LATENT, E, D>, E, D>;

/// A variational autoencoder for 28x28 images with `LATENT` latent numbers. Its decoder is
/// the convolutional autoencoder's.
///
/// # Source
/// Kingma & Welling 2013.
pub type Vae<const LATENT: usize, E = f32, D = Cpu> =
    Autoencoder<VaeEncoder<LATENT, E, D>, Decoder<LATENT, E, D>, Map<1, 28, 28>, Objective>;

impl<const LATENT: usize> Vae<LATENT> {
    /// The same model, to learn from another loss.
    pub fn with(mut self, objective: Objective) -> Self {
        self.objective = objective;
        self
    }

    /// The distributions that stand for a batch of images with pixels in [0, 1].
    ///
    /// # Shapes
    /// (N, 1, 28, 28) → twice (N, `LATENT`)
    pub fn encode<T: Tape<f32, Cpu>>(&self, images: Batch<Map<1, 28, 28>, T>) -> Latent<LATENT, T> {
        let encoder = self.encoder.clone();
        Latent::of_encoder(images, move |images| forward(&encoder, images))
    }

    /// The logits of images: their sigmoid is the pixel.
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
    ///
    /// # Shapes
    /// (N, 1, 28, 28) → (N, 1, 28, 28)
    pub fn reconstruct(&self, images: Batch<Map<1, 28, 28>>) -> Batch<Map<1, 28, 28>> {
        self.decode(self.encode(images).mu).sigmoid()
    }
}

/// [`negative_elbo`](super::negative_elbo) with the model's [`Objective`], in one operation:
/// nats per image.
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
        let mean = 1.0 / n as f32;
        let objective = self.objective;
        let eps: Vec<f32> = rng.sample_iter(StandardNormal).take(n * LATENT).collect();
        // Encoder, noise and decoder as one operation: what one group of images needs
        // stays in the core's cache.
        let mut chain = steps(&self.encoder);
        chain.push(Step::new(Draw::new(LATENT, eps, objective.beta * mean)));
        chain.extend(steps(&self.decoder));
        let loss = (objective.reconstruction.kernel(), mean);
        tape::learn_from_data(x, tape, chain, target, loss)
    }

    fn preview(&self, x: &Batch<Self::Image>) -> Option<Batch<Self::Image>> {
        Some(self.reconstruct(x.clone()))
    }
}
