//! Codes that no image was encoded to, for a decoder to make images of; codes with fewer
//! bytes, and what compression without a network costs.

use crate::nn::{Batch, Features};
use crate::ops::storage::to_vec;
use dfdx::prelude::{BroadcastTo, Cpu, HasShape, Rank1, SumTo, TensorFromVec};
use flate2::{Compression, write::DeflateEncoder};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;
use std::io::Write;

/// Draws from the standard normal distribution, which a variational autoencoder's codes resemble.
///
/// # Shapes
/// (`count`, `LATENT`)
pub fn normal_codes<const LATENT: usize>(count: usize, seed: u64) -> Batch<Rank1<LATENT>> {
    let normal = ChaCha8Rng::seed_from_u64(seed).sample_iter(StandardNormal);
    batch(normal.take(count * LATENT).collect())
}

/// Draws from a normal distribution that has the mean and the variance of some codes,
/// number by number: a fair guess at where a plain autoencoder's codes lie.
///
/// # Shapes
/// `codes` (N, `LATENT`) → (`count`, `LATENT`)
///
/// # Panics
/// If there are no codes.
pub fn normal_codes_like<const LATENT: usize>(
    codes: &Batch<Rank1<LATENT>>,
    count: usize,
    seed: u64,
) -> Batch<Rank1<LATENT>> {
    assert!(codes.shape().0 > 0, "normal_codes_like: no codes");
    let drawn = normal_codes::<LATENT>(count, seed);
    let count = codes.shape().0 as f32;
    let mean = codes.clone().sum::<Rank1<LATENT>, _>() / count;
    let squares = (codes.clone() - mean.clone().broadcast_like(codes)).square();
    let spread = (squares.sum::<Rank1<LATENT>, _>() / count).sqrt();
    drawn.clone() * spread.broadcast_like(&drawn) + mean.broadcast_like(&drawn)
}

/// Codes on the straight line from one code of a batch to another, both ends included.
///
/// ```
/// use aelib_core::prelude::*;
/// let ends = Cpu::default().tensor_from_vec(vec![0.0, 4.0, 1.0, 0.0], (2, Const::<2>));
/// let line = interpolate(&ends, 0, 1, 3);
/// assert_eq!(line.as_vec(), [0.0, 4.0, 0.5, 2.0, 1.0, 0.0]);
/// ```
///
/// # Shapes
/// `codes` (N, `LATENT`) → (`steps`, `LATENT`)
///
/// # Panics
/// If there are less than two steps, or a place does not exist.
pub fn interpolate<const LATENT: usize>(
    codes: &Batch<Rank1<LATENT>>,
    from: usize,
    to: usize,
    steps: usize,
) -> Batch<Rank1<LATENT>> {
    let codes = to_vec(codes);
    let code = |place: usize| batch::<LATENT>(codes[place * LATENT..][..LATENT].to_vec());
    walk::<Rank1<LATENT>>(&code(from), &code(to), steps)
}

/// The straight way from one code (or image) to another in `steps` even steps, both ends
/// included: `(1 − t) from + t to` for t from 0 to 1.
///
/// # Shapes
/// Twice (1, …) → (`steps`, …)
///
/// # Panics
/// If there is more than one code at an end, or less than two steps.
pub fn walk<S: Features>(from: &Batch<S>, to: &Batch<S>, steps: usize) -> Batch<S> {
    let (from, to, size) = (to_vec(from), to_vec(to), S::NUMEL);
    for numbers in [from.len(), to.len()] {
        assert_eq!(
            numbers, size,
            "walk: one code at each end, of {size} numbers"
        );
    }
    assert!(steps > 1, "walk: two steps at least, found {steps}");
    let step = |i: usize| {
        let t = i as f32 / (steps - 1) as f32;
        let ends = from.iter().zip(&to);
        ends.map(move |(a, b)| (1.0 - t) * a + t * b)
    };
    Cpu::default().tensor_from_vec((0..steps).flat_map(step).collect(), S::batch(steps))
}

/// Codes all over a plane, row by row as one reads: from −`reach` to `reach` across, and
/// from `reach` down to −`reach`.
///
/// ```
/// use aelib_core::prelude::*;
/// assert_eq!(code_grid(2, 1.0).as_vec(), [-1.0, 1.0, 1.0, 1.0, -1.0, -1.0, 1.0, -1.0]);
/// ```
///
/// # Shapes
/// (`side`², 2)
///
/// # Panics
/// If the side is less than two.
pub fn code_grid(side: usize, reach: f32) -> Batch<Rank1<2>> {
    assert!(side > 1, "code_grid: a side of {side} has no two ends");
    let at = |i: usize| reach * (2.0 * i as f32 / (side - 1) as f32 - 1.0);
    let codes = (0..side * side).flat_map(|i| [at(i % side), -at(i / side)]);
    batch(codes.collect())
}

/// How many bytes DEFLATE, which gzip and PNG use too, makes of these: without any loss.
pub fn deflated_len(bytes: &[u8]) -> usize {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.expect("a vector takes every byte").len()
}

/// Codes of which each number is rounded to one of 256 levels, so that a byte can hold it:
/// evenly spaced from its smallest to its largest value in this batch.
///
/// # Shapes
/// (N, `LATENT`) → (N, `LATENT`)
///
/// ```
/// use aelib_core::prelude::*;
/// let codes = Cpu::default().tensor_from_vec(vec![0.0, 25.52, 255.0], (3, Const::<1>));
/// assert_eq!(round_to_bytes(&codes).as_vec(), [0.0, 26.0, 255.0]);
/// ```
pub fn round_to_bytes<const LATENT: usize>(codes: &Batch<Rank1<LATENT>>) -> Batch<Rank1<LATENT>> {
    let mut values = to_vec(codes);
    for which in 0..LATENT {
        let own = || values.iter().skip(which).step_by(LATENT);
        let low = own().copied().fold(f32::INFINITY, f32::min);
        let high = own().copied().fold(f32::NEG_INFINITY, f32::max);
        let step = (high - low) / 255.0;
        // A number that never changes has one level: itself.
        if step > 0.0 {
            let own = values.iter_mut().skip(which).step_by(LATENT);
            own.for_each(|v| *v = low + ((*v - low) / step).round() * step);
        }
    }
    batch(values)
}

fn batch<const LATENT: usize>(codes: Vec<f32>) -> Batch<Rank1<LATENT>> {
    let shape = Rank1::<LATENT>::batch(codes.len() / LATENT);
    Cpu::default().tensor_from_vec(codes, shape)
}
