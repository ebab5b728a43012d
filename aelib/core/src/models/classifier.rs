//! A reader of digits, to say whether a restored digit is still the same one.

use super::Encoder;
use crate::fit::fit_places;
use crate::history::History;
use crate::images::{Images, Labelled};
use crate::nn::{Batch, Map, Relu, collection, forward, forward_data, seeded};
use crate::ops::storage::to_vec;
use crate::optim::Adam;
use crate::watch::Watch;
use dfdx::losses::cross_entropy_with_logits_loss;
use dfdx::prelude::{Const, Cpu, Dtype, OwnedTape, Rank1, Storage, TensorFromVec};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

const CLASSES: usize = 10;

const BATCH: usize = 1000;

/// A convolutional network that learns from labels to read 28x28 digits: the convolutional
/// autoencoder's encoder, with one number for each digit instead of a code.
#[derive(Clone, Debug)]
pub struct DigitClassifier<E: Dtype = f32, D: Storage<E> = Cpu> {
    /// Layers from images to one logit per digit.
    pub layers: Encoder<CLASSES, E, D>,
}

impl DigitClassifier {
    /// An untrained model; the same seed gives the same weights.
    pub fn new(seed: u64) -> Self {
        seeded(seed)
    }

    /// Learns the labels of digits: Adam 1e-3 on the cross entropy, batches of 256, in a
    /// fresh random order in every epoch.
    pub fn fit(&mut self, digits: &Labelled, epochs: usize, seed: u64) {
        self.fit_watched(digits, epochs, seed, (&mut History::default(), &mut ()));
    }

    /// As [`fit`](Self::fit), with epochs that follow those of a history, until `watch` ends it.
    /// Returns whether all of them are complete.
    pub fn fit_watched(
        &mut self,
        digits: &Labelled,
        epochs: usize,
        seed: u64,
        (history, watch): (&mut History, &mut dyn Watch),
    ) -> bool {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut adam = Adam::new(1e-3);
        let mut order = Vec::from_iter(0..digits.labels.len());
        (0..epochs).all(|_| {
            order.shuffle(&mut rng);
            fit_places(
                self,
                &mut adam,
                &order,
                256,
                (history, watch),
                |model, places| {
                    let images = digits.images.batch(places);
                    let logits = forward_data(&model.layers, &images, OwnedTape::default());
                    let mut targets = vec![0.0; places.len() * CLASSES];
                    for (row, place) in targets.chunks_exact_mut(CLASSES).zip(places) {
                        row[usize::from(digits.labels[*place])] = 1.0;
                    }
                    let shape = (places.len(), Const::<CLASSES>);
                    let targets = Cpu::default().tensor_from_vec(targets, shape);
                    cross_entropy_with_logits_loss(logits, targets)
                },
            )
        })
    }

    /// The digit that each image is read as: (N, 1, 28, 28) → N digits.
    pub fn read(&self, images: Batch<Map<1, 28, 28>>) -> Vec<u8> {
        let logits = to_vec(&forward(&self.layers, images));
        let best = |row: &[f32]| (0..CLASSES).max_by(|a, b| row[*a].total_cmp(&row[*b]));
        let digit = |row| best(row).expect("ten digits") as u8;
        logits.chunks_exact(CLASSES).map(digit).collect()
    }

    /// How sure it is of what it reads: the probability of the likeliest digit, for each
    /// image, (N, 1, 28, 28) → N numbers. It can be sure of what is no digit, but not of what lies between two.
    pub fn certainty(&self, images: Batch<Map<1, 28, 28>>) -> Vec<f32> {
        let logits = to_vec(&forward(&self.layers, images));
        let largest = |row: &[f32]| {
            let top = row.iter().copied().fold(f32::MIN, f32::max);
            1.0 / row.iter().map(|v| (v - top).exp()).sum::<f32>()
        };
        logits.chunks_exact(CLASSES).map(largest).collect()
    }

    /// What it sees in images before it decides: the numbers that its last layer reads. Images
    /// that show alike things have alike numbers.
    ///
    /// # Shapes
    /// (N, 1, 28, 28) → (N, 1568)
    pub fn features(&self, images: Batch<Map<1, 28, 28>>) -> Batch<Rank1<1568>> {
        let (first, _, second, _, flat, _) = self.layers.clone();
        forward(&(first, Relu, second, Relu, flat), images)
    }

    /// As [`read`](Self::read), for many images.
    pub fn read_all(&self, images: &Images) -> Vec<u8> {
        images
            .batches(BATCH)
            .flat_map(|batch| self.read(batch))
            .collect()
    }

    /// The share of digits that are read as what they are, in [0, 1].
    pub fn accuracy(&self, digits: &Labelled) -> f64 {
        agreement(&self.read_all(&digits.images), &digits.labels)
    }
}

/// The share of places at which two lists of digits agree, in [0, 1].
///
/// # Panics
/// If one is longer than the other, or both are empty.
pub fn agreement(a: &[u8], b: &[u8]) -> f64 {
    assert_eq!(a.len(), b.len(), "agreement: lists of the same digits");
    assert!(!a.is_empty(), "agreement: no digits");
    let same = a.iter().zip(b).filter(|(a, b)| a == b).count();
    same as f64 / a.len() as f64
}

collection!({} DigitClassifier, DigitClassifier<E, D> => DigitClassifier<E2, D2> { layers: module });
