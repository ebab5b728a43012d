//! The training loop, once: what Keras calls `fit`.

use crate::data::Images;
use crate::models::Model;
use crate::optim::Adam;
use crate::plot::{Curve, Picture, loss_curve};
use crate::progress::{EpochReport, Progress, Show};
use dfdx::prelude::{AsArray, Backward, Trace};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
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
/// # Panics
/// If there are no images, not as many in `y` as in `x`, or the batch size is 0.
pub fn fit<M: Model>(
    model: &mut M,
    x: &Images<M::Image>,
    y: &Images<M::Image>,
    options: Fit<M::Image>,
) -> History {
    assert!(!x.is_empty(), "fit: no images to train on");
    assert_eq!(x.len(), y.len(), "fit: as many targets as inputs");
    assert!(options.batch_size > 0, "fit: a batch size of 0");
    let mut adam = Adam::new(options.learning_rate);
    let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
    let mut order = Vec::from_iter(0..x.len());
    let mut progress = Progress::new(
        options.show,
        options.epochs,
        x.len().div_ceil(options.batch_size),
    );
    let mut history = History::default();
    for epoch in 1..=options.epochs {
        let start = Instant::now();
        if options.shuffle {
            order.shuffle(&mut rng);
        }
        let mut total = 0.0;
        for places in order.chunks(options.batch_size) {
            let (input, target) = (x.batch(places), y.batch(places));
            let loss = model.loss(input.leaky_traced(), &target, &mut rng);
            let value = f64::from(loss.array());
            total += value * places.len() as f64;
            adam.step(model, loss.backward());
            progress.batch(value);
        }
        let seconds = start.elapsed().as_secs_f64();
        let validation = options.validation_data;
        let report = EpochReport {
            epoch,
            loss: total / x.len() as f64,
            val_loss: validation.map(|(x, y)| evaluate(model, x, y, options.seed)),
            seconds,
        };
        progress.epoch(&report);
        history.epochs.push(report);
    }
    progress.finish();
    history
}

/// The model's loss on images that it does not learn from, mean over the images.
pub fn evaluate<M: Model>(model: &M, x: &Images<M::Image>, y: &Images<M::Image>, seed: u64) -> f64 {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut total = 0.0;
    for places in Vec::from_iter(0..x.len()).chunks(VALIDATION_BATCH) {
        let loss = model.loss(x.batch(places), &y.batch(places), &mut rng);
        total += f64::from(loss.array()) * places.len() as f64;
    }
    total / x.len() as f64
}

/// What `fit` saw, epoch by epoch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// One report per epoch.
    pub epochs: Vec<EpochReport>,
}

impl History {
    /// The losses as a curve.
    pub fn plot(&self, options: Curve) -> Picture {
        let loss = self.epochs.iter().map(|e| e.loss).collect();
        let mut series = vec![("training", loss)];
        let val_loss: Option<Vec<f64>> = self.epochs.iter().map(|e| e.val_loss).collect();
        series.extend(val_loss.map(|v| ("validation", v)));
        loss_curve(&series, options)
    }

    /// Shows the curve as a cell's result; evcxr calls this.
    pub fn evcxr_display(&self) {
        let y_label = "loss".to_string();
        self.plot(Curve {
            y_label,
            ..Curve::default()
        })
        .evcxr_display();
    }
}

/// One line per epoch.
impl std::fmt::Display for History {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for report in &self.epochs {
            writeln!(f, "epoch {}  {report}", report.epoch)?;
        }
        Ok(())
    }
}
