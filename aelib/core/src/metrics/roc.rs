//! What a detector can reach at all thresholds.

/// One threshold of a detector that says "positive" for scores *above* it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RocPoint {
    /// Number that a score has to exceed; −∞ at the end, where everything is positive.
    pub threshold: f32,
    /// The share of the negatives that are called positive: false alarms.
    pub false_positive_rate: f64,
    /// The share of the positives that are called positive: what is caught.
    pub true_positive_rate: f64,
}

/// The receiver operating characteristic: false alarms against catches, from the strictest
/// threshold (nothing is positive) to the loosest (everything is).
///
/// # Source
/// Fawcett 2006, "An introduction to ROC analysis", algorithm 1: equal scores are one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Roc {
    /// Name of a positive: of what a high score should mean.
    pub positive: String,
    /// One point per distinct score, and the corner (0, 0) before them.
    pub points: Vec<RocPoint>,
    /// The area under the curve, see [`auc`].
    pub auc: f64,
}

impl Roc {
    /// The curve of scores that should be high for what `positive` names.
    ///
    /// # Panics
    /// If there is no positive or no negative, or a score is NaN.
    ///
    /// ```
    /// use aelib_core::metrics::Roc;
    ///
    /// let roc = Roc::new("a letter", &[0.9, 0.5], &[0.5, 0.1]);
    /// let rates: Vec<_> = roc.points.iter()
    ///     .map(|p| (p.false_positive_rate, p.true_positive_rate))
    ///     .collect();
    /// assert_eq!(rates, [(0.0, 0.0), (0.0, 0.5), (0.5, 1.0), (1.0, 1.0)]);
    /// assert_eq!(roc.auc, 0.875);
    /// ```
    pub fn new(positive: impl Into<String>, positives: &[f32], negatives: &[f32]) -> Self {
        let [p, n] = [positives.len(), negatives.len()];
        assert!(
            p * n > 0,
            "Roc::new: {p} positives and {n} negatives; at least one of each"
        );
        let mut scores: Vec<(f32, bool)> = positives.iter().map(|s| (*s, true)).collect();
        scores.extend(negatives.iter().map(|s| (*s, false)));
        let numbers = scores.iter().all(|(s, _)| !s.is_nan());
        assert!(numbers, "Roc::new: a score is NaN");
        // From the highest on; adding 0 makes a 0 of −0, so that the two are equal.
        scores.sort_by(|(a, _), (b, _)| (b + 0.0).total_cmp(&(a + 0.0)));

        let mut counts = [0usize; 2];
        let mut points = Vec::new();
        let mut point = |threshold, [alarms, catches]: [usize; 2]| {
            let (false_positive_rate, true_positive_rate) =
                (alarms as f64 / n as f64, catches as f64 / p as f64);
            points.push(RocPoint {
                threshold,
                false_positive_rate,
                true_positive_rate,
            });
        };
        for equal in scores.chunk_by(|(a, _), (b, _)| a == b) {
            point(equal[0].0, counts);
            equal
                .iter()
                .for_each(|(_, positive)| counts[usize::from(*positive)] += 1);
        }
        point(f32::NEG_INFINITY, counts);
        // Equal scores make a slanted step: half of its rectangle lies below it.
        let area = points.windows(2).map(|step| {
            let width = step[1].false_positive_rate - step[0].false_positive_rate;
            width * (step[0].true_positive_rate + step[1].true_positive_rate) / 2.0
        });
        Self {
            positive: positive.into(),
            auc: area.sum(),
            points,
        }
    }
}

/// The area under the ROC curve: the probability that a positive, drawn at random, has a
/// higher score than a negative, drawn at random; equal scores count one half.
///
/// # Panics
/// As [`Roc::new`].
///
/// # Source
/// Hanley & McNeil 1982.
pub fn auc(positives: &[f32], negatives: &[f32]) -> f64 {
    Roc::new("", positives, negatives).auc
}
