//! The checks of `lesson_09::denoiser`.

mod covered;
mod steps;

use super::Homework;
use crate::check::Exercise;
use interface::lesson_09::denoiser::{Calls, NAME};

/// The exercise, checked by calling `calls`. `seed` is of the stripes.
pub fn exercise(calls: Calls, seed: u64, homework: Homework) -> Exercise {
    let mut checks = covered::checks(&calls, seed);
    checks.extend(steps::checks(calls, seed, homework));
    Exercise {
        name: NAME,
        hints: [
            "occlude: `images.bytes().to_vec()` gives bytes that you may change, and \
             `chunks_exact_mut(784)` goes through the images",
            "restore: outside the stripe you know every pixel. Take from the network only \
             the two rows that are white from side to side",
            "learn: a narrow bottleneck forgets what the network should only look at. Use \
             convolutions as in lesson 4, with more channels and without the five numbers",
        ]
        .map(String::from)
        .into(),
        checks,
    }
}
