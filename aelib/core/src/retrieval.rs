//! Nearest neighbours: which of many images, or codes of images, are most like this one? The
//! search goes through all of them, and is exact: it looks for candidates in single precision,
//! with a bound on its rounding errors, and measures these in double precision.

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
    width: usize,
    rows: Vec<f32>,
    /// Half of each row's squared length.
    halves: Vec<f32>,
    /// The largest length.
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
        assert!(!rows.is_empty(), "Index::new: nothing to search");
        let finite = rows.iter().all(|x| x.is_finite());
        assert!(finite, "Index::new: a number is not finite");
        let squares = rows.par_chunks(width).map(square);
        let squares: Vec<f64> = squares.collect();
        Self {
            halves: squares.iter().map(|square| (square / 2.0) as f32).collect(),
            radius: squares.iter().copied().fold(0.0, f64::max).sqrt(),
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
    /// If queries and rows differ in their number of numbers, or one of a query is not finite.
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

    /// `½|q − x|² = ½|q|² + ½|x|² − q·x`: the order of the rows is that of their scores
    /// `½|x|² − q·x`, and the products are one large matrix product.
    fn search(&self, queries: &[f32], k: usize) -> Vec<Vec<Neighbour>> {
        let n = queries.len() / self.width;
        let each = queries.chunks_exact(self.width);
        let best = each.clone().map(|query| Best {
            keep: k.min(self.halves.len()),
            slack: self.slack(query),
            limit: f32::INFINITY,
            full: 0,
            found: Vec::new(),
        });
        let mut best = Vec::from_iter(best);
        let mut products = vec![0.0; n * ROWS];
        let q = Matrix::new(queries, n, self.width);
        for (b, rows) in self.rows.chunks(ROWS * self.width).enumerate() {
            let (first, count) = (b * ROWS, rows.len() / self.width);
            let products = &mut products[..n * count];
            let x = Matrix::new(rows, count, self.width);
            // (n, W) × (W, count)
            gemm(q, x.t(), Into::Replace, products);
            let halves = &self.halves[first..first + count];
            for (best, products) in best.iter_mut().zip(products.chunks_exact(count)) {
                best.look_through(first, halves, products);
            }
        }
        let ranked = best
            .into_iter()
            .zip(each)
            .map(|(best, query)| self.ranked(best, query));
        ranked.collect()
    }

    /// By how much the scores of two rows may be wrong, together: a sum of W products is off by
    /// W units of rounding at most, whatever the order; what else is rounded is a few units.
    ///
    /// # Source
    /// Higham 2002, section 3.1.
    fn slack(&self, query: &[f32]) -> f32 {
        let unit = f64::from(f32::EPSILON) / 2.0;
        let (width, reach) = (self.width as f64, self.radius + square(query).sqrt());
        let share = (width / 4.0 / (1.0 - width * unit) + 8.0) * unit;
        let least = width * f64::from(f32::from_bits(1));
        match width * unit < 0.5 {
            true => (2.0 * (share * reach * reach + least)) as f32,
            false => f32::INFINITY,
        }
    }

    /// The best of what was found, by their true distance.
    fn ranked(&self, best: Best, query: &[f32]) -> Vec<Neighbour> {
        let mut places = Vec::from_iter(best.found.iter().map(|near| near.1));
        places.sort_unstable();
        let (mut measured, mut same) = (Vec::new(), 0);
        for place in places {
            let row = &self.rows[place * self.width..][..self.width];
            measured.push((distance(row, query), place));
            // Nothing is nearer than a copy of the query, and the first copies count: among
            // thousands of equal rows only these are measured.
            same += usize::from(row == query);
            if same == best.keep {
                break;
            }
        }
        measured.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        measured.truncate(best.keep);
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
    /// No row with a higher score is among the best.
    limit: f32,
    /// As many rows as may be found before the limit is lowered again.
    full: usize,
    /// Scores and places.
    found: Vec<(f32, usize)>,
}

impl Best {
    /// Nearly no row is among the best, and whole stretches are passed over at once.
    fn look_through(&mut self, first: usize, halves: &[f32], products: &[f32]) {
        const STRETCH: usize = 64;
        let stretches = halves.chunks(STRETCH).zip(products.chunks(STRETCH));
        for (s, (halves, products)) in stretches.enumerate() {
            let limit = self.limit;
            let scores = || halves.iter().zip(products).map(|(h, p)| h - p);
            let nearer =
                simd::wide!(scores().fold(false, |any, score| any | !beyond(score, limit)));
            if nearer {
                let places = first + s * STRETCH..;
                let near = scores().zip(places).filter(|near| !beyond(near.0, limit));
                self.found.extend(near);
                if self.found.len() > self.full {
                    self.lower();
                }
            }
        }
    }

    /// Lowers the limit to what the best of the rows so far leave of it.
    fn lower(&mut self) {
        if self.keep < self.found.len() {
            // A score that is no number may be any: it counts as the worst.
            let key = |near: &(f32, usize)| near.0.min(f32::INFINITY);
            let by_score = |a: &_, b: &_| key(a).total_cmp(&key(b));
            let (_, last, _) = self
                .found
                .select_nth_unstable_by(self.keep.saturating_sub(1), by_score);
            let limit = key(last) + self.slack;
            self.limit = limit;
            self.found.retain(|near| !beyond(near.0, limit));
        }
        self.full = 2 * self.found.len() + 2 * self.keep;
    }
}

/// Where numbers are so large that a score is none, its row has to be measured.
#[inline(always)]
fn beyond(score: f32, limit: f32) -> bool {
    score > limit
}

fn square(a: &[f32]) -> f64 {
    a.iter().map(|a| f64::from(*a).powi(2)).sum()
}

fn distance(a: &[f32], b: &[f32]) -> f64 {
    let pairs = a.iter().zip(b);
    pairs
        .map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2))
        .sum()
}

fn width<S: Shape>(rows: &Tensor<S, f32, Cpu>) -> usize {
    rows.shape().concrete().into_iter().skip(1).product()
}
