//! Nearest neighbours: which of many images, or codes of images, are most like this one?
//!
//! The search is exact and goes through all of them. Its time is that of reading them: a
//! code of 32 numbers is read 24 times faster than an image of 784.

use crate::ops::engine::gemm::{Into, Matrix, gemm};
use crate::ops::engine::{simd, storage};
use dfdx::prelude::{Cpu, HasShape, Shape, Tensor};
use rayon::prelude::*;

/// Something that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// Its place among what was searched.
    pub place: usize,
    /// The Euclidean distance to the query.
    pub distance: f32,
}

/// What is searched: one row of numbers for each image.
#[derive(Clone, Debug)]
pub struct Index {
    /// Numbers in a row.
    width: usize,
    rows: Vec<f32>,
    /// Half of each row's squared length.
    halves: Vec<f32>,
}

/// Queries that one thread takes at a time.
const QUERIES: usize = 64;

/// Rows whose products with these queries stay in the core's cache until they are compared.
const ROWS: usize = 1024;

/// Candidates beyond those asked for: their distances are computed once more without
/// rounding away small differences, so neighbours at nearly the same distance may change
/// places.
const SPARE: usize = 6;

impl Index {
    /// An index of images or codes, one for each of the tensor's first dimension.
    ///
    /// # Shapes
    /// (N, …)
    ///
    /// # Panics
    /// If there is nothing in it, or a number is not finite.
    ///
    /// ```
    /// use aelib_core::prelude::*;
    ///
    /// let codes = Cpu::default().tensor([[0.0, 0.0], [3.0, 4.0], [1.0, 0.0]]);
    /// let index: Index = Index::new(&codes);
    /// let found = index.nearest(&Cpu::default().tensor([[0.0, 0.0]]), 3);
    /// assert_eq!(found[0].iter().map(|n| n.place).collect::<Vec<_>>(), [0, 2, 1]);
    /// assert_eq!(found[0][2].distance, 5.0);
    /// ```
    pub fn new<S: Shape>(rows: &Tensor<S, f32, Cpu>) -> Self {
        let width = width(rows);
        let rows = storage::to_vec(rows);
        assert!(
            width > 0 && !rows.is_empty(),
            "Index::new: nothing to search"
        );
        assert!(
            rows.iter().all(|x| x.is_finite()),
            "Index::new: a number is not finite"
        );
        let squares = |row: &[f32]| row.iter().map(|x| x * x).sum::<f32>();
        let halves = rows.par_chunks(width).map(|row| squares(row) / 2.0);
        Self {
            halves: halves.collect(),
            width,
            rows,
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.halves.len()
    }

    /// Whether there is none: never.
    pub fn is_empty(&self) -> bool {
        self.halves.is_empty()
    }

    /// The `k` nearest rows for each query, the nearest first; of equally near ones the
    /// one that comes first. All of them, if there are fewer than `k`.
    ///
    /// # Shapes
    /// (N, …) with as many numbers in each query as in each row
    ///
    /// # Panics
    /// If queries and rows differ in their number of numbers.
    pub fn nearest<S: Shape>(
        &self,
        queries: &Tensor<S, f32, Cpu>,
        k: usize,
    ) -> Vec<Vec<Neighbour>> {
        assert_eq!(
            width(queries),
            self.width,
            "Index::nearest: numbers in a query, and in what is searched"
        );
        let queries = storage::to_vec(queries);
        let blocks = queries.par_chunks(QUERIES * self.width);
        blocks
            .flat_map_iter(|block| self.search(block, k))
            .collect()
    }

    /// `½|q − x|² = ½|q|² + ½|x|² − q·x`: the order of the rows is that of `½|x|² − q·x`,
    /// and the products are one large matrix product.
    fn search(&self, queries: &[f32], k: usize) -> Vec<Vec<Neighbour>> {
        let n = queries.len() / self.width;
        let keep = (k + SPARE).min(self.len());
        let mut best = vec![Best::new(keep); n];
        let mut products = vec![0.0; n * ROWS];
        for (b, rows) in self.rows.chunks(ROWS * self.width).enumerate() {
            let (first, count) = (b * ROWS, rows.len() / self.width);
            let products = &mut products[..n * count];
            let q = Matrix::new(queries, n, self.width);
            let x = Matrix::new(rows, count, self.width);
            // (n, W) × (W, count)
            gemm(q, x.t(), Into::Replace, products);
            let halves = &self.halves[first..first + count];
            for (best, products) in best.iter_mut().zip(products.chunks_exact(count)) {
                best.look_through(first, halves, products);
            }
        }
        let queries = queries.chunks_exact(self.width);
        best.into_iter()
            .zip(queries)
            .map(|(best, query)| self.ranked(best, query, k))
            .collect()
    }

    /// The first `k` candidates by their true distance.
    fn ranked(&self, best: Best, query: &[f32], k: usize) -> Vec<Neighbour> {
        let measured = best.found.into_iter().map(|(_, place)| {
            let row = &self.rows[place * self.width..][..self.width];
            let squares = row.iter().zip(query).map(|(x, q)| f64::from(x - q).powi(2));
            (squares.sum::<f64>(), place)
        });
        let mut measured: Vec<(f64, usize)> = measured.collect();
        measured.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        measured.truncate(k);
        let neighbour = |(square, place): (f64, usize)| Neighbour {
            place,
            distance: square.sqrt() as f32,
        };
        measured.into_iter().map(neighbour).collect()
    }
}

/// The best rows so far for one query, the best first.
#[derive(Clone)]
struct Best {
    keep: usize,
    found: Vec<(f32, usize)>,
}

impl Best {
    fn new(keep: usize) -> Self {
        let found = Vec::with_capacity(keep + 1);
        Self { keep, found }
    }

    /// Nearly no row is among the best, and whole stretches are passed over at once.
    fn look_through(&mut self, first: usize, halves: &[f32], products: &[f32]) {
        const STRETCH: usize = 64;
        let stretches = halves.chunks(STRETCH).zip(products.chunks(STRETCH));
        for (s, (halves, products)) in stretches.enumerate() {
            let worst = self.worst();
            let nearer = simd::run(
                #[inline(always)]
                || {
                    let scores = halves.iter().zip(products).map(|(h, p)| h - p);
                    scores.fold(false, |any, score| any | (score < worst))
                },
            );
            if nearer {
                for (i, (half, product)) in halves.iter().zip(products).enumerate() {
                    self.offer(half - product, first + s * STRETCH + i);
                }
            }
        }
    }

    /// What a row has to be below to be among the best.
    fn worst(&self) -> f32 {
        match self.found.last() {
            Some((score, _)) if self.found.len() == self.keep => *score,
            _ => f32::INFINITY,
        }
    }

    fn offer(&mut self, score: f32, place: usize) {
        if score < self.worst() {
            let at = self.found.partition_point(|(other, _)| *other <= score);
            self.found.insert(at, (score, place));
            self.found.truncate(self.keep);
        }
    }
}

/// Numbers for each of the first dimension.
fn width<S: Shape>(rows: &Tensor<S, f32, Cpu>) -> usize {
    rows.shape().concrete().into_iter().skip(1).product()
}

#[cfg(test)]
mod tests {
    use super::*;
    use dfdx::prelude::{Const, TensorFromVec};
    use proptest::prelude::*;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    /// The definition: all distances, sorted.
    fn plain(rows: &[f32], query: &[f32], k: usize) -> Vec<usize> {
        let distances = rows.chunks(query.len()).map(|row| {
            let squares = row.iter().zip(query).map(|(a, b)| f64::from(a - b).powi(2));
            squares.sum::<f64>()
        });
        let mut order: Vec<(f64, usize)> = distances.zip(0..).collect();
        order.sort_by(|a, b| a.partial_cmp(b).unwrap());
        order.into_iter().take(k).map(|(_, place)| place).collect()
    }

    fn compare<const W: usize>(n: usize, queries: usize, k: usize, seed: u64, levels: i32) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        // Few levels, so that many distances are equal.
        let mut numbers = |n: usize| -> Vec<f32> {
            (0..n * W)
                .map(|_| rng.gen_range(0..levels) as f32 / levels as f32)
                .collect()
        };
        let (rows, asked) = (numbers(n), numbers(queries));
        let device = Cpu::default();
        let index = Index::new(&device.tensor_from_vec(rows.clone(), (n, Const::<W>)));
        let found = index.nearest(
            &device.tensor_from_vec(asked.clone(), (queries, Const::<W>)),
            k,
        );
        assert_eq!(found.len(), queries);
        for (found, query) in found.iter().zip(asked.chunks(W)) {
            let distance = |place: usize| {
                let row = &rows[place * W..][..W];
                row.iter()
                    .zip(query)
                    .map(|(a, b)| f64::from(a - b).powi(2))
                    .sum::<f64>()
                    .sqrt()
            };
            let expected = plain(&rows, query, k);
            assert_eq!(found.len(), expected.len());
            for (found, expected) in found.iter().zip(&expected) {
                let distances = [distance(found.place), distance(*expected)];
                assert!((distances[0] - distances[1]).abs() < 1e-6, "{distances:?}");
                assert!((f64::from(found.distance) - distances[0]).abs() < 1e-5);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn the_nearest_are_those_that_all_distances_give(
            n in 1usize..300, queries in 1usize..4, k in 1usize..20, seed: u64,
        ) {
            compare::<3>(n, queries, k, seed, 1000);
            compare::<17>(n, queries, k, seed, 4);
        }
    }

    #[test]
    fn several_blocks_of_rows_and_of_queries() {
        compare::<9>(3 * ROWS + 5, 2 * QUERIES + 1, 10, 0, 1000);
    }

    #[test]
    fn a_row_is_its_own_nearest_neighbour() {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let numbers: Vec<f32> = (0..500 * 8).map(|_| rng.r#gen()).collect();
        let rows = Cpu::default().tensor_from_vec(numbers, (500, Const::<8>));
        let index = Index::new(&rows);
        for (i, found) in index.nearest(&rows, 1).iter().enumerate() {
            assert_eq!(
                found[0],
                Neighbour {
                    place: i,
                    distance: 0.0
                }
            );
        }
    }

    #[test]
    fn equal_rows_come_in_their_order() {
        let rows = Cpu::default().tensor_from_vec(vec![1.0; 12], (6, Const::<2>));
        let found = Index::new(&rows).nearest(&rows, 3);
        let places = found[5].iter().map(|n| n.place);
        assert_eq!(places.collect::<Vec<_>>(), [0, 1, 2]);
    }
}
