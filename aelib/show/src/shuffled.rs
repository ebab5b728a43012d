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

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn every_image_comes_once_in_an_order_of_the_seed() {
        let bytes: Vec<u8> = (0..5 * 784).map(|at| (at / 784) as u8).collect();
        let images: Images = Images::from_bytes(bytes).expect("whole images");
        let order = |seed| {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let batches = images.shuffled(2, &mut rng);
            let firsts = batches.map(|batch| {
                let pixels = batch.as_vec();
                pixels
                    .chunks(784)
                    .map(|image| (image[0] * 255.0) as u8)
                    .collect::<Vec<_>>()
            });
            firsts.collect::<Vec<_>>()
        };
        let sizes: Vec<usize> = order(0).iter().map(Vec::len).collect();
        assert_eq!(sizes, [2, 2, 1]);
        let mut all = order(0).concat();
        assert_ne!(order(0), order(1));
        all.sort();
        assert_eq!(all, [0, 1, 2, 3, 4]);
    }
}
