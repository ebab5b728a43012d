//! How well a model does on images that it does not learn from.

use crate::images::{Images, Pairs};
use crate::models::Model;
use crate::nn::Features;
use dfdx::prelude::{AsArray, NoneTape};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

const VALIDATION_BATCH: usize = 1000;

/// Inputs and their targets come in pairs, and there are some.
pub(super) fn check_pairs<S: Features>(what: &str, x: &Images<S>, y: &Images<S>) {
    let (inputs, targets) = (x.len(), y.len());
    assert!(inputs > 0, "fit: no images to {what} on");
    let pairs = inputs == targets;
    assert!(
        pairs,
        "fit: to {what} on, as many targets ({targets}) as inputs ({inputs})"
    );
}

/// The model's loss on images that it does not learn from, mean over the images.
///
/// # Panics
/// If there are no images, or not as many in `y` as in `x`.
pub fn evaluate<M: Model>(model: &M, x: &Images<M::Image>, y: &Images<M::Image>, seed: u64) -> f64 {
    check_pairs("measure", x, y);
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let all = Vec::from_iter(0..x.len());
    let sums = all.chunks(VALIDATION_BATCH).map(|places| {
        let loss = model.loss_of(Pairs { x, y, places }, NoneTape, &mut rng);
        f64::from(loss.array()) * places.len() as f64
    });
    sums.sum::<f64>() / x.len() as f64
}
