//! A run between two epochs, its next one, and all of them.

use super::epoch::Epoch;
use super::evaluate::{check_pairs, evaluate};
use super::options::Fit;
use crate::history::{EpochReport, History};
use crate::images::{Images, Pairs};
use crate::models::Model;
use crate::optim::Adam;
use crate::watch::{Watch, preview};
use dfdx::prelude::OwnedTape;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use std::ops::Range;

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
