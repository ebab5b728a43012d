//! The batches of an epoch, for a training loop of one's own.

use crate::interrupt::{self, Listener};
use aelib_core::images::Images;
use aelib_core::nn::{Batch, Features};
use rand::Rng;
use rand::seq::SliceRandom;

/// Batches in a fresh random order.
pub trait Shuffled<S: Features> {
    /// Batches in a fresh random order; the last one may be short. In a notebook the stop button
    /// ends them before the next one, and all that the loop has learned is kept.
    fn shuffled(&self, size: usize, rng: &mut impl Rng) -> impl Iterator<Item = Batch<S>>;
}

impl<S: Features> Shuffled<S> for Images<S> {
    fn shuffled(&self, size: usize, rng: &mut impl Rng) -> impl Iterator<Item = Batch<S>> {
        let mut order = Vec::from_iter(0..self.len());
        order.shuffle(rng);
        let button = interrupt::listen_in_notebook();
        let goes_on = move |_: &Batch<S>| !button.as_ref().is_some_and(Listener::pressed);
        self.ordered(order, size).take_while(goes_on)
    }
}
