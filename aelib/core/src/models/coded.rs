//! Models of digits behind their code, whatever its size is.

use super::Autoencoder;
use crate::images::Images;
use crate::nn::{Batch, Features, Map, Network, forward};
use crate::ops::storage::to_vec;
use dfdx::prelude::{ConstShape, Cpu, Rank1, Rank2, TensorFromVec};

type Digit = Map<1, 28, 28>;

/// A model of 28x28 images with a code.
pub trait Coded {
    /// Numbers in a code.
    fn latent(&self) -> usize;

    /// The codes of images, one behind the other: of a variational model, the means.
    fn codes(&self, images: &Images) -> Vec<f32>;

    /// The pixels in [0, 1] that codes stand for, 784 for each.
    ///
    /// # Panics
    /// If the last code is not whole.
    fn pixels(&self, codes: &[f32]) -> Vec<f32>;
}

/// What an encoder gives of an image: a code, or the means and variances of one.
pub trait Encoded: Features {
    /// The code, which comes first.
    type Code: Features;
}

impl<const LATENT: usize> Encoded for Rank1<LATENT> {
    type Code = Self;
}

impl<const LATENT: usize> Encoded for Rank2<2, LATENT> {
    type Code = Rank1<LATENT>;
}

impl<Encoder, Decoder, Objective> Coded for Autoencoder<Encoder, Decoder, Digit, Objective>
where
    Encoder: Network<Digit, Out: Encoded>,
    Decoder: Network<<Encoder::Out as Encoded>::Code, Out = Digit>,
{
    fn latent(&self) -> usize {
        <Encoder::Out as Encoded>::Code::NUMEL
    }

    fn codes(&self, images: &Images) -> Vec<f32> {
        let encoded = to_vec(&forward(&self.encoder, images.tensor()));
        let encoded = encoded.chunks_exact(Encoder::Out::NUMEL);
        let codes = encoded.map(|encoded| &encoded[..self.latent()]);
        Vec::from_iter(codes).concat()
    }

    fn pixels(&self, codes: &[f32]) -> Vec<f32> {
        assert!(codes.len().is_multiple_of(self.latent()), "whole codes");
        let shape = <Encoder::Out as Encoded>::Code::batch(codes.len() / self.latent());
        let codes: Batch<<Encoder::Out as Encoded>::Code> =
            Cpu::default().tensor_from_vec(codes.to_vec(), shape);
        to_vec(&forward(&self.decoder, codes).sigmoid())
    }
}
