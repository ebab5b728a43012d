//! Training that shows its progress and listens to the stop button.

use crate::progress::Progress;
use aelib_core::fit::{Fit, Training, fit_watched};
use aelib_core::history::{EpochReport, History};
use aelib_core::images::Images;
use aelib_core::models::{Character, FaceSwap, Model, SwapFit};
use aelib_core::nn::{FeatureMap, Features, Layer};
use dfdx::nn::tensor_collection::TensorCollection;
use dfdx::prelude::Cpu;

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
pub trait Epoch {
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
    ) -> Option<&EpochReport>;
}

impl Epoch for Training {
    fn epoch<M: Model>(
        &mut self,
        model: &mut M,
        x: &Images<M::Image>,
        y: &Images<M::Image>,
        options: &Fit<M::Image>,
    ) -> Option<&EpochReport> {
        let mut progress = Progress::new(options.show, options.epochs);
        self.epoch_watched(model, x, y, options, &mut progress)
    }
}

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

impl<S, C, Encoder, Decoder> FitSwap<S> for FaceSwap<S, Encoder, Decoder>
where
    S: FeatureMap,
    C: Features,
    Encoder: Layer<S, Out = C> + TensorCollection<f32, Cpu, To<f32, Cpu> = Encoder>,
    Decoder: Layer<C, Out = S> + TensorCollection<f32, Cpu, To<f32, Cpu> = Decoder>,
{
    fn fit(&mut self, faces: &[(Character, &Images<S>)], options: SwapFit) -> History {
        let mut progress = Progress::new(options.show, options.epochs);
        self.fit_watched(faces, &options, &mut progress)
    }
}
