//! What the explorer needs of a model.

use super::layers::{Describe, Description};
use aelib_core::images::Images;
use aelib_core::models::{ConvAutoencoder, DenseAutoencoder, Vae};
use aelib_core::nn::Batch;
use aelib_core::ops::storage::to_vec;
use dfdx::prelude::{Const, Cpu, Rank1, TensorFromVec};

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

macro_rules! explorable {
    ($model:ident, $code:ident => $mean:expr) => {
        impl<const LATENT: usize> Explorable for $model<LATENT> {
            fn latent(&self) -> usize {
                LATENT
            }

            fn layers(&self) -> Vec<Description> {
                let mut layers = Vec::new();
                self.decoder.describe(&mut layers);
                layers
            }

            fn codes(&self, images: &Images) -> Vec<f32> {
                let $code = self.encode(images.tensor());
                to_vec(&$mean)
            }

            fn pixels(&self, codes: &[f32]) -> Vec<f32> {
                to_vec(&self.decode(batch(codes)).sigmoid())
            }
        }
    };
}
explorable!(ConvAutoencoder, code => code);
explorable!(DenseAutoencoder, code => code);
explorable!(Vae, latent => latent.mu);
