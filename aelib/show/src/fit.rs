//! Training that shows its progress and listens to the stop button.

use crate::progress::Progress;
use aelib_core::fit::{Fit, Training, fit_watched};
use aelib_core::history::{EpochReport, History};
use aelib_core::images::{Images, Labelled};
use aelib_core::models::{Character, FaceSwap, Model, Readers, SwapFit};
use aelib_core::nn::{FeatureMap, Network};
use aelib_core::watch::Show;
use aelib_data::quick;
use std::borrow::BorrowMut;

/// Epochs at most, where a notebook is only tried: with `AELIB_QUICK=1`.
const TRIED: usize = 4;

fn epochs(asked: usize) -> usize {
    if quick() { asked.min(TRIED) } else { asked }
}

/// Trains `model` to turn the images `x` into the images `y`, and returns the losses. With
/// `AELIB_QUICK=1` it trains 4 epochs at most.
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
    mut options: Fit<M::Image>,
) -> History {
    options.epochs = epochs(options.epochs);
    let mut progress = Progress::new(options.show, options.epochs);
    fit_watched(model, x, y, &options, &mut progress)
}

/// As [`fit`], and keeps the model as it was before the first epoch and after each one: to look
/// back at how it learned, in [`explore`](crate::explore::Explorer::epochs) for example.
///
/// # Panics
/// As [`fit`].
///
/// ```
/// use aelib_show::prelude::*;
///
/// let images: Images = Images::from_bytes(vec![9; 784]).expect("whole images");
/// let mut model = DenseAutoencoder::<2>::new(0);
/// let options = Fit { epochs: 3, show: Show::Silent, ..Fit::default() };
/// let (history, stages) = fit_stages(&mut model, &images, &images, options);
/// assert_eq!((history.epochs.len(), stages.len()), (3, 4));
/// ```
pub fn fit_stages<M: Model + Clone>(
    model: &mut M,
    x: &Images<M::Image>,
    y: &Images<M::Image>,
    mut options: Fit<M::Image>,
) -> (History, Vec<M>) {
    options.epochs = epochs(options.epochs);
    let mut progress = Progress::new(options.show, options.epochs);
    let mut training = Training::new(options.learning_rate, options.seed);
    let mut stages = vec![model.clone()];
    for _ in 0..options.epochs {
        let report = training.epoch_watched(model, x, y, &options, &mut progress);
        if report.is_none() {
            break;
        }
        stages.push(model.clone());
    }
    (training.history, stages)
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

/// Training of readers that shows its progress.
pub trait FitReaders {
    /// So many readers, which learn the labels of digits one after the other:
    /// [`Readers::fit_watched`] with progress. The loss jumps up where the next one begins.
    /// A notebook's stop button, or Ctrl-C in a terminal, ends it before the next batch.
    fn fit(count: usize, digits: &Labelled, epochs: usize) -> Self;
}

impl FitReaders for Readers {
    fn fit(count: usize, digits: &Labelled, epochs: usize) -> Self {
        let mut progress = Progress::new(Show::Lines, count * epochs);
        Self::fit_watched(count, digits, epochs, &mut progress)
    }
}

/// Training of a deepfake that shows its progress.
pub trait FitSwap<S> {
    /// Trains on the characters in turn, one batch each, and returns the losses:
    /// [`FaceSwap::fit_watched`] with progress where the options say, and with `AELIB_QUICK=1`
    /// 4 epochs at most. A notebook's stop button, or Ctrl-C in a terminal, ends it before the
    /// next batch.
    ///
    /// # Panics
    /// If there are no faces, or not equally many of each character, or the batch size is 0.
    fn fit(&mut self, faces: &[(Character, &Images<S>)], options: SwapFit) -> History;
}

impl<S: FeatureMap, Down: Network<S>, Up: Network<Down::Out, Out = S>> FitSwap<S>
    for FaceSwap<S, Down, Up>
{
    fn fit(&mut self, faces: &[(Character, &Images<S>)], mut options: SwapFit) -> History {
        options.epochs = epochs(options.epochs);
        let mut progress = Progress::new(options.show, options.epochs);
        self.fit_watched(faces, &options, &mut progress)
    }
}
