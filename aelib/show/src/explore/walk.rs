//! Straight ways through a latent space, or through that of pixels.

use aelib_core::nn::{Batch, Features};
use aelib_core::ops::storage::to_vec;
use dfdx::prelude::{Cpu, TensorFromVec};

/// The straight way from one code (or image) to another in `steps` even steps, both ends
/// included: `(1 − t) from + t to` for t from 0 to 1.
///
/// # Shapes
/// Twice (1, …) → (`steps`, …)
///
/// # Panics
/// If there is more than one code at an end, or less than two steps.
///
/// ```
/// use aelib_show::prelude::*;
///
/// let device = Cpu::default();
/// let ends = [[0.0, 4.0], [2.0, 0.0]].map(|v| device.tensor_from_vec(v.into(), (1, Const::<2>)));
/// let way: Batch<Rank1<2>> = walk::<Rank1<2>>(&ends[0], &ends[1], 3);
/// assert_eq!(way.as_vec(), [0.0, 4.0, 1.0, 2.0, 2.0, 0.0]);
/// ```
pub fn walk<S: Features>(from: &Batch<S>, to: &Batch<S>, steps: usize) -> Batch<S> {
    let ends = [to_vec(from), to_vec(to)];
    for end in &ends {
        let (numbers, size) = (end.len(), S::NUMEL);
        assert_eq!(
            numbers, size,
            "walk: one code at each end, of {size} numbers"
        );
    }
    assert!(steps >= 2, "walk: two steps at least, found {steps}");
    let [from, to] = ends;
    let way = (0..steps).flat_map(|step| {
        let t = step as f32 / (steps - 1) as f32;
        let between = from
            .iter()
            .zip(&to)
            .map(move |(a, b)| (1.0 - t) * a + t * b);
        between.collect::<Vec<f32>>()
    });
    Cpu::default().tensor_from_vec(way.collect(), S::batch(steps))
}
