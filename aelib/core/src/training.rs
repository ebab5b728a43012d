//! A training run between two epochs: what it needs to go on.

use crate::fit::{Epoch, Fit, check_pairs, evaluate};
use crate::history::{EpochReport, History};
use crate::images::Images;
use crate::models::Model;
use crate::optim::Adam;
use crate::watch::{Watch, preview};
use dfdx::prelude::{AsArray, Backward, OwnedTape};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// The optimiser and the losses so far. With the model's weights this is the whole state:
/// a run that was saved here and resumed ends with the same bits as one that was not.
#[derive(Clone, Debug)]
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

    /// Trains `model` for one more epoch, to turn the images `x` into the images `y`, and
    /// measures it on the validation data. Every epoch draws from a random stream of its
    /// own, so it does not matter what came before.
    ///
    /// Ended by `watch`, it gives `None`, and the history says where that was; the model is
    /// as far as it has come.
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
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        rng.set_stream(self.history.epochs.len() as u64 + 1);
        let mut order = Vec::from_iter(0..x.len());
        if options.shuffle {
            order.shuffle(&mut rng);
        }
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
            |model, places| {
                let input = x.batch(&order[places.clone()]);
                // Where the label is the input, it is made once.
                let other = (!std::ptr::eq(x, y)).then(|| y.batch(&order[places]));
                let target = other.as_ref().unwrap_or(&input);
                let loss = model.loss(&input, target, OwnedTape::default(), &mut rng);
                let value = f64::from(loss.array());
                self.adam.step(model, loss.backward());
                value
            },
            |model| preview(model, watched),
            |model| validation.map(|(x, y)| evaluate(model, x, y, seed)),
        );
        self.history.epochs.last().filter(|_| complete)
    }
}

/// Trains `model` to turn the images `x` into the images `y`, and returns the losses.
///
/// For a plain autoencoder `x` and `y` are the same images: the label is the input.
///
/// If `watch` ends the run, the history says where, and the model keeps what it has learned.
///
/// # Panics
/// If there are no images, to learn from or to validate on, not as many targets as inputs,
/// or the batch size is 0.
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
