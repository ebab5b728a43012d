//! What compression without a network costs, and codes with fewer bytes.

use crate::nn::{Batch, Features};
use crate::ops::storage::to_vec;
use dfdx::prelude::{Cpu, HasShape, Rank1, TensorFromVec};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write;

/// How many bytes DEFLATE, which gzip and PNG use too, makes of these: without any loss.
///
/// # Source
/// RFC 1951.
///
/// ```
/// use aelib_core::compress::deflated_len;
///
/// assert!(deflated_len(&[0; 10_000]) < 50);
/// ```
pub fn deflated_len(bytes: &[u8]) -> usize {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.expect("a vector takes every byte").len()
}

/// Codes of which each number is rounded to one of 256 levels, so that a byte can hold it.
/// The levels of a number are evenly spaced between its smallest and largest value in this
/// batch.
///
/// # Shapes
/// (N, `CODE`) → (N, `CODE`)
///
/// ```
/// use aelib_core::prelude::*;
///
/// let codes = Cpu::default().tensor_from_vec(vec![0.0, 25.52, 255.0], (3, Const::<1>));
/// assert_eq!(round_to_bytes(&codes).as_vec(), [0.0, 26.0, 255.0]);
/// ```
pub fn round_to_bytes<const CODE: usize>(codes: &Batch<Rank1<CODE>>) -> Batch<Rank1<CODE>> {
    let mut values = to_vec(codes);
    for number in 0..CODE {
        let own = || values.iter().skip(number).step_by(CODE);
        let low = own().copied().fold(f32::INFINITY, f32::min);
        let high = own().copied().fold(f32::NEG_INFINITY, f32::max);
        let step = (high - low) / 255.0;
        // A number that never changes has one level: itself.
        if step > 0.0 {
            let own = values.iter_mut().skip(number).step_by(CODE);
            own.for_each(|v| *v = low + ((*v - low) / step).round() * step);
        }
    }
    Cpu::default().tensor_from_vec(values, Rank1::<CODE>::batch(codes.shape().0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use dfdx::prelude::*;

    #[test]
    fn rounding_moves_no_number_by_more_than_half_a_step() {
        let values: Vec<f32> = (0..600).map(|i| ((i * 37) % 101) as f32 * 0.013).collect();
        let codes = Cpu::default().tensor_from_vec(values.clone(), (200, Const::<3>));
        let rounded = round_to_bytes(&codes).as_vec();
        let half = 1.3 / 255.0 / 2.0 + 1e-6;
        let near = |(a, b): (&f32, &f32)| (a - b).abs() <= half;
        assert!(values.iter().zip(&rounded).all(near));
        assert_ne!(values, rounded);
    }

    #[test]
    fn a_number_that_never_changes_stays() {
        let codes = Cpu::default().tensor_from_vec(vec![0.1, 0.1], (2, Const::<1>));
        assert_eq!(round_to_bytes(&codes).as_vec(), [0.1, 0.1]);
    }
}
