//! The training loop, once: what Keras calls `fit`.

use crate::history::{EpochReport, History, Stopped};
use crate::images::Images;
use crate::models::Model;
use crate::nn::Features;
use crate::watch::{Show, Strip, Watch};
use dfdx::prelude::{AsArray, NoneTape};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::ops::Range;
use std::time::Instant;

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
    /// Seed for the order of the images and for a model's noise.
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

/// One epoch, of any model: all training goes through [`run`](Self::run).
pub(crate) struct Epoch<'a> {
    /// Number of images to learn from.
    pub images: usize,
    /// Number of images in a batch; the last batch may have fewer.
    pub batch_size: usize,
    /// The losses so far, to which this epoch is added.
    pub history: &'a mut History,
    /// Whoever looks on, and may end the epoch early.
    pub watch: &'a mut dyn Watch,
}

impl Epoch<'_> {
    /// Lets `learn` train the model on one batch after the other: it gets the batch's places
    /// in the order of this epoch, and returns the loss. `preview` shows what the model makes
    /// of images, and `validate` measures it at the end. Returns whether the epoch is complete.
    pub fn run<M>(
        self,
        model: &mut M,
        mut learn: impl FnMut(&mut M, Range<usize>) -> f64,
        preview: impl Fn(&M) -> Vec<Strip>,
        validate: impl FnOnce(&M) -> Option<f64>,
    ) -> bool {
        let (history, watch) = (self.history, self.watch);
        let epoch = history.epochs.len() + 1;
        let of = self.images.div_ceil(self.batch_size);
        watch.begin(epoch, of);
        history.stopped = None;
        // A bare browser has no clock: there an epoch takes no time.
        let start = (!cfg!(target_family = "wasm")).then(Instant::now);
        let mut total = 0.0;
        for batches in 0..of {
            if watch.stop() {
                let stopped = Stopped { epoch, batches, of };
                watch.stopped(&stopped, &|| preview(model));
                history.stopped = Some(stopped);
                return false;
            }
            let first = batches * self.batch_size;
            let places = first..self.images.min(first + self.batch_size);
            let images = places.len() as f64;
            let loss = learn(model, places);
            total += loss * images;
            watch.batch(loss, &|| preview(model));
        }
        let seconds = start.map_or(0.0, |start| start.elapsed().as_secs_f64());
        let report = EpochReport {
            epoch,
            loss: total / self.images as f64,
            val_loss: validate(model),
            seconds,
        };
        watch.epoch(&report, &|| preview(model));
        history.epochs.push(report);
        true
    }
}

/// Inputs and their targets come in pairs, and there are some.
pub(crate) fn check_pairs<S: Features>(what: &str, x: &Images<S>, y: &Images<S>) {
    let (inputs, targets) = (x.len(), y.len());
    assert!(inputs > 0, "fit: no images to {what} on");
    assert_eq!(
        inputs, targets,
        "fit: to {what} on, as many targets ({targets}) as inputs ({inputs})"
    );
}

/// The model's loss on images that it does not learn from, mean over the images.
///
/// # Panics
/// If there are no images, or not as many in `y` as in `x`.
pub fn evaluate<M: Model>(model: &M, x: &Images<M::Image>, y: &Images<M::Image>, seed: u64) -> f64 {
    check_pairs("measure", x, y);
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut total = 0.0;
    for places in Vec::from_iter(0..x.len()).chunks(VALIDATION_BATCH) {
        let loss = model.loss(&x.batch(places), &y.batch(places), NoneTape, &mut rng);
        total += f64::from(loss.array()) * places.len() as f64;
    }
    total / x.len() as f64
}
