//! How many of the things that a search finds are of the right kind.

use crate::retrieval::Neighbour;

/// Precision at k: of the first `k` neighbours found for a query, the share with the
/// query's own label; mean over the queries.
///
/// # Panics
/// If `k` is 0, there is no query, a query has fewer than `k` neighbours, there are not as
/// many labels as queries, or a neighbour has no label.
///
/// ```
/// use aelib_core::prelude::*;
///
/// // One query, a 7. Its neighbours are the images 2, 0 and 1: a 7, a 1 and a 7.
/// let found = [2, 0, 1].map(|place| Neighbour { place, distance: 0.0 });
/// let precision = |k| precision_at_k(&[found.to_vec()], &[7], &[1, 7, 7], k);
/// assert_eq!(precision(1), 1.0);
/// assert_eq!(precision(2), 0.5);
/// ```
pub fn precision_at_k(
    found: &[Vec<Neighbour>],
    query_labels: &[u8],
    labels: &[u8],
    k: usize,
) -> f64 {
    assert!(k > 0, "precision_at_k: the first 0 neighbours");
    assert!(!found.is_empty(), "precision_at_k: no query");
    assert_eq!(
        found.len(),
        query_labels.len(),
        "precision_at_k: one label for each query"
    );
    let shares = found.iter().zip(query_labels).map(|(neighbours, own)| {
        let right = neighbours[..k].iter().filter(|n| labels[n.place] == *own);
        right.count() as f64 / k as f64
    });
    shares.sum::<f64>() / found.len() as f64
}
