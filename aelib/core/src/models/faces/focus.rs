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
