//! A loss that looks at the middle of a face first.

use crate::nn::{Batch, FeatureMap};
use crate::ops::engine::tape;
use crate::ops::loss::bce_with_logits;
use crate::ops::storage::to_vec;
use dfdx::prelude::{Cpu, Rank0, Tape, Tensor};
use rayon::prelude::*;
use std::ops::Range;

/// Where eyes and mouth are, however a head turns: from and to, in parts of the height and
/// of the width.
const MIDDLE: [[f32; 2]; 2] = [[0.34, 0.92], [0.22, 0.78]];

/// The loss of [`FaceSwap`](super::FaceSwap). Without its focus hair and outlines come first, for
/// they have the most pixels; a smile has few.
pub(super) fn focused_bce<S: FeatureMap, T: Tape<f32, Cpu>>(
    logits: Batch<S, T>,
    faces: &Batch<S>,
    focus: f32,
) -> Tensor<Rank0, f32, Cpu, T> {
    let faces = to_vec(faces);
    tape::scalar(logits, |x, keep| of_batch(S::SIZES, x, &faces, focus, keep))
}

fn of_batch(
    [c, h, w]: [usize; 3],
    x: &[f32],
    faces: &[f32],
    focus: f32,
    keep: bool,
) -> (f32, Vec<f32>) {
    let [rows, columns] = [(MIDDLE[0], h), (MIDDLE[1], w)].map(middle);
    let (inside, all) = (rows.len() * columns.len(), h * w);
    let images = x.len() / (c * all);
    let weights = c as f32 * ((all - inside) as f32 + focus * inside as f32);
    let outside = 1.0 / (weights * images as f32);
    let mut gradient = vec![0.0; x.len()];
    let pairs = x.par_chunks(c * all).zip(faces.par_chunks(c * all));
    let sums = pairs
        .zip(gradient.par_chunks_mut(c * all))
        .map(|((x, faces), gradient)| {
            let mut sum = 0.0;
            for row in 0..c * h {
                let middle = if rows.contains(&(row % h)) {
                    columns.clone()
                } else {
                    w..w
                };
                let [left, right] = [0..middle.start, middle.end..w].map(|side| (side, outside));
                for (pixels, factor) in [left, (middle, focus * outside), right] {
                    let pixels = row * w + pixels.start..row * w + pixels.end;
                    let dx = keep.then_some(&mut gradient[pixels.clone()]);
                    sum += bce_with_logits(&x[pixels.clone()], &faces[pixels], factor, dx);
                }
            }
            sum
        });
    // In the order of the images, so that threads do not matter.
    let value = sums.collect::<Vec<f64>>().iter().sum::<f64>() as f32;
    (value, gradient)
}

fn middle(([from, to], side): ([f32; 2], usize)) -> Range<usize> {
    let pixel = |part: f32| (part * side as f32).round() as usize;
    pixel(from)..pixel(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZES: [usize; 3] = [1, 10, 10];

    #[test]
    fn without_focus_it_is_the_mean_over_all_pixels() {
        let x = Vec::from_iter((0..200).map(|i| (i as f32).sin()));
        let faces = Vec::from_iter((0..200).map(|i| (i % 7) as f32 / 6.0));
        let mut expected = vec![0.0; 200];
        let mean = bce_with_logits(&x, &faces, 1.0 / 200.0, Some(&mut expected));
        let (value, gradient) = of_batch(SIZES, &x, &faces, 1.0, true);
        assert!((f64::from(value) - mean).abs() < 1e-6);
        assert!(
            gradient
                .iter()
                .zip(&expected)
                .all(|(a, b)| (a - b).abs() < 1e-8)
        );
    }

    #[test]
    fn a_pixel_of_the_middle_counts_more_and_the_weights_sum_to_one() {
        let (value, gradient) = of_batch(SIZES, &[0.0; 100], &[1.0; 100], 5.0, true);
        assert!((value - 2f32.ln()).abs() < 1e-6, "the mean of equal losses");
        assert!((gradient[55] / gradient[0] - 5.0).abs() < 1e-5);
        assert_eq!(gradient[5], gradient[95]);
    }
}
