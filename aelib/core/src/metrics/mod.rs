//! Numbers that say how good a model is: how far images are from what they should be, how
//! many of the things that a search finds are right, what a detector can reach, whether
//! samples look real and differ from each other.

mod roc;
mod samples;

pub use roc::{Roc, RocPoint, auc};
pub use samples::PrecisionRecall;

use crate::ops::storage;
use crate::retrieval::Neighbour;
use dfdx::prelude::{Cpu, HasShape, Shape, Tensor};

/// The mean squared error of each image: mean over its pixels.
///
/// # Shapes
/// Twice (N, …) → N numbers
///
/// # Panics
/// If the shapes differ.
///
/// ```
/// use aelib_core::prelude::*;
///
/// let device = Cpu::default();
/// let found = device.tensor([[0.0, 1.0], [0.5, 0.5]]);
/// let truth = device.tensor([[0.0, 1.0], [0.5, 0.0]]);
/// assert_eq!(mse_per_image(&found, &truth), [0.0, 0.125]);
/// ```
pub fn mse_per_image<S: Shape>(
    found: &Tensor<S, f32, Cpu>,
    truth: &Tensor<S, f32, Cpu>,
) -> Vec<f32> {
    let (sizes, expected) = (found.shape().concrete(), truth.shape().concrete());
    assert_eq!(sizes, expected, "mse_per_image: two batches of one shape");
    let images = sizes.into_iter().next().unwrap_or(1);
    let numbers = found.shape().num_elements() / images.max(1);
    errors(&storage::to_vec(found), &storage::to_vec(truth), numbers)
}

fn errors(found: &[f32], truth: &[f32], numbers: usize) -> Vec<f32> {
    let [found, truth] = [found, truth].map(|images| images.chunks_exact(numbers.max(1)));
    let error = |(found, truth): (&[f32], &[f32])| {
        let pairs = found.iter().zip(truth);
        (pairs.map(|(f, t)| f64::from(f - t).powi(2)).sum::<f64>() / numbers as f64) as f32
    };
    found.zip(truth).map(error).collect()
}

/// The peak signal-to-noise ratio in decibels, of a mean squared error between images with
/// pixels in [0, 1]: `10 log₁₀(1 / mse)`. More is better, 10 more is a tenth of the error.
///
/// # Panics
/// If the error is negative or NaN.
pub fn psnr(mse: f64) -> f64 {
    assert!(
        mse >= 0.0,
        "psnr: a mean squared error is 0 or more, found {mse}"
    );
    -10.0 * mse.log10()
}

/// Precision at k: of the first `k` neighbours found for a query, the share with the
/// query's own label; mean over the queries.
///
/// # Panics
/// If `k` is 0, there is no query, or neighbours or labels are missing.
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
