//! The autoencoder: any two networks, one down to a code and one back up.

use super::{Model, Reconstruction};
use crate::images::Pairs;
use crate::nn::{Batch, Features, Layer, Map, Network, collection, forward, seeded, steps};
use crate::ops::engine::tape::{self, Task};
use dfdx::nn::tensor_collection::TensorCollection;
use dfdx::prelude::{Cpu, CpuError, HasShape, Module, Rank0, Shape, Tape, Tensor};
use rand_chacha::ChaCha8Rng;
use std::marker::PhantomData;

/// An autoencoder from two tuples of layers: the encoder turns an image into a code, the
/// decoder turns the code into the logits of an image of the same shape.
///
/// A network of your own takes three lines, and then trains with `fit`, is saved and loaded,
/// and can be explored:
///
/// ```
/// use aelib_core::prelude::*;
/// type Down = (Flatten<Map<1, 28, 28>, 784>, Linear<784, 8>);
/// type Up = (Linear<8, 784>, Unflatten<784, Map<1, 28, 28>>);
/// let model: Autoencoder<Down, Up> = Autoencoder::new(0);
///
/// let images = Cpu::default().zeros_like(&(3, Const::<1>, Const::<28>, Const::<28>));
/// assert_eq!(model.encode(images).shape().concrete(), [3, 8]);
/// ```
#[derive(Clone, Debug)]
pub struct Autoencoder<Encoder, Decoder, Image = Map<1, 28, 28>, Objective = Reconstruction> {
    /// Network from images to codes.
    pub encoder: Encoder,
    /// Network from codes to logits.
    pub decoder: Decoder,
    /// The loss that it learns from, where there is a choice.
    pub objective: Objective,
    image: PhantomData<Image>,
}

impl<Image, Encoder, Decoder, Objective> Autoencoder<Encoder, Decoder, Image, Objective>
where
    Self: TensorCollection<f32, Cpu, To<f32, Cpu> = Self>,
{
    /// An untrained model; the same seed gives the same weights.
    pub fn new(seed: u64) -> Self {
        seeded(seed)
    }

    /// The same model, to learn from another loss.
    pub fn with(mut self, objective: Objective) -> Self {
        self.objective = objective;
        self
    }
}

impl<Image: Features, Encoder: Network<Image>, Decoder: Network<Encoder::Out, Out = Image>>
    Autoencoder<Encoder, Decoder, Image>
{
    /// The codes of images with pixels in [0, 1].
    ///
    /// # Shapes
    /// N images → N codes: (N, 1, 28, 28) → (N, `LATENT`) in the course's models
    pub fn encode<T: Tape<f32, Cpu>>(&self, images: Batch<Image, T>) -> Batch<Encoder::Out, T> {
        forward(&self.encoder, images)
    }

    /// The logits of the images that codes stand for: their sigmoid is the pixel.
    ///
    /// # Shapes
    /// N codes → N images: (N, `LATENT`) → (N, 1, 28, 28) in the course's models
    pub fn decode<T: Tape<f32, Cpu>>(&self, codes: Batch<Encoder::Out, T>) -> Batch<Image, T> {
        forward(&self.decoder, codes)
    }

    /// What it learns from so many images.
    fn task(&self, images: usize) -> Task {
        let mut all = steps(&self.encoder);
        all.extend(steps(&self.decoder));
        let mean = 1.0 / (images * Image::NUMEL) as f32;
        Task {
            steps: all,
            loss: (self.objective.kernel(), mean),
        }
    }

    /// What the model makes of N images: encoded, decoded, N images with pixels in [0, 1].
    pub fn reconstruct(&self, images: Batch<Image>) -> Batch<Image> {
        self.decode(self.encode(images)).sigmoid()
    }
}

/// Images to logits.
impl<Image: Features, Encoder, Decoder, T: Tape<f32, Cpu>> Module<Batch<Image, T>>
    for Autoencoder<Encoder, Decoder, Image>
where
    Encoder: Layer<Image>,
    Decoder: Layer<Encoder::Out, Out = Image>,
{
    type Output = Batch<Image, T>;
    type Error = CpuError;

    fn try_forward(&self, images: Batch<Image, T>) -> Result<Self::Output, Self::Error> {
        Ok(forward(&self.decoder, forward(&self.encoder, images)))
    }
}

/// The mean over pixels and batch of the model's [`Reconstruction`]: binary cross entropy, unless
/// it is told otherwise.
impl<Image: Features, Encoder: Network<Image>, Decoder: Network<Encoder::Out, Out = Image>> Model
    for Autoencoder<Encoder, Decoder, Image>
{
    type Image = Image;

    fn loss<T: Tape<f32, Cpu>>(
        &self,
        x: &Batch<Image>,
        target: &Batch<Image>,
        tape: T,
        _rng: &mut ChaCha8Rng,
    ) -> Tensor<Rank0, f32, Cpu, T> {
        tape::learn_from_data(x, target, tape, self.task(x.shape().concrete()[0]))
    }

    fn loss_of<T: Tape<f32, Cpu>>(
        &self,
        pairs: Pairs<Image>,
        tape: T,
        _rng: &mut ChaCha8Rng,
    ) -> Tensor<Rank0, f32, Cpu, T> {
        tape::learn_from(pairs.sources(), tape, self.task(pairs.places.len()))
    }

    fn preview(&self, x: &Batch<Image>) -> Option<Batch<Image>> {
        Some(self.reconstruct(x.clone()))
    }
}

collection!({Encoder: TensorCollection<E, D>, Decoder: TensorCollection<E, D>, Image, Objective: Default,}
    Autoencoder, Autoencoder<Encoder, Decoder, Image, Objective>
        => Autoencoder<Encoder::To<E2, D2>, Decoder::To<E2, D2>, Image, Objective>
    { encoder: module, decoder: module } .. image: PhantomData, objective: Objective::default());
