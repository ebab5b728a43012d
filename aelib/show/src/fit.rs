//! Training that shows its progress and listens to the stop button.

use crate::progress::Progress;
use aelib_core::fit::{Fit, Training, fit_watched};
use aelib_core::history::{EpochReport, History};
use aelib_core::images::Images;
use aelib_core::models::{Character, FaceSwap, Model, SwapFit};
use aelib_core::nn::{FeatureMap, Network};
use std::borrow::BorrowMut;

/// Trains `model` to turn the images `x` into the images `y`, and returns the losses.
///
/// For a plain autoencoder `x` and `y` are the same images: the label is the input.
///
/// A notebook's stop button, or Ctrl-C in a terminal, ends it before the next batch: the
/// history says where, and the model keeps what it has learned.
///
/// # Panics
/// If there are no images, not as many in `y` as in `x`, or the batch size is 0.
pub fn fit<M: Model>(
    model: &mut M,
    x: &Images<M::Image>,
    y: &Images<M::Image>,
    options: Fit<M::Image>,
) -> History {
    let mut progress = Progress::new(options.show, options.epochs);
    fit_watched(model, x, y, &options, &mut progress)
}

/// One epoch of a [`Training`] at a time.
pub trait Epoch: BorrowMut<Training> {
    /// [`Training::epoch_watched`] with progress where the options say, until the
    /// [stop button](crate::interrupt) is pressed.
    ///
    /// # Panics
    /// If there are no images, not as many in `y` as in `x`, or the batch size is 0.
    fn epoch<M: Model>(
        &mut self,
        model: &mut M,
        x: &Images<M::Image>,
        y: &Images<M::Image>,
        options: &Fit<M::Image>,
    ) -> Option<&EpochReport> {
        let mut progress = Progress::new(options.show, options.epochs);
        let run = self.borrow_mut();
        run.epoch_watched(model, x, y, options, &mut progress)
    }
}

impl Epoch for Training {}

/// Training of a deepfake that shows its progress.
pub trait FitSwap<S> {
    /// Trains on the characters in turn, one batch each, and returns the losses:
    /// [`FaceSwap::fit_watched`] with progress where the options say. A notebook's stop
    /// button, or Ctrl-C in a terminal, ends it before the next batch.
    ///
    /// # Panics
    /// If there are no faces, or not equally many of each character, or the batch size is 0.
    fn fit(&mut self, faces: &[(Character, &Images<S>)], options: SwapFit) -> History;
}

impl<S: FeatureMap, Down: Network<S>, Up: Network<Down::Out, Out = S>> FitSwap<S>
    for FaceSwap<S, Down, Up>
{
    fn fit(&mut self, faces: &[(Character, &Images<S>)], options: SwapFit) -> History {
        let mut progress = Progress::new(options.show, options.epochs);
        self.fit_watched(faces, &options, &mut progress)
    }
}
