//! A training run between two epochs: what it needs to go on.

use crate::fit::{Fit, evaluate};
use crate::history::{EpochReport, History, Stopped};
use crate::images::Images;
use crate::models::Model;
use crate::optim::Adam;
use crate::watch::{Watch, preview};
use dfdx::prelude::{AsArray, Backward, OwnedTape};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use std::time::Instant;

/// The optimiser and the losses so far. With the model's weights this is the whole state:
/// a run that was saved here and resumed ends with the same bits as one that was not.
#[derive(Clone, Debug)]
pub struct Training {
    /// The optimiser with its moments.
    pub adam: Adam,
    /// The losses so far; its length is the number of epochs done.
    pub history: History,
    /// Of the order of the images and of a model's noise.
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
    /// If there are no images, not as many in `y` as in `x`, or the batch size is 0.
    pub fn epoch_watched<M: Model>(
        &mut self,
        model: &mut M,
        x: &Images<M::Image>,
        y: &Images<M::Image>,
        options: &Fit<M::Image>,
        watch: &mut dyn Watch,
    ) -> Option<&EpochReport> {
        assert!(!x.is_empty(), "fit: no images to train on");
        assert_eq!(x.len(), y.len(), "fit: as many targets as inputs");
        assert!(options.batch_size > 0, "fit: a batch size of 0");
        let epoch = self.history.epochs.len() + 1;
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        rng.set_stream(epoch as u64);
        let mut order = Vec::from_iter(0..x.len());
        if options.shuffle {
            order.shuffle(&mut rng);
        }
        let of = x.len().div_ceil(options.batch_size);
        watch.begin(epoch, of);
        let watched = options.validation_data.map_or(x, |(x, _)| x);
        self.history.stopped = None;
        let start = Instant::now();
        let mut total = 0.0;
        for (batches, places) in order.chunks(options.batch_size).enumerate() {
            if watch.stop() {
                let stopped = Stopped { epoch, batches, of };
                watch.stopped(&stopped, &|| preview(model, watched));
                self.history.stopped = Some(stopped);
                return None;
            }
            let input = x.batch(places);
            // Where the label is the input, it is made once.
            let other = (!std::ptr::eq(x, y)).then(|| y.batch(places));
            let target = other.as_ref().unwrap_or(&input);
            let loss = model.loss(&input, target, OwnedTape::default(), &mut rng);
            let value = f64::from(loss.array());
            total += value * places.len() as f64;
            self.adam.step(model, loss.backward());
            watch.batch(value, &|| preview(model, watched));
        }
        let seconds = start.elapsed().as_secs_f64();
        let validation = options.validation_data;
        let report = EpochReport {
            epoch,
            loss: total / x.len() as f64,
            val_loss: validation.map(|(x, y)| evaluate(model, x, y, self.seed)),
            seconds,
        };
        watch.epoch(&report, &|| preview(model, watched));
        self.history.epochs.push(report);
        self.history.epochs.last()
    }
}
