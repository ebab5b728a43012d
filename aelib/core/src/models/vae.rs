//! The variational autoencoder.

use super::{Autoencoder, Convolutions, Decoder, Latent, Model, Objective};
use crate::images::Pairs;
use crate::nn::{Batch, Gaussian, Map, Network, forward, steps};
use crate::ops::engine::tape::{self, Step, Task};
use crate::ops::gaussian::Draw;
use dfdx::prelude::*;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

/// The convolutional encoder, down to a normal distribution for each of `LATENT` numbers.
pub type VaeEncoder<const LATENT: usize, E = f32, D = Cpu> =
    Convolutions<Gaussian<1568, LATENT, E, D>, E, D>;

/// The course's variational autoencoder, with `LATENT` latent numbers. Its decoder is the
/// convolutional autoencoder's.
pub type Vae<const LATENT: usize, E = f32, D = Cpu> =
    VariationalAutoencoder<VaeEncoder<LATENT, E, D>, Decoder<LATENT, E, D>>;

/// A variational autoencoder for 28x28 images from two tuples of layers. The encoder ends in a
/// [`Gaussian`] layer, so it turns an image into distributions of latent numbers; the decoder
/// turns latent numbers into the logits of an image.
///
/// ```
/// use aelib_core::prelude::*;
/// type Down = (Flatten<Map<1, 28, 28>, 784>, Linear<784, 64>, Relu, Gaussian<64, 3>);
/// type Up = (Linear<3, 784>, Unflatten<784, Map<1, 28, 28>>);
/// let model: VariationalAutoencoder<Down, Up> = VariationalAutoencoder::new(0);
///
/// let images = Cpu::default().zeros_like(&(2, Const::<1>, Const::<28>, Const::<28>));
/// assert_eq!(model.encode(images).mu.shape().concrete(), [2, 3]);
/// ```
///
/// # Source
/// Kingma & Welling 2013.
pub type VariationalAutoencoder<Encoder, Decoder> = Autoencoder<Encoder, Decoder, Image, Objective>;

/// The images.
type Image = Map<1, 28, 28>;

impl<const LATENT: usize, Encoder, Decoder> VariationalAutoencoder<Encoder, Decoder>
where
    Encoder: Network<Image, Out = Rank2<2, LATENT>> + Clone + 'static,
    Decoder: Network<Rank1<LATENT>, Out = Image>,
{
    /// The distributions that stand for a batch of images with pixels in [0, 1].
    ///
    /// # Shapes
    /// (N, 1, 28, 28) → twice (N, `LATENT`)
    pub fn encode<T: Tape<f32, Cpu>>(&self, images: Batch<Image, T>) -> Latent<LATENT, T> {
        let encoder = self.encoder.clone();
        Latent::of_encoder(images, move |images| forward(&encoder, images))
    }

    /// The logits of images: their sigmoid is the pixel.
    ///
    /// # Shapes
    /// (N, `LATENT`) → (N, 1, 28, 28)
    pub fn decode<T: Tape<f32, Cpu>>(&self, z: Batch<Rank1<LATENT>, T>) -> Batch<Image, T> {
        forward(&self.decoder, z)
    }

    /// What it learns from so many images: encoder, noise and decoder as one chain, so that what
    /// one group of images needs stays in the core's cache.
    fn task(&self, images: usize, rng: &mut ChaCha8Rng) -> Task {
        let mean = 1.0 / images as f32;
        let eps = rng.sample_iter(StandardNormal).take(images * LATENT);
        let draw = Draw::new(LATENT, eps.collect(), self.objective.beta * mean);
        let mut all = steps(&self.encoder);
        all.push(Step::new(draw));
        all.extend(steps(&self.decoder));
        Task {
            steps: all,
            loss: (self.objective.reconstruction.kernel(), mean),
        }
    }

    /// What the model makes of images, by way of the means: pixels in [0, 1].
    ///
    /// # Shapes
    /// (N, 1, 28, 28) → (N, 1, 28, 28)
    pub fn reconstruct(&self, images: Batch<Image>) -> Batch<Image> {
        self.decode(self.encode(images).mu).sigmoid()
    }
}

/// [`negative_elbo`](super::negative_elbo) with the model's [`Objective`], in one operation:
/// nats per image.
impl<const LATENT: usize, Encoder, Decoder> Model for VariationalAutoencoder<Encoder, Decoder>
where
    Encoder: Network<Image, Out = Rank2<2, LATENT>> + Clone + 'static,
    Decoder: Network<Rank1<LATENT>, Out = Image>,
{
    type Image = Image;

    fn loss<T: Tape<f32, Cpu>>(
        &self,
        x: &Batch<Image>,
        target: &Batch<Image>,
        tape: T,
        rng: &mut ChaCha8Rng,
    ) -> Tensor<Rank0, f32, Cpu, T> {
        tape::learn_from_data(x, target, tape, self.task(x.shape().0, rng))
    }

    fn loss_of<T: Tape<f32, Cpu>>(
        &self,
        pairs: Pairs<Image>,
        tape: T,
        rng: &mut ChaCha8Rng,
    ) -> Tensor<Rank0, f32, Cpu, T> {
        tape::learn_from(pairs.sources(), tape, self.task(pairs.places.len(), rng))
    }

    fn preview(&self, x: &Batch<Image>) -> Option<Batch<Image>> {
        Some(self.reconstruct(x.clone()))
    }
}
