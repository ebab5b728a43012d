//! Several readers of digits, for images of which nobody knows what they show.

use super::DigitClassifier;
use crate::history::History;
use crate::images::{Images, Labelled};
use crate::watch::Watch;

/// Readers of digits that have learned apart, from different random weights. How well they read
/// clean digits can be counted; a blur has no label, but whether they agree on it can be
/// counted, too. What all of them read the same is likely to be there.
#[derive(Clone, Debug)]
pub struct Readers {
    /// One after the other.
    pub each: Vec<DigitClassifier>,
}

impl Readers {
    /// So many readers, of the seeds 0, 1, 2, …, each of which learns the labels of all digits,
    /// one after the other. Where `watch` ends the run, later readers have learned nothing.
    pub fn fit_watched(
        count: usize,
        digits: &Labelled,
        epochs: usize,
        watch: &mut dyn Watch,
    ) -> Self {
        let mut each = Vec::from_iter((0..count as u64).map(DigitClassifier::new));
        let mut history = History::default();
        let _complete = (0..)
            .zip(&mut each)
            .all(|(seed, reader)| reader.fit_watched(digits, epochs, seed, (&mut history, watch)));
        Self { each }
    }

    /// The digit that all readers see in each image, or `None` where they do not agree.
    ///
    /// # Panics
    /// If there is no reader.
    pub fn read(&self, images: &Images) -> Vec<Option<u8>> {
        let all = self.each.iter().map(|reader| reader.read_all(images));
        let agreed = all.map(|read| Vec::from_iter(read.into_iter().map(Some)));
        let both = |a: Vec<Option<u8>>, b: Vec<Option<u8>>| {
            let pairs = a.into_iter().zip(b);
            pairs.map(|(a, b)| a.filter(|_| a == b)).collect()
        };
        agreed.reduce(both).expect("Readers: at least one")
    }
}

/// What has become of digits: the places of those on which readers agreed before, in the order
/// in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fates {
    /// All readers see the same digit as before.
    pub kept: Vec<usize>,
    /// All readers see the same digit, and it is another one.
    pub changed: Vec<usize>,
    /// The readers do not agree any more.
    pub unclear: Vec<usize>,
}

impl Fates {
    /// From what [`Readers::read`] gives of the same images before and after.
    ///
    /// # Panics
    /// If one list is longer than the other.
    ///
    /// ```
    /// use aelib_core::prelude::*;
    ///
    /// let before = [Some(4), Some(9), Some(1), Some(1), None];
    /// let after = [Some(9), Some(9), None, Some(1), Some(3)];
    /// let fates = Fates::of(&before, &after);
    /// assert_eq!((fates.kept.clone(), fates.changed.clone()), (vec![1, 3], vec![0]));
    /// assert_eq!(fates.percent(), [50.0, 25.0, 25.0]);
    /// ```
    pub fn of(before: &[Option<u8>], after: &[Option<u8>]) -> Self {
        assert_eq!(before.len(), after.len(), "Fates: lists of the same digits");
        let mut fates = Self::default();
        for (place, (before, after)) in before.iter().zip(after).enumerate() {
            let fate = match (before, after) {
                (None, _) => continue,
                (Some(_), None) => &mut fates.unclear,
                (Some(before), Some(after)) if before == after => &mut fates.kept,
                _ => &mut fates.changed,
            };
            fate.push(place);
        }
        fates
    }

    /// How many are kept, changed and unclear, in percent of all three together.
    ///
    /// # Panics
    /// If the readers agreed on nothing before.
    pub fn percent(&self) -> [f64; 3] {
        let counts = [&self.kept, &self.changed, &self.unclear].map(Vec::len);
        let all: usize = counts.iter().sum();
        assert!(all > 0, "Fates: digits that were clear before");
        counts.map(|count| 100.0 * count as f64 / all as f64)
    }
}
