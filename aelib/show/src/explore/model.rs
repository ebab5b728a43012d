//! What the explorer needs of a model.

use super::layers::Describe;
use aelib_core::models::{Autoencoder, Coded};
use serde_json::Value;

/// A model of 28x28 images with a code: an encoder and a decoder.
pub trait Explorable: Coded {
    /// The encoder's layers, from 784 pixels to a code; of a variational model to the means of
    /// the code's numbers, and behind these the logarithms of their variances.
    fn encoder(&self) -> Vec<Value>;

    /// The decoder's layers, from a code to 784 logits.
    fn decoder(&self) -> Vec<Value>;
}

impl<Encoder: Describe, Decoder: Describe, Image, Objective> Explorable
    for Autoencoder<Encoder, Decoder, Image, Objective>
where
    Self: Coded,
{
    fn encoder(&self) -> Vec<Value> {
        self.encoder.described()
    }

    fn decoder(&self) -> Vec<Value> {
        self.decoder.described()
    }
}
