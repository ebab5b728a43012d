//! Images unlike those that a model has learned from: it gives them back badly.

use crate::images::Images;
use crate::metrics::mse_per_image;
use crate::nn::{Batch, Features};

const BATCH: usize = 1000;

/// The anomaly score of each image: the mean squared error between it and what
/// `reconstruct`, (N, …) → (N, …), makes of it. High means strange.
pub fn anomaly_scores<S: Features>(
    images: &Images<S>,
    reconstruct: impl Fn(Batch<S>) -> Batch<S>,
) -> Vec<f32> {
    let scores = |batch: Batch<S>| mse_per_image(&reconstruct(batch.clone()), &batch);
    images.batches(BATCH).flat_map(scores).collect()
}

/// The lowest threshold that lets at most the share `false_alarms` of these scores lie
/// above it. The scores are of normal images.
///
/// # Panics
/// If there is no score, one is NaN, or the share is not in [0, 1].
///
/// ```
/// use aelib_core::prelude::*;
///
/// let normal = [0.3, 0.1, 0.5, 0.2, 0.4];
/// assert_eq!(threshold(&normal, 0.2), 0.4); // only 0.5 lies above
/// assert_eq!(threshold(&normal, 0.0), 0.5);
/// assert_eq!(share_above(&normal, 0.4), 0.2);
/// ```
pub fn threshold(normal: &[f32], false_alarms: f64) -> f32 {
    assert!(!normal.is_empty(), "threshold: no scores");
    assert!(
        (0.0..=1.0).contains(&false_alarms),
        "threshold: a share is from 0 to 1, found {false_alarms}"
    );
    let mut sorted = normal.to_vec();
    sorted.sort_by(f32::total_cmp);
    let numbers = normal.iter().all(|s| !s.is_nan());
    assert!(numbers, "threshold: a score is NaN");
    // So many may lie above, up to the rounding of share times number.
    let above = (false_alarms * sorted.len() as f64 + 1e-9).floor() as usize;
    match sorted.len().checked_sub(above + 1) {
        Some(place) => sorted[place],
        None => f32::NEG_INFINITY,
    }
}

/// The share of scores above a threshold: false alarms among normal images, catches among
/// strange ones.
///
/// # Panics
/// If there is no score.
pub fn share_above(scores: &[f32], threshold: f32) -> f64 {
    assert!(!scores.is_empty(), "share_above: no scores");
    let above = scores.iter().filter(|score| **score > threshold);
    above.count() as f64 / scores.len() as f64
}
