//! Images with the digits that they show, and a reader that has learned nothing: it looks
//! for similar ones.

use crate::images::Images;
use crate::nn::Map;
use crate::retrieval::{Index, Neighbour};

/// Images with the digit that each one shows.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// 28x28, white on black.
    pub images: Images<Map<1, 28, 28>>,
    /// 0 to 9, one per image.
    pub labels: Vec<u8>,
}

impl Labelled {
    /// The first `n` of them, or all there are.
    pub fn first(&self, n: usize) -> Self {
        Self {
            images: self.images.first(n),
            labels: self.labels[..n.min(self.labels.len())].to_vec(),
        }
    }

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
