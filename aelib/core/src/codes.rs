//! Codes that no image was encoded to, for a decoder to make images of.

use crate::nn::Batch;
use crate::ops::storage::to_vec;
use dfdx::prelude::{Const, Cpu, Rank1, TensorFromVec};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;

/// Draws from the standard normal distribution: what a variational autoencoder's codes are
/// made to resemble, and the noise that it learns with.
///
/// # Shapes
/// (`count`, `LATENT`)
pub fn normal_codes<const LATENT: usize>(count: usize, seed: u64) -> Batch<Rank1<LATENT>> {
    let rng = ChaCha8Rng::seed_from_u64(seed);
    batch(
        rng.sample_iter(StandardNormal)
            .take(count * LATENT)
            .collect(),
    )
}

/// Draws from a normal distribution that has the mean and the variance of some codes,
/// number by number: the fairest guess at where a plain autoencoder's codes lie, if all one
/// knows is where they end.
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
    let (known, mut drawn) = (to_vec(codes), to_vec(&normal_codes::<LATENT>(count, seed)));
    assert!(!known.is_empty(), "normal_codes_like: no codes");
    let n = (known.len() / LATENT) as f32;
    for which in 0..LATENT {
        let values = || known.iter().skip(which).step_by(LATENT);
        let mean = values().sum::<f32>() / n;
        let deviation = (values().map(|v| (v - mean).powi(2)).sum::<f32>() / n).sqrt();
        for v in drawn.iter_mut().skip(which).step_by(LATENT) {
            *v = mean + deviation * *v;
        }
    }
    batch(drawn)
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
    assert!(steps > 1, "interpolate: {steps} steps have no two ends");
    let codes = to_vec(codes);
    let code = |place: usize| &codes[place * LATENT..(place + 1) * LATENT];
    let step = |i: usize| {
        let t = i as f32 / (steps - 1) as f32;
        let ends = code(from).iter().zip(code(to));
        ends.map(move |(a, b)| a * (1.0 - t) + b * t)
    };
    batch((0..steps).flat_map(step).collect())
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

fn batch<const LATENT: usize>(codes: Vec<f32>) -> Batch<Rank1<LATENT>> {
    let shape = (codes.len() / LATENT, Const::<LATENT>);
    Cpu::default().tensor_from_vec(codes, shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean and variance of one of the numbers.
    fn moments<const LATENT: usize>(codes: &Batch<Rank1<LATENT>>, which: usize) -> (f32, f32) {
        let values: Vec<f32> = to_vec(codes)
            .into_iter()
            .skip(which)
            .step_by(LATENT)
            .collect();
        let n = values.len() as f32;
        let mean = values.iter().sum::<f32>() / n;
        (
            mean,
            values.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / n,
        )
    }

    #[test]
    fn draws_are_standard_normal_and_repeat() {
        let codes = normal_codes::<3>(20_000, 1);
        for which in 0..3 {
            // Standard errors of 0.007 and 0.01.
            let (mean, variance) = moments(&codes, which);
            assert!(
                mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05,
                "{mean} {variance}"
            );
        }
        assert_eq!(to_vec(&normal_codes::<3>(5, 1)), to_vec(&codes)[..15]);
        assert_ne!(to_vec(&normal_codes::<3>(5, 2)), to_vec(&codes)[..15]);
    }

    #[test]
    fn draws_like_codes_have_their_mean_and_variance() {
        // 10 and 14, −1 and 1: means 12 and 0, variances 4 and 1.
        let codes = batch::<2>(vec![10.0, -1.0, 14.0, 1.0]);
        let drawn = normal_codes_like(&codes, 20_000, 3);
        for (which, (mean, variance)) in [(12.0, 4.0), (0.0, 1.0)].into_iter().enumerate() {
            let found = moments(&drawn, which);
            assert!((found.0 - mean).abs() < 0.06, "{found:?}");
            assert!((found.1 / variance - 1.0).abs() < 0.05, "{found:?}");
        }
    }
}
