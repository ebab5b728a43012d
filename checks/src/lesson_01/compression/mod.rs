//! The checks of `lesson_01::compression`.

mod copy;
mod ratio;

use crate::check::Exercise;
use interface::lesson_01::compression::{Calls, NAME};

/// The exercise, checked by calling `calls`; `seed` is of the random cases.
pub fn exercise(calls: Calls, seed: u64) -> Exercise {
    let mut checks = ratio::checks(&calls, seed);
    checks.extend(copy::checks(&calls, seed));
    Exercise {
        name: NAME,
        hints: &[
            "compression_ratio: `pixels as f32` turns a whole number into one with a point; \
             do that on both sides of the `/`",
            "images_to_pay_off: each image saves image_bytes - code_bytes; how many such \
             savings are more than decoder_bytes? `checked_sub` gives None below 0",
            "copying_encoder: a loop over `code` rows, in it one over `pixels` columns; the \
             weight is 1.0 where row == column. The decoder is the same with its two \
             arguments exchanged",
        ],
        checks,
    }
}
