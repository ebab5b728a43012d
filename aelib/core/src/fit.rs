//! The training loop, once: what Keras calls `fit`.

use crate::history::History;
use crate::images::Images;
use crate::models::Model;
use crate::training::Training;
use crate::watch::{Show, Watch};
use dfdx::prelude::{AsArray, NoneTape};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// How to train. The names are those of Keras' `fit`.
#[derive(Clone, Debug)]
pub struct Fit<'a, S> {
    /// Times that every image is seen.
    pub epochs: usize,
    /// Images per step; the last batch of an epoch may be short and is trained on too.
    pub batch_size: usize,
    /// A fresh random order in every epoch.
    pub shuffle: bool,
    /// Inputs and targets to measure on after each epoch.
    pub validation_data: Option<(&'a Images<S>, &'a Images<S>)>,
    /// Adam's step size.
    pub learning_rate: f32,
    /// Of the order and of a model's noise.
    pub seed: u64,
    /// Where progress goes.
    pub show: Show,
}

impl<S> Default for Fit<'_, S> {
    fn default() -> Self {
        Self {
            epochs: 1,
            batch_size: 256,
            shuffle: true,
            validation_data: None,
            learning_rate: 1e-3,
            seed: 0,
            show: Show::Lines,
        }
    }
}

/// Images per step when nothing is learned.
const VALIDATION_BATCH: usize = 1000;

/// Trains `model` to turn the images `x` into the images `y`, and returns the losses.
///
/// For a plain autoencoder `x` and `y` are the same images: the label is the input.
///
/// If `watch` ends the run, the history says where, and the model keeps what it has learned.
///
/// # Panics
/// If there are no images, not as many in `y` as in `x`, or the batch size is 0.
pub fn fit_watched<M: Model>(
    model: &mut M,
    x: &Images<M::Image>,
    y: &Images<M::Image>,
    options: &Fit<M::Image>,
    watch: &mut dyn Watch,
) -> History {
    let mut training = Training::new(options.learning_rate, options.seed);
    for _ in 0..options.epochs {
        if training
            .epoch_watched(model, x, y, options, watch)
            .is_none()
        {
            break;
        }
    }
    training.history
}

/// The model's loss on images that it does not learn from, mean over the images.
pub fn evaluate<M: Model>(model: &M, x: &Images<M::Image>, y: &Images<M::Image>, seed: u64) -> f64 {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut total = 0.0;
    for places in Vec::from_iter(0..x.len()).chunks(VALIDATION_BATCH) {
        let loss = model.loss(&x.batch(places), &y.batch(places), NoneTape, &mut rng);
        total += f64::from(loss.array()) * places.len() as f64;
    }
    total / x.len() as f64
}
