//! How good samples are as a whole: whether each looks real, and whether together they are as
//! manifold as what is real.

use crate::ops::engine::gemm::{Into, Matrix, gemm};
use crate::ops::storage;
use crate::retrieval::{Index, Neighbour};
use dfdx::prelude::{Cpu, HasShape, Shape, Tensor};
use rayon::prelude::*;

/// Precision and recall of samples. A model whose samples are all the same may have any
/// precision, but it has no recall.
///
/// # Source
/// Kynkäänniemi et al. 2019, "Improved precision and recall metric for assessing generative
/// models", section 2.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PrecisionRecall {
    /// The share of the samples that lie among the real images, in [0, 1]: how many look real.
    pub precision: f64,
    /// The share of the real images that lie among the samples, in [0, 1]: how much of what
    /// there is the model can make.
    pub recall: f64,
}

impl PrecisionRecall {
    /// From features of real images and of samples, as many of each as possible and about
    /// equally many. Something lies among others if it is no farther from one of these than
    /// that one's own `k`-th neighbour is; the paper has `k` = 3. The features should say what
    /// images show, as [`DigitClassifier::features`](crate::models::DigitClassifier::features)
    /// does: between pixels, a blur is near to everything.
    ///
    /// # Shapes
    /// (N, …) and (M, …), with as many numbers in each row
    ///
    /// # Panics
    /// If `k` is 0, there are not more than `k` rows of each, or rows differ in their numbers.
    ///
    /// ```
    /// use aelib_core::prelude::*;
    ///
    /// let real = Cpu::default().tensor([[0.0], [1.0], [2.0], [10.0], [11.0], [12.0]]);
    /// // All samples lie among the real numbers, but only among one half of them.
    /// let samples = Cpu::default().tensor([[0.25], [0.75], [1.25], [1.75]]);
    /// let found = PrecisionRecall::of(&real, &samples, 1);
    /// assert_eq!((found.precision, found.recall), (1.0, 0.5));
    /// ```
    pub fn of<S: Shape, R: Shape>(
        real: &Tensor<S, f32, Cpu>,
        samples: &Tensor<R, f32, Cpu>,
        k: usize,
    ) -> Self {
        let (real, samples) = (Cloud::new(real, k), Cloud::new(samples, k));
        assert_eq!(
            real.width, samples.width,
            "PrecisionRecall: numbers in a real image's row, and in a sample's"
        );
        Self {
            precision: real.share_inside(&samples),
            recall: samples.share_inside(&real),
        }
    }
}

/// `precision 81 %, recall 62 %`
impl std::fmt::Display for PrecisionRecall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [precision, recall] = [self.precision, self.recall].map(|share| 100.0 * share);
        write!(f, "precision {precision:.0} %, recall {recall:.0} %")
    }
}

/// Rows of numbers, and around each one a ball that reaches to its `k`-th neighbour.
struct Cloud {
    width: usize,
    rows: Vec<f32>,
    /// Each row's squared length.
    squares: Vec<f64>,
    /// Each ball's squared radius.
    radii: Vec<f64>,
}

/// Rows that one thread compares at a time.
const TOGETHER: usize = 64;

impl Cloud {
    fn new<S: Shape>(rows: &Tensor<S, f32, Cpu>, k: usize) -> Self {
        let sizes = Vec::from_iter(rows.shape().concrete());
        assert!(
            k > 0 && sizes[0] > k,
            "PrecisionRecall: with k = {k}, more than {k} rows and k from 1 on; found {} rows",
            sizes[0]
        );
        // The nearest of all is the row itself.
        let neighbours = Index::new(rows).nearest(rows, k + 1);
        let radius = |found: &Vec<Neighbour>| f64::from(found[k].distance);
        let (width, rows) = (sizes[1..].iter().product(), storage::to_vec(rows));
        let square = |row: &[f32]| row.iter().map(|v| f64::from(*v).powi(2)).sum();
        Self {
            width,
            squares: rows.chunks_exact(width).map(square).collect(),
            radii: neighbours.iter().map(|f| radius(f).powi(2)).collect(),
            rows,
        }
    }

    /// The share of other rows that lie in at least one ball.
    fn share_inside(&self, others: &Self) -> f64 {
        let n = self.radii.len();
        let blocks = others.rows.par_chunks(TOGETHER * self.width);
        let squares = others.squares.par_chunks(TOGETHER);
        let inside = blocks.zip(squares).map(|(block, squares)| {
            let mut products = vec![0.0; squares.len() * n];
            let others = Matrix::new(block, squares.len(), self.width);
            let rows = Matrix::new(&self.rows, n, self.width);
            // (block, W) × (W, N)
            gemm(others, rows.t(), Into::Replace, &mut products);
            let each = products.chunks_exact(n).zip(squares);
            each.filter(|(products, square)| self.is_inside(products, **square))
                .count()
        });
        inside.sum::<usize>() as f64 / others.radii.len() as f64
    }

    /// Whether a row of this squared length, and with these products with all rows, lies in a
    /// ball: `|a − b|² = |a|² + |b|² − 2 a·b`.
    fn is_inside(&self, products: &[f32], square: f64) -> bool {
        let balls = self.squares.iter().zip(&self.radii).zip(products);
        balls
            .map(|((own, radius), product)| (own + square - 2.0 * f64::from(*product), radius))
            .any(|(distance, radius)| distance <= *radius)
    }
}
