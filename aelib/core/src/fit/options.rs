//! How to train.

use crate::images::Images;
use crate::watch::Show;

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
