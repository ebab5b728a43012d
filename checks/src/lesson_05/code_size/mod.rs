//! The checks of `lesson_05::code_size`.

mod choice;
mod prediction;

use crate::check::Exercise;
use interface::lesson_05::code_size::{Calls, NAME};

/// The exercise, checked by calling `calls`; `seed` is of the random cases.
pub fn exercise(calls: Calls, seed: u64) -> Exercise {
    let mut checks = prediction::checks(&calls, seed);
    checks.extend(choice::checks(&calls, seed));
    Exercise {
        name: NAME,
        hints: &[
            "predicted_error: `variances.iter().skip(k).sum::<f32>()` adds what is lost; \
             there are `variances.len()` pixels",
            "kept: `before.iter().zip(after)` gives pairs; count those that are equal, and \
             divide as f32",
            "smallest_code: `sizes.iter().zip(kept)`, then `filter` what keeps enough, `map` \
             to the size, and `min()`, which is None if nothing is left",
        ],
        checks,
    }
}
