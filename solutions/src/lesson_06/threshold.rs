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
    // begin solution (scores, threshold): count the scores above, and divide
    let above = scores.iter().filter(|score| **score > threshold).count();
    above as f32 / scores.len() as f32
    // end solution
}

/// The lowest of these scores above which at most the share `allowed` of them lies. The
/// scores are of normal images, in any order; `allowed` is 0 or more, and less than 1.
///
/// # Example
/// Of `[0.3, 0.2, 0.5, 0.1, 0.4]` with 0.2 allowed, one score in five may lie above:
/// the threshold is 0.4.
pub fn choose_threshold(normal: &[f32], allowed: f32) -> f32 {
    // begin solution (normal, allowed): try the scores as thresholds, with share_above
    let mut sorted = normal.to_vec();
    sorted.sort_by(f32::total_cmp);
    let keeps_its_word = |score: &f32| share_above(normal, *score) <= allowed;
    // Nothing lies above the highest, so one is always found.
    sorted
        .into_iter()
        .find(keeps_its_word)
        .unwrap_or(f32::INFINITY)
    // end solution
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
    // begin solution (training, validation, test, anomalies, allowed): choose on one set, report on two
    // Tempting, but the model knows these images.
    let _ = training;
    let threshold = choose_threshold(validation, allowed);
    let false_alarms = share_above(test, threshold);
    let caught = share_above(anomalies, threshold);
    (threshold, false_alarms, caught)
    // end solution
}
// begin source

use crate::source::*;
use crate::{args, function};

/// Where the threshold is among the sorted scores.
fn place(scores: &[f32], allowed: f32) -> usize {
    scores.len() - 1 - (allowed * scores.len() as f32) as usize
}

/// A place among the sorted scores, at most the last.
fn at(scores: &[f32], place: usize) -> f32 {
    let mut sorted = scores.to_vec();
    sorted.sort_by(f32::total_cmp);
    sorted[place.min(sorted.len() - 1)]
}

/// What is reported with this threshold.
fn report(threshold: f32, test: &[f32], anomalies: &[f32]) -> (f32, f32, f32) {
    (
        threshold,
        share_above(test, threshold),
        share_above(anomalies, threshold),
    )
}

inventory::submit!(Entry { place: 61, source });

/// What it is checked for.
pub fn source(rng: &mut Draw) -> Source {
    // The share that is allowed lies between two that can be had, so rounding decides nothing.
    let mut any = |n: usize| {
        let scores: Vec<f32> = (0..n)
            .map(|_| rng.gen_range(0..100) as f32 / 100.0)
            .collect();
        let above = rng.gen_range(0..n.div_ceil(3));
        args![scores, (above as f32 + 0.5) / n as f32]
    };
    let many: Vec<_> = (4..24).map(&mut any).collect();
    let four = || vec![1.0f32, 2.0, 3.0, 4.0];
    let mut shares = vec![
        args![vec![2.0f32, 1.0, 5.0, 3.0, 3.0], 3.0f32],
        args![four(), 3.0f32],
        args![four(), 0.5f32],
        args![four(), 4.0f32],
        args![vec![0.5f32, -0.5, 0.5, 0.25], 0.25f32],
        args![vec![2.0f32], 1.0f32],
    ];
    shares.extend((5..10).map(&mut any));
    let five = || vec![0.3f32, 0.2, 0.5, 0.1, 0.4];
    let mut by_hand = vec![
        args![five(), 0.2f32],
        args![vec![0.3f32, 0.6, 0.5, 0.1, 0.4, 0.2], 0.35f32],
        args![five(), 0.0f32],
        args![vec![0.75f32], 0.5f32],
        args![vec![4.0f32, 1.0, 3.0, 2.0], 0.5f32],
    ];
    by_hand.extend((6..9).map(&mut any));
    let example = args![
        vec![0.1f32, 0.1, 0.1, 0.2],
        vec![0.1f32, 0.2, 0.3, 0.4],
        vec![0.1f32, 0.3, 0.4, 0.5],
        vec![0.8f32, 0.9],
        0.25f32,
    ];
    // Each known mistake gives another report on each of them.
    let others = [[-1.5, 0.0, 2.25], [-3.0, 0.0, -1.75]].map(|[a, b, c]: [f32; 3]| {
        let base = [1.0f32, 5.0, 2.0, 4.0, 3.0, 6.0, 8.0, 7.0];
        let set = |by: f32| base.iter().map(|score| score + by).collect::<Vec<_>>();
        let anomalies = vec![4.5f32, 7.75, 9.25, 20.0, 6.25, 30.0];
        args![set(a), set(b), set(c), anomalies, 0.25f32]
    });
    let mut random = || {
        let mut scores = |n: usize, from: u32| {
            let score = |_| (from + rng.gen_range(0..400)) as f32 / 100.0;
            (0..n).map(score).collect::<Vec<_>>()
        };
        let sets = [scores(9, 0), scores(8, 50), scores(10, 100), scores(7, 300)];
        let [training, validation, test, anomalies] = sets;
        args![training, validation, test, anomalies, 0.3f32]
    };
    let reports = vec![example, random(), random()];
    let mut validation = Vec::from(others);
    validation.extend([random(), random()]);
    Source::new(
        "lesson_06::threshold",
        [
            "share_above: `scores.iter().filter(|score| **score > threshold).count()`, and \
             divide as f32",
            "choose_threshold: sort a copy with `sort_by(f32::total_cmp)`; f32 has no order of \
             its own. The first of them with share_above(normal, score) <= allowed is it",
            "judge: three lines: choose_threshold(validation, allowed), then share_above of \
             test, then of anomalies",
        ],
    )
    .function(function! {
        share_above(scores: &[f32], threshold: f32)
        needs [] "go through the scores, count those with score > threshold, and divide by how \
                  many scores there are"
        "a score that is equal to the threshold does not lie above it: `>`, not `>=`" => {
            let counted = scores.iter().filter(|s| **s >= threshold);
            counted.count() as f32 / scores.len() as f32
        };
        "this is the share below the threshold" => {
            let counted = scores.iter().filter(|s| **s < threshold);
            counted.count() as f32 / scores.len() as f32
        };
        "this is a number of scores: divide it by how many there are" =>
            share_above(scores, threshold) * scores.len() as f32;
        "it is 0: is anything counted? Or are whole numbers divided? That gives a whole number: \
         turn both into f32 first" =>
            share_above(scores, threshold).floor();
    })
    .function(function! {
        choose_threshold(normal: &[f32], allowed: f32)
        needs [share_above]
        "sort a copy of the scores; from the lowest on, the first score above which no more \
         than the share `allowed` lies is the threshold"
        "are the scores sorted? They come in any order" => normal[place(normal, allowed)];
        "nearly all scores lie above this one: normal images have low scores, and the threshold \
         lies near their upper end" =>
            at(normal, normal.len() - 1 - place(normal, allowed));
        "one too low: more scores lie above it than are allowed" =>
            at(normal, place(normal, allowed).saturating_sub(1));
        "one too high: a lower threshold keeps the promise, too, and catches more" =>
            at(normal, place(normal, allowed) + 1);
    })
    .function(function! {
        judge(
            training: &[f32], validation: &[f32], test: &[f32], anomalies: &[f32], allowed: f32
        )
        needs [share_above, choose_threshold]
        "choose_threshold on the one set that was neither learned from nor is tested on; then \
         share_above of the test scores, and of the anomalies"
        "the threshold comes from the training images. The model has learned these by heart a \
         little: their errors are too small, and new normal images raise too many alarms" =>
            report(choose_threshold(training, allowed), test, anomalies);
        "the threshold comes from the test images: then the report says what was promised, not \
         what happens. What is tested on must not be asked before" =>
            report(choose_threshold(test, allowed), test, anomalies);
        "the threshold comes from the anomalies: nobody knows those in advance" =>
            report(choose_threshold(anomalies, allowed), test, anomalies);
        "the threshold comes from all normal images: leave out those that were learned from and \
         those that are tested on" => {
            let normal = [training, validation, test].concat();
            report(choose_threshold(&normal, allowed), test, anomalies)
        };
        "false alarms are counted on the validation images: they are as allowed there, for so \
         the threshold was chosen. Count them on the test images" =>
            report(choose_threshold(validation, allowed), validation, anomalies);
        "the last two numbers are swapped: first false alarms, then what is caught" =>
            report(choose_threshold(validation, allowed), anomalies, test);
        "the last number is what is missed: what is caught lies above the threshold" => {
            let (threshold, alarms, caught) =
                report(choose_threshold(validation, allowed), test, anomalies);
            (threshold, alarms, 1.0 - caught)
        };
    })
    .check("share_above", 1, "share_above", shares)
    .check("the_threshold_by_hand", 1, "choose_threshold", by_hand)
    .check("the_threshold_of_any_scores", 1, "choose_threshold", many)
    .check("the_report_by_hand", 1, "judge", reports)
    .check(
        "the_threshold_comes_from_validation",
        1,
        "judge",
        validation,
    )
}
// end source
