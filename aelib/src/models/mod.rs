//! The course's models, and what `fit` needs of one.

mod conv;

pub use conv::ConvAutoencoder;

use crate::nn::{Batch, Features};
use dfdx::nn::tensor_collection::TensorCollection;
use dfdx::prelude::{Cpu, Rank0, Tape, Tensor};
use rand_chacha::ChaCha8Rng;

/// A model that can be trained: it says what one image is, and how wrong it is on a batch.
pub trait Model: TensorCollection<f32, Cpu> {
    /// The shape of one image.
    type Image: Features;

    /// The loss of a batch, to be made small; `tape` records the way to its parameters.
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
}
