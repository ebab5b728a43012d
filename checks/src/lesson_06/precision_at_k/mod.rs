//! The checks of `lesson_06::precision_at_k`.

mod cases;
mod precision;
mod search;

use crate::check::Exercise;
use interface::lesson_06::precision_at_k::{Calls, NAME};

/// The exercise, checked by calling `calls`; `seed` is of the random cases.
pub fn exercise(calls: Calls, seed: u64) -> Exercise {
    let mut checks = search::checks(&calls, seed);
    checks.extend(precision::checks(&calls, seed));
    Exercise {
        name: NAME,
        hints: &[
            "squared_distance: `a.iter().zip(b)` gives pairs; `.map(|(a, b)| …).sum()` adds up",
            "nearest: sort the places 0..rows.len() with `sort_by`, which keeps the order of \
             equals, by `distances[*a].total_cmp(&distances[*b])`; then `truncate(k)`",
            "precision_at_k: call nearest for each query, count the places whose label is the \
             query's, and divide once, at the end, by k times the number of queries",
        ],
        checks,
    }
}
