//! The training loop, once: what Keras calls `fit`; and a run between two epochs.

use crate::history::{EpochReport, History, Stopped};
use crate::images::{Images, Pairs};
use crate::models::Model;
use crate::nn::Features;
use crate::optim::Adam;
use crate::watch::{Show, Strip, Watch, preview};
use dfdx::nn::tensor_collection::TensorCollection;
use dfdx::prelude::{AsArray, Cpu, NoneTape, OwnedTape, Rank0, Tensor};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::time::Instant;

/// How to train. The names are those of Keras' `fit`.
#[derive(Clone, Debug)]
pub struct Fit<'a, S> {
    /// Number of times that every image is seen.
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

const VALIDATION_BATCH: usize = 1000;

/// One epoch, of any model: all training goes through [`run`](Self::run).
pub(crate) struct Epoch<'a> {
    pub images: usize,
    pub batch_size: usize,
    pub history: &'a mut History,
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

/// Trains a model that makes no images for one epoch: on batches of these places, in their
/// order, by the `loss` of what lies there. Returns whether the epoch is complete.
///
/// # Panics
/// If the batch size is 0.
pub fn fit_places<M: TensorCollection<f32, Cpu>>(
    model: &mut M,
    adam: &mut Adam,
    order: &[usize],
    batch_size: usize,
    (history, watch): (&mut History, &mut dyn Watch),
    loss: impl Fn(&M, &[usize]) -> Tensor<Rank0, f32, Cpu, OwnedTape<f32, Cpu>>,
) -> bool {
    let epoch = Epoch {
        images: order.len(),
        batch_size,
        history,
        watch,
    };
    let learn = |model: &mut M, places| {
        let loss = loss(model, &order[places]);
        adam.learn(model, loss)
    };
    epoch.run(model, learn, |_| Vec::new(), |_| None)
}

/// Inputs and their targets come in pairs, and there are some.
fn check_pairs<S: Features>(what: &str, x: &Images<S>, y: &Images<S>) {
    let (inputs, targets) = (x.len(), y.len());
    assert!(inputs > 0, "fit: no images to {what} on");
    let pairs = inputs == targets;
    assert!(
        pairs,
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
    let all = Vec::from_iter(0..x.len());
    let sums = all.chunks(VALIDATION_BATCH).map(|places| {
        let loss = model.loss_of(Pairs { x, y, places }, NoneTape, &mut rng);
        f64::from(loss.array()) * places.len() as f64
    });
    sums.sum::<f64>() / x.len() as f64
}

/// The optimiser and the losses so far. With the model's weights this is the whole state:
/// a run that was saved here and resumed ends with the same bits as one that was not.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Training {
    /// The optimiser with its moments.
    pub adam: Adam,
    /// The losses so far; its length is the number of epochs done.
    pub history: History,
    /// Seed for the order of the images and for a model's noise.
    pub seed: u64,
}

impl Training {
    /// A run that has not begun.
    pub fn new(learning_rate: f32, seed: u64) -> Self {
        Self {
            adam: Adam::new(learning_rate),
            history: History::default(),
            seed,
        }
    }

    /// The order in which the next epoch, of so many images, sees them. Every epoch draws it, and
    /// its noise, from a random stream of its own.
    pub fn order(&self, images: usize, shuffle: bool) -> Order {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        rng.set_stream(self.history.epochs.len() as u64 + 1);
        let mut places = Vec::from_iter(0..images);
        if shuffle {
            places.shuffle(&mut rng);
        }
        Order { places, rng }
    }

    /// Trains `model` for one more epoch, to turn the images `x` into the images `y`, and
    /// measures it on the validation data. Ended by `watch`, it gives `None`, and the history says where that was.
    ///
    /// # Panics
    /// If there are no images, to learn from or to validate on, not as many targets as inputs,
    /// or the batch size is 0.
    pub fn epoch_watched<M: Model>(
        &mut self,
        model: &mut M,
        x: &Images<M::Image>,
        y: &Images<M::Image>,
        options: &Fit<M::Image>,
        watch: &mut dyn Watch,
    ) -> Option<&EpochReport> {
        check_pairs("train", x, y);
        if let Some((x, y)) = options.validation_data {
            check_pairs("validate", x, y);
        }
        assert!(options.batch_size > 0, "fit: a batch size of 0");
        let mut order = self.order(x.len(), options.shuffle);
        let (seed, validation) = (self.seed, options.validation_data);
        let watched = validation.map_or(x, |(x, _)| x);
        let epoch = Epoch {
            images: x.len(),
            batch_size: options.batch_size,
            history: &mut self.history,
            watch,
        };
        let complete = epoch.run(
            model,
            |model, places| order.learn(&mut self.adam, model, (x, y), places),
            |model| preview(model, watched),
            |model| validation.map(|(x, y)| evaluate(model, x, y, seed)),
        );
        self.history.epochs.last().filter(|_| complete)
    }
}

/// An epoch's images in their order, with its noise: for whoever does other things between two
/// batches, as a page does. The losses are those of [`Training::epoch_watched`].
pub struct Order {
    places: Vec<usize>,
    rng: ChaCha8Rng,
}

impl Order {
    /// The images that stand at these `places` of the order.
    ///
    /// # Panics
    /// If a place does not exist.
    pub fn at(&self, places: Range<usize>) -> &[usize] {
        &self.places[places]
    }

    /// Trains `model` on one batch, to turn images `x` into images `y`: those at these `places` of
    /// the order. Returns the loss before the step.
    ///
    /// # Panics
    /// If a place does not exist.
    pub fn learn<M: Model>(
        &mut self,
        adam: &mut Adam,
        model: &mut M,
        (x, y): (&Images<M::Image>, &Images<M::Image>),
        places: Range<usize>,
    ) -> f64 {
        let places = &self.places[places];
        let pairs = Pairs { x, y, places };
        let loss = model.loss_of(pairs, OwnedTape::default(), &mut self.rng);
        adam.learn(model, loss)
    }
}

/// Trains `model` to turn the images `x` into the images `y`, and returns the losses.
///
/// For a plain autoencoder `x` and `y` are the same images: the label is the input. If `watch`
/// ends the run, the history says where, and the model keeps what it has learned.
///
/// # Panics
/// As [`Training::epoch_watched`].
pub fn fit_watched<M: Model>(
    model: &mut M,
    x: &Images<M::Image>,
    y: &Images<M::Image>,
    options: &Fit<M::Image>,
    watch: &mut dyn Watch,
) -> History {
    let mut training = Training::new(options.learning_rate, options.seed);
    for _ in 0..options.epochs {
        let report = training.epoch_watched(model, x, y, options, watch);
        if report.is_none() {
            break;
        }
    }
    training.history
}
