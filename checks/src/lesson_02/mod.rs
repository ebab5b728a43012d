//! The checks of lesson 2.

pub mod logits;
pub mod losses_by_hand;
pub mod sum_or_mean;

use aelib::rand::{Rng, SeedableRng};
use aelib::rand_chacha::ChaCha8Rng;

/// Numbers strictly between 0 and 1, with two decimals.
fn pixels(count: usize, seed: u64, stream: u64) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(stream);
    let mut number = || f64::from(rng.gen_range(2..99)) / 100.0;
    (0..count).map(|_| number() as f32).collect()
}
