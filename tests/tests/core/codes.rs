//! Codes that are drawn, and codes in bytes.

use aelib::ops::storage::to_vec;
use aelib::prelude::*;

fn batch<const LATENT: usize>(codes: Vec<f32>) -> Batch<Rank1<LATENT>> {
    let shape = (codes.len() / LATENT, Const::<LATENT>);
    Cpu::default().tensor_from_vec(codes, shape)
}

/// Mean and variance of one of the numbers.
fn moments<const LATENT: usize>(codes: &[f32], which: usize) -> (f32, f32) {
    let values = || codes.iter().skip(which).step_by(LATENT);
    let n = (codes.len() / LATENT) as f32;
    let mean = values().sum::<f32>() / n;
    (mean, values().map(|v| (v - mean).powi(2)).sum::<f32>() / n)
}

#[test]
fn draws_have_the_mean_and_variance_that_they_should_and_repeat() {
    let standard = to_vec(&normal_codes::<2>(20_000, 1));
    assert_eq!(to_vec(&normal_codes::<2>(5, 1)), standard[..10]);
    assert_ne!(to_vec(&normal_codes::<2>(5, 2)), standard[..10]);
    // 10 and 14, −1 and 1: means 12 and 0, variances 4 and 1.
    let codes = batch::<2>(vec![10.0, -1.0, 14.0, 1.0]);
    let like = to_vec(&normal_codes_like(&codes, 20_000, 3));
    // Standard errors of 0.007 standard deviations and 0.01 variances.
    let expected = [
        (&standard, [(0.0, 1.0), (0.0, 1.0)]),
        (&like, [(12.0, 4.0), (0.0, 1.0)]),
    ];
    for (drawn, numbers) in expected {
        for (which, (mean, variance)) in numbers.into_iter().enumerate() {
            let found = moments::<2>(drawn, which);
            assert!((found.0 - mean).abs() < 0.03 * variance, "{found:?}");
            assert!((found.1 / variance - 1.0).abs() < 0.05, "{found:?}");
        }
    }
}

#[test]
fn rounding_moves_no_number_by_more_than_half_a_step() {
    let values = Vec::from_iter((0..600).map(|i| ((i * 37) % 101) as f32 * 0.013));
    let rounded = to_vec(&round_to_bytes(&batch::<3>(values.clone())));
    let half = 1.3 / 255.0 / 2.0 + 1e-6;
    assert!(
        values
            .iter()
            .zip(&rounded)
            .all(|(a, b)| (a - b).abs() <= half)
    );
    assert_ne!(values, rounded);
    assert!(deflated_len(&[0; 10_000]) < 50);
    let still = batch::<1>(vec![0.1, 0.1]);
    assert_eq!(to_vec(&round_to_bytes(&still)), to_vec(&still));
}
