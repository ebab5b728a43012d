//! The denoiser of the lecture's homework.

use super::Model;
use crate::corrupt::stripe;
use crate::images::Images;
use crate::nn::{Batch, Conv2d, ConvTranspose2d, Map, Relu, forward, init, steps};
use crate::ops::engine::tape;
use crate::ops::loss::bce_with_logits_where_known;
use crate::ops::storage::to_vec;
use dfdx::nn::tensor_collection::{ModuleVisitor, TensorCollection};
use dfdx::prelude::{
    BuildModule, Cpu, Device, Dtype, HasShape, Rank0, Storage, Tape, Tensor, TensorFromVec,
};
use rand_chacha::ChaCha8Rng;

/// From the occluded image to a map that is half as high and as wide, and has seen the rows
/// around the stripe.
///
/// 1x28x28 → 16x14x14 → 32x7x7 → 32x7x7
pub type DenoiserEncoder<E = f32, D = Cpu> = (
    Conv2d<Map<1, 28, 28>, Map<16, 14, 14>, 4, 2, 1, E, D>,
    Relu,
    Conv2d<Map<16, 14, 14>, Map<64, 7, 7>, 4, 2, 1, E, D>,
    Relu,
    Conv2d<Map<64, 7, 7>, Map<64, 7, 7>, 3, 1, 1, E, D>,
    Relu,
);

/// To the logits of the restored pixels.
///
/// 64x7x7 → 16x14x14 → 1x28x28
pub type DenoiserDecoder<E = f32, D = Cpu> = (
    ConvTranspose2d<Map<64, 7, 7>, Map<16, 14, 14>, 4, 2, 1, E, D>,
    Relu,
    ConvTranspose2d<Map<16, 14, 14>, Map<1, 28, 28>, 4, 2, 1, E, D>,
);

/// A denoising autoencoder for digits under a white stripe, [`occlude`](crate::corrupt::occlude)'s.
///
/// Its map in the middle is no narrow bottleneck: what is not covered need not be
/// compressed, because it need not be restored.
///
/// # Source
/// Vincent, Larochelle, Bengio & Manzagol 2008.
///
/// ```
/// use aelib_core::prelude::*;
/// let clean: Images = Images::from_bytes(vec![0; 784 * 3]).expect("whole images");
/// let occluded = occlude(&clean, &mut ChaCha8Rng::seed_from_u64(0));
/// let restored = Denoiser::new(0).restore(&occluded);
/// assert_eq!(restored.len(), 3);
/// // Outside the stripe nothing changes.
/// let row = stripe(&occluded.bytes()[..784]).expect("a stripe");
/// let bytes = &restored.bytes()[..784];
/// assert!(bytes[..row * 28].iter().chain(&bytes[(row + 2) * 28..]).all(|byte| *byte == 0));
/// ```
#[derive(Clone, Debug)]
pub struct Denoiser<E: Dtype = f32, D: Storage<E> = Cpu> {
    /// From occluded images to maps.
    pub encoder: DenoiserEncoder<E, D>,
    /// From maps to logits.
    pub decoder: DenoiserDecoder<E, D>,
}

/// Images that are restored at once.
const BATCH: usize = 500;

impl Denoiser {
    /// An untrained model; the same seed gives the same weights.
    pub fn new(seed: u64) -> Self {
        let mut model = Self::build(&Cpu::default());
        init(&mut model, seed);
        model
    }

    /// What the network makes of images: pixels in [0, 1]. It has learned what is under the
    /// stripe, and nothing of the rest.
    ///
    /// # Shapes
    /// (N, 1, 28, 28) → (N, 1, 28, 28)
    pub fn reconstruct(&self, images: Batch<Map<1, 28, 28>>) -> Batch<Map<1, 28, 28>> {
        forward(&self.decoder, forward(&self.encoder, images)).sigmoid()
    }

    /// The images with the network's pixels under the stripe, and their own elsewhere.
    pub fn restore(&self, occluded: &Images) -> Images {
        let mut bytes = occluded.bytes().to_vec();
        let places = Vec::from_iter(0..occluded.len());
        for places in places.chunks(BATCH) {
            let network: Images = Images::from(&self.reconstruct(occluded.batch(places)));
            for (place, network) in places.iter().zip(network.bytes().chunks_exact(784)) {
                let image = &mut bytes[place * 784..(place + 1) * 784];
                if let Some(row) = stripe(image) {
                    let covered = row * 28..(row + 2) * 28;
                    image[covered.clone()].copy_from_slice(&network[covered]);
                }
            }
        }
        Images::from_bytes(bytes).expect("as many as before")
    }
}

/// Binary cross entropy, mean over the pixels under the stripes.
impl Model for Denoiser {
    type Image = Map<1, 28, 28>;

    fn loss<T: Tape<f32, Cpu>>(
        &self,
        x: &Batch<Self::Image>,
        target: &Batch<Self::Image>,
        tape: T,
        _rng: &mut ChaCha8Rng,
    ) -> Tensor<Rank0, f32, Cpu, T> {
        let mut targets = to_vec(target);
        let known = forget_what_is_seen(&to_vec(x), &mut targets);
        let targets = Cpu::default().tensor_from_vec(targets, *target.shape());
        let halves = [steps(&self.encoder), steps(&self.decoder)];
        let steps = halves.into_iter().flatten().collect();
        let mean = 1.0 / known.max(1) as f32;
        let loss = (bce_with_logits_where_known as _, mean);
        tape::learn_from_data(x, tape, steps, &targets, loss)
    }

    fn preview(&self, x: &Batch<Self::Image>) -> Option<Batch<Self::Image>> {
        Some(self.reconstruct(x.clone()))
    }
}

/// Sets the targets to NaN where the image is not covered; how many pixels are.
fn forget_what_is_seen(x: &[f32], targets: &mut [f32]) -> usize {
    let mut known = 0;
    for (row, targets) in x.chunks_exact(28).zip(targets.chunks_exact_mut(28)) {
        match row.iter().all(|pixel| *pixel == 1.0) {
            true => known += targets.len(),
            false => targets.fill(f32::NAN),
        }
    }
    known
}

impl<E: Dtype, D: Device<E>> TensorCollection<E, D> for Denoiser<E, D> {
    type To<E2: Dtype, D2: Device<E2>> = Denoiser<E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::module("encoder", |s| &s.encoder, |s| &mut s.encoder),
                Self::module("decoder", |s| &s.decoder, |s| &mut s.decoder),
            ),
            |(encoder, decoder)| Denoiser { encoder, decoder },
        )
    }
}
