//! Nearest neighbours: which of many images, or codes of images, are most like this one?
//!
//! The search goes through all of them, and is exact: it looks for candidates in single
//! precision, with a bound on its rounding errors, and measures these in double precision.
//! Its time is that of reading them: a code of 32 numbers is read 24 times faster than an
//! image of 784.

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
    /// The mean of the rows. Lengths are measured from there: far from zero, the products of
    /// which distances are made would have no digits left for small differences.
    centre: Vec<f32>,
    /// Half of each row's squared distance from the centre.
    halves: Vec<f32>,
    /// The largest distance from the centre.
    radius: f64,
}

/// Queries that one thread takes at a time.
const QUERIES: usize = 64;

/// Rows whose products with these queries stay in the core's cache until they are compared.
const ROWS: usize = 1024;

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
        let centre = centre(&rows, width);
        let squares = rows.par_chunks(width).map(|row| square(row, &centre));
        let squares: Vec<f64> = squares.collect();
        Self {
            halves: squares.iter().map(|square| (square / 2.0) as f32).collect(),
            radius: squares.iter().copied().fold(0.0, f64::max).sqrt(),
            width,
            rows,
            centre,
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
    /// If queries and rows differ in their number of numbers, or a query has one that is not
    /// finite: nothing is near it.
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
        if let Some(place) = queries.iter().position(|x| !x.is_finite()) {
            let (query, number) = (place / self.width, queries[place]);
            panic!("Index::nearest: a number of query {query} is {number}, and nothing is near it");
        }
        let blocks = queries.par_chunks(QUERIES * self.width);
        blocks
            .flat_map_iter(|block| self.search(block, k))
            .collect()
    }

    /// `½|q − x|² = ½|q|² + ½|x|² − q·x`: the order of the rows is that of `½|x|² − q·x`,
    /// and the products are one large matrix product.
    fn search(&self, queries: &[f32], k: usize) -> Vec<Vec<Neighbour>> {
        let (n, keep) = (queries.len() / self.width, k.min(self.len()));
        let queries_in = queries.chunks_exact(self.width);
        let mut best = Vec::from_iter(queries_in.clone().map(|q| Best::new(keep, self.slack(q))));
        let centred = self.centred(queries);
        let mut products = vec![0.0; n * ROWS];
        for (b, rows) in self.rows.chunks(ROWS * self.width).enumerate() {
            let (first, count) = (b * ROWS, rows.len() / self.width);
            let products = &mut products[..n * count];
            let rows = self.centred(rows);
            let q = Matrix::new(&centred, n, self.width);
            let x = Matrix::new(&rows, count, self.width);
            // (n, W) × (W, count)
            gemm(q, x.t(), Into::Replace, products);
            let halves = &self.halves[first..first + count];
            for (best, products) in best.iter_mut().zip(products.chunks_exact(count)) {
                best.look_through(first, halves, products);
            }
        }
        let found = best.into_iter().map(Best::candidates);
        found
            .zip(queries_in)
            .map(|(places, query)| self.ranked(places, query, k))
            .collect()
    }

    fn centred(&self, rows: &[f32]) -> Vec<f32> {
        let mut centred = rows.to_vec();
        for row in centred.chunks_exact_mut(self.width) {
            row.iter_mut().zip(&self.centre).for_each(|(x, c)| *x -= c);
        }
        centred
    }

    /// By how much the scores of two rows may be wrong, together: of W products in single
    /// precision each sum is off by W units of rounding at most, of the largest product there
    /// is, whatever the order; what else is rounded is a few units.
    ///
    /// # Source
    /// Higham 2002, section 3.1.
    fn slack(&self, query: &[f32]) -> f32 {
        let unit = f64::from(f32::EPSILON) / 2.0;
        let (width, reach) = (
            self.width as f64,
            self.radius + square(query, &self.centre).sqrt(),
        );
        let share = (width / 4.0 / (1.0 - width * unit) + 8.0) * unit;
        let least = width * f64::from(f32::from_bits(1));
        match width * unit < 0.5 {
            true => (2.0 * (share * reach * reach + least)) as f32,
            false => f32::INFINITY,
        }
    }

    /// The first `k` candidates by their true distance.
    fn ranked(&self, places: Vec<usize>, query: &[f32], k: usize) -> Vec<Neighbour> {
        let measured = places.into_iter().map(|place| {
            let row = &self.rows[place * self.width..][..self.width];
            (square(row, query), place)
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

/// The rows that may be among the best for one query: those whose score is no further above
/// the last of the best than rounding can have put it there.
struct Best {
    keep: usize,
    slack: f32,
    /// The best scores so far, in order.
    scores: Vec<f32>,
    found: Vec<(f32, usize)>,
}

impl Best {
    fn new(keep: usize, slack: f32) -> Self {
        Self {
            keep,
            slack,
            scores: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Nearly no row is among the best, and whole stretches are passed over at once.
    fn look_through(&mut self, first: usize, halves: &[f32], products: &[f32]) {
        const STRETCH: usize = 64;
        let stretches = halves.chunks(STRETCH).zip(products.chunks(STRETCH));
        for (s, (halves, products)) in stretches.enumerate() {
            let limit = self.limit();
            let nearer = simd::run(
                #[inline(always)]
                || {
                    let scores = halves.iter().zip(products).map(|(h, p)| h - p);
                    scores.fold(false, |any, score| any | !beyond(score, limit))
                },
            );
            if nearer {
                for (i, (half, product)) in halves.iter().zip(products).enumerate() {
                    self.offer(half - product, first + s * STRETCH + i);
                }
            }
        }
    }

    /// No row with a higher score is among the best.
    fn limit(&self) -> f32 {
        match self.scores.last() {
            Some(score) if self.scores.len() == self.keep => score + self.slack,
            _ => f32::INFINITY,
        }
    }

    fn offer(&mut self, score: f32, place: usize) {
        if self.keep == 0 || beyond(score, self.limit()) {
            return;
        }
        self.found.push((score, place));
        let at = self.scores.partition_point(|other| *other <= score);
        if at < self.keep && !score.is_nan() {
            self.scores.insert(at, score);
            self.scores.truncate(self.keep);
        }
    }

    fn candidates(self) -> Vec<usize> {
        let limit = self.limit();
        let near = self
            .found
            .into_iter()
            .filter(|(score, _)| !beyond(*score, limit));
        near.map(|(_, place)| place).collect()
    }
}

/// Where numbers are so large that a score is none, its row has to be measured.
#[inline(always)]
fn beyond(score: f32, limit: f32) -> bool {
    score > limit
}

/// The squared distance.
fn square(a: &[f32], b: &[f32]) -> f64 {
    let squares = a
        .iter()
        .zip(b)
        .map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2));
    squares.sum()
}

/// The mean of all rows.
fn centre(rows: &[f32], width: usize) -> Vec<f32> {
    let mut sums = vec![0.0f64; width];
    for row in rows.chunks_exact(width) {
        sums.iter_mut()
            .zip(row)
            .for_each(|(sum, x)| *sum += f64::from(*x));
    }
    let count = (rows.len() / width) as f64;
    sums.iter().map(|sum| (sum / count) as f32).collect()
}

/// Numbers for each of the first dimension.
fn width<S: Shape>(rows: &Tensor<S, f32, Cpu>) -> usize {
    rows.shape().concrete().into_iter().skip(1).product()
}

#[cfg(test)]
mod tests {
    use super::*;
    use dfdx::prelude::{Const, TensorFrom, TensorFromVec};
    use proptest::prelude::*;
    use rand::{Rng, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    /// The definition: all distances, sorted.
    fn plain(rows: &[f32], query: &[f32], k: usize) -> Vec<usize> {
        let distances = rows.chunks(query.len()).map(|row| square(row, query));
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

    /// Codes that lie far from zero, in two heaps far from each other, or that are tiny or
    /// huge: distances are differences of numbers that are nearly equal, or none at all.
    #[test]
    fn the_nearest_are_found_wherever_the_rows_lie() {
        for (seed, (mean, spread, heaps)) in (0..).zip([
            (100.0, 0.1, 0.0),
            (-3e4, 1e-2, 0.0),
            (0.0, 1e-3, 50.0),
            (7.0, 1e-4, -90.0),
            (0.0, 1e-21, 0.0),
            (1e-30, 1e-32, 0.0),
            (0.0, 1e25, 1e25),
        ]) {
            let mut rng = ChaCha8Rng::seed_from_u64(seed);
            let numbers = (0..3000 * 8).map(|i| {
                let heap = if (i / 8) % 2 == 0 { heaps } else { -heaps };
                mean + heap + spread * rng.gen_range(-1.0f32..1.0)
            });
            let numbers = Vec::from_iter(numbers);
            let rows = Cpu::default().tensor_from_vec(numbers.clone(), (3000, Const::<8>));
            let asked = numbers[..50 * 8].to_vec();
            let queries = Cpu::default().tensor_from_vec(asked.clone(), (50, Const::<8>));
            let found = Index::new(&rows).nearest(&queries, 10);
            for (found, query) in found.iter().zip(asked.chunks(8)) {
                let places = Vec::from_iter(found.iter().map(|n| n.place));
                assert_eq!(
                    places,
                    plain(&numbers, query, 10),
                    "{mean}, {spread}, {heaps}"
                );
            }
        }
    }

    #[test]
    fn any_number_of_neighbours_can_be_asked_for() {
        let rows = Cpu::default().tensor([[0.0], [5.0], [1.0]]);
        for (k, count) in [(0, 0), (2, 2), (3, 3), (4, 3), (usize::MAX, 3)] {
            let found = Index::new(&rows).nearest(&rows, k);
            assert!(found.iter().all(|found| found.len() == count), "{k}");
        }
    }

    #[test]
    #[should_panic(expected = "a number of query 1 is NaN")]
    fn nothing_is_near_a_query_that_is_no_number() {
        let rows = Cpu::default().tensor([[0.0], [5.0]]);
        let queries = Cpu::default().tensor([[1.0], [f32::NAN]]);
        let _ = Index::new(&rows).nearest(&queries, 1);
    }

    #[test]
    fn equal_rows_come_in_their_order() {
        let rows = Cpu::default().tensor_from_vec(vec![1.0; 12], (6, Const::<2>));
        let found = Index::new(&rows).nearest(&rows, 3);
        let places = found[5].iter().map(|n| n.place);
        assert_eq!(places.collect::<Vec<_>>(), [0, 1, 2]);
    }
}
