//! The checks of `lesson_06::threshold`.

mod judge;
mod scores;

use crate::check::Exercise;
use interface::lesson_06::threshold::{Calls, NAME};

/// The exercise, checked by calling `calls`; `seed` is of the random cases.
pub fn exercise(calls: Calls, seed: u64) -> Exercise {
    let mut checks = scores::checks(&calls, seed);
    checks.extend(judge::checks(&calls, seed));
    Exercise {
        name: NAME,
        hints: &[
            "share_above: `scores.iter().filter(|score| **score > threshold).count()`, then \
             divide, as f32, by `scores.len()`",
            "choose_threshold: sort a copy with `sort_by(f32::total_cmp)`, and take the first \
             score for which share_above says no more than `allowed`",
            "judge: the threshold comes from `validation` alone; `training` is not needed, and \
             is there to tempt you",
        ],
        checks,
    }
}
