//! From which score on is an image an anomaly? A threshold, and an honest report on it.
//!
//! ```text
//! cargo test -p exercises -- lesson_06::threshold
//! ```

/// The share of scores that lie above a threshold, from 0 to 1. A score that is equal to
/// the threshold does not lie above it. There is at least one score.
///
/// # Example
/// `share_above(&[1.0, 2.0, 3.0, 4.0], 3.0)` is 0.25: only the 4.
pub fn share_above(scores: &[f32], threshold: f32) -> f32 {
    let _ = (scores, threshold); // Replace this line, too.
    todo!("count the scores above, and divide")
}

/// The lowest of these scores above which at most the share `allowed` of them lies. The
/// scores are of normal images, in any order; `allowed` is 0 or more, and less than 1.
///
/// # Example
/// Of `[0.3, 0.2, 0.5, 0.1, 0.4]` with 0.2 allowed, one score in five may lie above:
/// the threshold is 0.4.
pub fn choose_threshold(normal: &[f32], allowed: f32) -> f32 {
    let _ = (normal, allowed); // Replace this line, too.
    todo!("try the scores as thresholds, with share_above")
}

/// Chooses a threshold with at most the share `allowed` of false alarms, and tests it on
/// images that had no part in the choice. There are four sets of scores:
///
/// - `training`: normal images, from which the model has learned;
/// - `validation`: normal images that the model has never seen;
/// - `test`: other normal images that it has never seen;
/// - `anomalies`.
///
/// Returns three numbers: the threshold; the share of *test* images above it, which are
/// false alarms; the share of anomalies above it, which are caught.
///
/// Which of the four sets may the threshold come from? What it is tested on must not have
/// been asked before, and a model is better at images that it has learned from.
///
/// # Example
/// With these scores and 0.25 allowed the result is (0.3, 0.5, 1.0). That half of the
/// test images raise an alarm is bad luck, and belongs in the report.
///
/// ```text
/// training    0.1  0.1  0.1  0.2
/// validation  0.1  0.2  0.3  0.4
/// test        0.1  0.3  0.4  0.5
/// anomalies   0.8  0.9
/// ```
pub fn judge(
    training: &[f32],
    validation: &[f32],
    test: &[f32],
    anomalies: &[f32],
    allowed: f32,
) -> (f32, f32, f32) {
    let _ = (training, validation, test, anomalies, allowed); // Replace this line, too.
    todo!("choose on one set, report on two")
}
