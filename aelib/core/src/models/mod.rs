//! The course's models, and what `fit` needs of one.

mod autoencoder;
mod classifier;
mod coded;
mod elbo;
mod faces;
mod latent;
mod networks;
mod pca;
mod readers;
mod vae;

pub use autoencoder::Autoencoder;
pub use classifier::{DigitClassifier, agreement};
pub use coded::Coded;
pub use elbo::{Elbo, Objective, Reconstruction, negative_elbo};
pub use faces::{Character, FaceSwap, SwapFit, mean_face_loss};
pub use faces::{FaceDecoder, FaceEncoder, FaceLayers, FromCode, ToCode};
pub use latent::{Latent, reparameterize};
pub use latent::{kl_divergence, kl_monte_carlo, kl_per_dimension, kl_per_image};
pub use networks::{ConvAutoencoder, Convolutions, Decoder, Encoder};
pub use networks::{DeepAutoencoder, DeepDecoder, DeepEncoder};
pub use networks::{DenseAutoencoder, DenseDecoder, DenseEncoder};
pub use pca::Pca;
pub use readers::{Fates, Readers};
pub use vae::{Vae, VaeEncoder, VariationalAutoencoder};

use crate::images::Pairs;
use crate::nn::{Batch, Features};
use dfdx::nn::tensor_collection::TensorCollection;
use dfdx::prelude::{Cpu, Rank0, Tape, Tensor};
use rand_chacha::ChaCha8Rng;

/// A model that can be trained: it says what one image is, and how wrong it is on a batch.
pub trait Model: TensorCollection<f32, Cpu> {
    /// The shape of one image.
    type Image: Features;

    /// The loss of a batch, twice (N, …) → a number, to be made small; `tape` records the way to
    /// its parameters.
    ///
    /// `x` is what the model sees, `target` what it should give back. Noise, where a model
    /// wants some, comes from `rng`.
    fn loss<T: Tape<f32, Cpu>>(
        &self,
        x: &Batch<Self::Image>,
        target: &Batch<Self::Image>,
        tape: T,
        rng: &mut ChaCha8Rng,
    ) -> Tensor<Rank0, f32, Cpu, T>;

    /// The [`loss`](Self::loss) of images that are no tensors yet. A model that takes them as
    /// they are overrides this: then no batch has to be made.
    fn loss_of<T: Tape<f32, Cpu>>(
        &self,
        pairs: Pairs<Self::Image>,
        tape: T,
        rng: &mut ChaCha8Rng,
    ) -> Tensor<Rank0, f32, Cpu, T> {
        let (x, target) = pairs.tensors();
        self.loss(&x, target.as_ref().unwrap_or(&x), tape, rng)
    }

    /// What the model makes of inputs now, (N, …) → (N, …) with pixels in [0, 1], for whoever
    /// watches it learn; nothing where it makes no images.
    fn preview(&self, _x: &Batch<Self::Image>) -> Option<Batch<Self::Image>> {
        None
    }
}
