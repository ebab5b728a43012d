//! Images unlike those that a model has learned from: it gives them back badly.

use crate::images::Images;
use crate::metrics::mse_per_image;
use crate::nn::{Batch, Features};

const BATCH: usize = 1000;

/// The anomaly score of each image: the mean squared error between it and what
/// `reconstruct` makes of it. High means strange.
pub fn anomaly_scores<S: Features>(
    images: &Images<S>,
    reconstruct: impl Fn(Batch<S>) -> Batch<S>,
) -> Vec<f32> {
    let scores = |batch: Batch<S>| mse_per_image(&reconstruct(batch.clone()), &batch);
    images.batches(BATCH).flat_map(scores).collect()
}

/// The lowest threshold that lets at most the share `false_alarms` of these scores lie
/// above it. Give it scores of *normal validation* images: those that the model learned from
/// have too small errors, and a test has to meet the threshold unprepared.
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// No more alarms than allowed; any lower threshold among the scores has more.
        #[test]
        fn the_threshold_is_the_lowest_that_keeps_its_word(
            scores in prop::collection::vec((0u8..20).prop_map(f32::from), 1..50),
            percent in 0u8..=100,
        ) {
            let allowed = f64::from(percent) / 100.0 + 1e-9;
            let chosen = threshold(&scores, f64::from(percent) / 100.0);
            prop_assert!(share_above(&scores, chosen) <= allowed);
            let mut lower = scores.iter().filter(|s| **s < chosen);
            prop_assert!(lower.all(|lower| share_above(&scores, *lower) > allowed));
        }
    }

    #[test]
    fn a_share_of_all_is_all() {
        assert_eq!(threshold(&[1.0, 2.0], 1.0), f32::NEG_INFINITY);
        assert_eq!(share_above(&[1.0, 2.0], f32::NEG_INFINITY), 1.0);
        // 0.29 · 100 is a little less than 29 in floating point.
        let hundred = Vec::from_iter((0..100).map(|i| i as f32));
        assert_eq!(threshold(&hundred, 0.29), 70.0);
    }

    #[test]
    fn scores_follow_the_images_across_batches() {
        let bytes = (0..2003).map(|i| (i % 256) as u8).collect();
        let images = Images::<dfdx::prelude::Rank1<1>>::from_bytes(bytes).unwrap();
        let scores = anomaly_scores(&images, |batch| batch * 0.0);
        for (byte, score) in images.bytes().iter().zip(scores) {
            assert!(
                (score - (f32::from(*byte) / 255.0).powi(2)).abs() < 1e-6,
                "{byte}: {score}"
            );
        }
    }
}
