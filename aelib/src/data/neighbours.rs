//! A reader of digits that has learned nothing: it looks for similar ones.

use super::Labelled;
use super::images::Images;
use crate::nn::Map;
use crate::retrieval::{Index, Neighbour};

impl Labelled {
    /// Reads images by the label that most of their `k` nearest among these have, by the
    /// distance between raw pixels; of labels equally frequent, the nearest one's. The
    /// yardstick for a data set: how much does it say about another one?
    ///
    /// # Panics
    /// If there is nothing to compare with.
    ///
    /// # Source
    /// Cover & Hart 1967.
    pub fn nearest_labels(&self, images: &Images<Map<1, 28, 28>>, k: usize) -> Vec<u8> {
        let index = Index::new(&self.images.tensor());
        let neighbours = index.nearest(&images.tensor(), k);
        neighbours.iter().map(|found| self.vote(found)).collect()
    }

    fn vote(&self, found: &[Neighbour]) -> u8 {
        let labels = || found.iter().map(|neighbour| self.labels[neighbour.place]);
        let votes = |label: u8| labels().filter(|other| *other == label).count();
        // Of equal ones the last is chosen: the nearest comes last.
        labels()
            .rev()
            .max_by_key(|label| votes(*label))
            .expect("a neighbour")
    }
}
