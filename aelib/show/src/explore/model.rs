//! What the explorer needs of a model.

use super::layers::{Describe, Description};
use aelib_core::images::Images;
use aelib_core::models::{Autoencoder, VariationalAutoencoder};
use aelib_core::nn::{Batch, Map, Network};
use aelib_core::ops::storage::to_vec;
use dfdx::prelude::{Const, Cpu, Rank1, Rank2, TensorFromVec};

/// The images that the page can show.
type Digit = Map<1, 28, 28>;

/// A model of 28x28 images with a code: an encoder and a decoder.
pub trait Explorable {
    /// Numbers in a code.
    fn latent(&self) -> usize;

    /// The encoder's layers, from 784 pixels to a code; of a variational model to the means of
    /// the code's numbers, and behind these the logarithms of their variances.
    fn encoder(&self) -> Vec<Description>;

    /// The decoder's layers, from a code to 784 logits.
    fn decoder(&self) -> Vec<Description>;

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

/// What a network says of itself.
fn described(network: &impl Describe) -> Vec<Description> {
    let mut layers = Vec::new();
    network.describe(&mut layers);
    layers
}

/// What both kinds of models do alike.
macro_rules! both {
    () => {
        fn latent(&self) -> usize {
            LATENT
        }

        fn encoder(&self) -> Vec<Description> {
            described(&self.encoder)
        }

        fn decoder(&self) -> Vec<Description> {
            described(&self.decoder)
        }

        fn pixels(&self, codes: &[f32]) -> Vec<f32> {
            to_vec(&self.decode(batch(codes)).sigmoid())
        }
    };
}

impl<const LATENT: usize, Encoder, Decoder> Explorable for Autoencoder<Encoder, Decoder>
where
    Encoder: Network<Digit, Out = Rank1<LATENT>> + Describe,
    Decoder: Network<Rank1<LATENT>, Out = Digit> + Describe,
{
    both!();

    fn codes(&self, images: &Images) -> Vec<f32> {
        to_vec(&self.encode(images.tensor()))
    }
}

impl<const LATENT: usize, Encoder, Decoder> Explorable for VariationalAutoencoder<Encoder, Decoder>
where
    Encoder: Network<Digit, Out = Rank2<2, LATENT>> + Describe + Clone + 'static,
    Decoder: Network<Rank1<LATENT>, Out = Digit> + Describe,
{
    both!();

    fn codes(&self, images: &Images) -> Vec<f32> {
        to_vec(&self.encode(images.tensor()).mu)
    }
}
