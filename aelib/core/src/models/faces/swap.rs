//! One encoder for all faces, one decoder for each character.

use super::focus::focused_bce;
use super::layers::{FaceDecoder, FaceEncoder};
use crate::nn::{Batch, FeatureMap, Map, Network, collection, forward, seeded, steps};
use crate::ops::engine::tape;
use crate::ops::storage::to_vec;
use dfdx::nn::tensor_collection::TensorCollection;
use dfdx::prelude::{Cpu, HasShape, Rank0, Tape, Tensor, TensorFromVec};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;

/// Whose face it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Character {
    /// A round, freckled face under ginger curls.
    A,
    /// A broad, blue-green troll with a violet tuft.
    B,
}

impl Character {
    /// Both.
    pub const ALL: [Self; 2] = [Self::A, Self::B];
}

/// A deepfake: one encoder for all faces, and a decoder for each of two characters, which
/// only ever sees its own. Swapping is to encode a face of A and to decode it with B.
///
/// # Source
/// The scheme of the first deepfake programs (2017), with small layers.
///
/// ```
/// use aelib_core::prelude::*;
///
/// let model: FaceSwap = FaceSwap::new(0);
/// let faces: Images<Map<3, 64, 64>> = Images::from_bytes(vec![9; 2 * 3 * 64 * 64]).unwrap();
/// assert_eq!(model.code(faces.tensor()).shape().concrete(), [2, 12]);
/// let swapped = model.as_face_of(Character::B, faces.tensor());
/// assert_eq!(swapped.shape().concrete(), [2, 3, 64, 64]);
/// ```
#[derive(Clone, Debug)]
pub struct FaceSwap<S = Map<3, 64, 64>, Encoder = FaceEncoder, Decoder = FaceDecoder> {
    /// Network from anybody's face to a code, and from there to a latent face.
    pub encoder: Encoder,
    /// Network from a latent face to the logits of A's face.
    pub decoder_a: Decoder,
    /// Network from a latent face to the logits of B's face.
    pub decoder_b: Decoder,
    shape: PhantomData<S>,
}

impl<S: FeatureMap, Down: Network<S>, Up: Network<Down::Out, Out = S>> FaceSwap<S, Down, Up> {
    /// An untrained model; the same seed gives the same weights.
    pub fn new(seed: u64) -> Self {
        seeded(seed)
    }

    /// The decoder of this character's faces.
    pub fn decoder(&self, who: Character) -> &Up {
        match who {
            Character::A => &self.decoder_a,
            Character::B => &self.decoder_b,
        }
    }

    /// The latent faces of faces with pixels in [0, 1], whoever's they are:
    /// (N, 3, 64, 64) → (N, 48, 8, 8) with the networks that it has by itself.
    pub fn encode(&self, faces: Batch<S>) -> Batch<Down::Out> {
        forward(&self.encoder, standardised::<S>(&faces))
    }

    /// The logits of `who`'s faces, whose sigmoid is the pixel: (N, 48, 8, 8) → (N, 3, 64, 64)
    /// with these networks.
    pub fn decode<T: Tape<f32, Cpu>>(
        &self,
        who: Character,
        latent: Batch<Down::Out, T>,
    ) -> Batch<S, T> {
        forward(self.decoder(who), latent)
    }

    /// N faces as `who` would make them: encoded, decoded, N faces with pixels in [0, 1].
    pub fn as_face_of(&self, who: Character, faces: Batch<S>) -> Batch<S> {
        self.decode(who, self.encode(faces)).sigmoid()
    }

    /// How far `who`'s faces are from what comes out where the encoder has `seen` them, bent and
    /// recoloured perhaps, both (N, 3, 64, 64) → a number: binary cross entropy in nats per
    /// pixel, less what it costs to answer exactly, so that 0 is a perfect copy. Mean over batch
    /// and pixels, in which a pixel where the eyes are counts `focus` times as much as one
    /// outside, and one where the mouth is three times as much again.
    pub fn loss<T: Tape<f32, Cpu>>(
        &self,
        who: Character,
        seen: &Batch<S>,
        faces: &Batch<S>,
        focus: f32,
        tape: T,
    ) -> Tensor<Rank0, f32, Cpu, T> {
        let mut chain = steps(&self.encoder);
        chain.extend(steps(self.decoder(who)));
        let seen = standardised::<S>(seen);
        let logits = tape::run(&seen, tape, chain, *faces.shape(), false);
        focused_bce::<S, T>(logits, faces, focus)
    }
}

impl<S: FeatureMap, Down: Network<S>, Up: Network<Down::Out>, Decoder>
    FaceSwap<S, (Down, Up), Decoder>
{
    /// The few numbers that the encoder has for each face, before its way up:
    /// (N, 3, 64, 64) → (N, 12) with the networks that it has by itself.
    pub fn code(&self, faces: Batch<S>) -> Batch<Down::Out> {
        forward(&self.encoder.0, standardised::<S>(&faces))
    }
}

/// Each channel of each image less its mean, over its standard deviation: how bright and how
/// colourful a picture is says nothing of the expression, and is not left to be learned.
fn standardised<S: FeatureMap>(images: &Batch<S>) -> Batch<S> {
    let mut pixels = to_vec(images);
    let [_, h, w] = S::SIZES;
    pixels.par_chunks_mut(h * w).for_each(|channel| {
        let count = (h * w) as f32;
        let mean = channel.iter().sum::<f32>() / count;
        let square = |v: &f32| (v - mean) * (v - mean);
        let variance = channel.iter().map(square).sum::<f32>() / count;
        // A channel of one colour stays near 0.
        let scale = 1.0 / (variance + 1e-4).sqrt();
        channel.iter_mut().for_each(|v| *v = (*v - mean) * scale);
    });
    Cpu::default().tensor_from_vec(pixels, *images.shape())
}

collection!({Encoder: TensorCollection<E, D>, Decoder: TensorCollection<E, D>, S,}
    FaceSwap, FaceSwap<S, Encoder, Decoder> => FaceSwap<S, Encoder::To<E2, D2>, Decoder::To<E2, D2>>
    { encoder: module, decoder_a: module, decoder_b: module } .. shape: PhantomData);
