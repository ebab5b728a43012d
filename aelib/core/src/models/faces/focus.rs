//! A loss that looks at the middle of a face first.

use crate::images::Images;
use crate::nn::{Batch, FeatureMap};
use crate::ops::engine::tape;
use crate::ops::loss::bce_with_logits;
use crate::ops::storage::to_vec;
use dfdx::prelude::{Cpu, HasShape, Rank0, Shape, Tape, Tensor};
use rayon::prelude::*;
use std::ops::Range;
use std::sync::LazyLock;

/// Where eyes and mouth are, however a head turns: the rows, the columns of both, and how
/// often the focus counts. A mouth has fewer pixels than the eyes and the brows.
const EYES: [f32; 2] = [0.34, 0.64];
const MOUTH: [f32; 2] = [0.64, 0.92];
const COLUMNS: [f32; 2] = [0.22, 0.78];
const MOUTH_COUNTS: f32 = 3.0;

/// Faces whose loss is computed at a time.
const TOGETHER: usize = 500;

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

/// What [`FaceSwap::loss`](super::FaceSwap::loss) is for a model that answers every face with
/// the mean of all: the least that a model without a code can reach.
///
/// # Panics
/// If there is no face.
pub fn mean_face_loss<S: FeatureMap>(faces: &Images<S>, focus: f32) -> f64 {
    let sums = faces.batches(TOGETHER).map(|batch| {
        let n = batch.shape().concrete()[0];
        let mean = to_vec(&faces.mean(n));
        let logit = |p: &f32| (p / (1.0 - p)).ln().clamp(-20.0, 20.0);
        let logits = Vec::from_iter(mean.iter().map(logit));
        let (value, _) = of_batch(S::SIZES, &logits, &to_vec(&batch), focus, false);
        f64::from(value) * n as f64
    });
    sums.sum::<f64>() / faces.len() as f64
}

fn of_batch(
    [c, h, w]: [usize; 3],
    x: &[f32],
    faces: &[f32],
    focus: f32,
    keep: bool,
) -> (f32, Vec<f32>) {
    let columns = part(COLUMNS, w);
    let [eyes, mouth] = [EYES, MOUTH].map(|rows| part(rows, h));
    // How much the pixels between the columns count in each row.
    let counts = |row: usize| match row {
        row if eyes.contains(&row) => focus,
        row if mouth.contains(&row) => MOUTH_COUNTS * focus,
        _ => 1.0,
    };
    let beside = (w - columns.len()) as f32;
    let of_row = |row| beside + counts(row) * columns.len() as f32;
    let weights = c as f32 * (0..h).map(of_row).sum::<f32>();
    let images = x.len() / (c * h * w);
    let unit = 1.0 / (weights * images as f32);
    let mut gradient = vec![0.0; x.len()];
    let pairs = x.par_chunks(c * h * w).zip(faces.par_chunks(c * h * w));
    let sums = pairs
        .zip(gradient.par_chunks_mut(c * h * w))
        .map(|((x, faces), gradient)| {
            let mut sum = 0.0;
            for row in 0..c * h {
                let middle = unit * counts(row % h);
                for (pixels, factor) in [
                    (0..columns.start, unit),
                    (columns.clone(), middle),
                    (columns.end..w, unit),
                ] {
                    let pixels = row * w + pixels.start..row * w + pixels.end;
                    let dx = keep.then_some(&mut gradient[pixels.clone()]);
                    let (x, faces) = (&x[pixels.clone()], &faces[pixels]);
                    sum += bce_with_logits(x, faces, factor, dx) - f64::from(factor) * floor(faces);
                }
            }
            sum
        });
    // In the order of the images, so that threads do not matter.
    let value = sums.collect::<Vec<f64>>().iter().sum::<f64>() as f32;
    (value, gradient)
}

fn part([from, to]: [f32; 2], side: usize) -> Range<usize> {
    let pixel = |part: f32| (part * side as f32).round() as usize;
    pixel(from)..pixel(to)
}

/// What it costs to answer these pixels exactly, in nats: something where a pixel is neither
/// black nor white. Images have 256 levels.
fn floor(pixels: &[f32]) -> f64 {
    static LEVELS: LazyLock<[f64; 256]> = LazyLock::new(|| {
        let surprise = |p: f64| if p > 0.0 { -p * p.ln() } else { 0.0 };
        std::array::from_fn(|level| level as f64 / 255.0).map(|p| surprise(p) + surprise(1.0 - p))
    });
    pixels
        .iter()
        .map(|p| LEVELS[(255.0 * p).round() as usize])
        .sum()
}
