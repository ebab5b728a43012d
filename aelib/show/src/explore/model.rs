//! What the explorer needs of a model.

use super::layers::{Describe, Description};
use aelib_core::images::Images;
use aelib_core::models::{Autoencoder, Vae};
use aelib_core::nn::{Batch, Layer, Map};
use aelib_core::ops::storage::to_vec;
use dfdx::nn::tensor_collection::TensorCollection;
use dfdx::prelude::{Const, Cpu, Rank1, TensorFromVec};

/// The images that the page can show.
type Digit = Map<1, 28, 28>;

/// A model of 28x28 images with a code and a decoder.
pub trait Explorable {
    /// Numbers in a code.
    fn latent(&self) -> usize;

    /// The decoder's layers, from a code to 784 logits.
    fn layers(&self) -> Vec<Description>;

    /// The codes of images, one behind the other: of a variational model, the means.
    fn codes(&self, images: &Images) -> Vec<f32>;

    /// The pixels in [0, 1] that codes stand for.
    ///
    /// # Panics
    /// If the last code is not whole.
    fn pixels(&self, codes: &[f32]) -> Vec<f32>;
}

/// Codes as a batch.
fn batch<const LATENT: usize>(codes: &[f32]) -> Batch<Rank1<LATENT>> {
    assert!(codes.len().is_multiple_of(LATENT), "whole codes");
    let shape = (codes.len() / LATENT, Const::<LATENT>);
    Cpu::default().tensor_from_vec(codes.to_vec(), shape)
}

/// What a decoder says of itself.
fn described(decoder: &impl Describe) -> Vec<Description> {
    let mut layers = Vec::new();
    decoder.describe(&mut layers);
    layers
}

impl<const LATENT: usize, Encoder, Decoder> Explorable for Autoencoder<Encoder, Decoder>
where
    Encoder: Layer<Digit, Out = Rank1<LATENT>> + TensorCollection<f32, Cpu, To<f32, Cpu> = Encoder>,
    Decoder: Layer<Rank1<LATENT>, Out = Digit>
        + TensorCollection<f32, Cpu, To<f32, Cpu> = Decoder>
        + Describe,
{
    fn latent(&self) -> usize {
        LATENT
    }

    fn layers(&self) -> Vec<Description> {
        described(&self.decoder)
    }

    fn codes(&self, images: &Images) -> Vec<f32> {
        to_vec(&self.encode(images.tensor()))
    }

    fn pixels(&self, codes: &[f32]) -> Vec<f32> {
        to_vec(&self.decode(batch(codes)).sigmoid())
    }
}

impl<const LATENT: usize> Explorable for Vae<LATENT> {
    fn latent(&self) -> usize {
        LATENT
    }

    fn layers(&self) -> Vec<Description> {
        described(&self.decoder)
    }

    fn codes(&self, images: &Images) -> Vec<f32> {
        to_vec(&self.encode(images.tensor()).mu)
    }

    fn pixels(&self, codes: &[f32]) -> Vec<f32> {
        to_vec(&self.decode(batch(codes)).sigmoid())
    }
}
