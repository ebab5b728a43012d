//! What is lost under a stripe, as in the lecture's homework, or in a hole, for inpainting.

use crate::images::Images;
use crate::nn::{FeatureMap, Features};
use rand::Rng;
use std::ops::Range;

/// Width of a digit, in pixels.
const WIDTH: usize = 28;

/// The lecture's `occlude`: for each image a row x is drawn uniformly from 0..=25
/// (Python's `randint` includes both ends), and the two full rows x and x + 1 are set
/// to 1.0. The last row is never covered. The input is not changed.
///
/// For images of another height H, x is drawn from 0..=H−3.
///
/// # Panics
/// If the images are lower than 3 rows.
pub fn occlude<S: FeatureMap + Features>(images: &Images<S>, rng: &mut impl Rng) -> Images<S> {
    let [channels, height, width] = S::SIZES;
    let what = "occlude: a stripe of 2 rows leaves nothing of images";
    assert!(
        height >= 3,
        "{what} of {height}x{width}; they need 3 rows or more"
    );
    images.changed(|bytes| {
        for image in bytes.chunks_exact_mut(channels * height * width) {
            let x = up_to(height - 3, rng);
            for channel in image.chunks_exact_mut(height * width) {
                channel[x * width..(x + 2) * width].fill(255);
            }
        }
    })
}

/// The first of the two covered rows of an occluded image: of two that follow each other and
/// are white from side to side, as no digit has them.
///
/// # Shapes
/// `image`: 784 bytes
pub fn stripe(image: &[u8]) -> Option<usize> {
    let white = |row: &[u8]| row.iter().all(|byte| *byte == u8::MAX);
    let rows = 0..(image.len() / WIDTH).saturating_sub(1);
    rows.into_iter()
        .find(|row| white(&image[row * WIDTH..(row + 2) * WIDTH]))
}

/// The mean squared error of restored images, mean over the pixels: under the stripes of the
/// occluded images, and outside of them.
///
/// # Panics
/// If there are not as many images of each kind.
pub fn stripe_errors(restored: &Images, occluded: &Images, truth: &Images) -> [f64; 2] {
    let counts = [restored.len(), occluded.len(), truth.len()];
    assert!(
        counts.iter().all(|count| *count == truth.len()),
        "stripe_errors: as many restored and occluded images as true ones, found {counts:?}"
    );
    let (mut sums, mut counts) = ([0.0; 2], [0usize; 2]);
    let pairs = restored.bytes().iter().zip(truth.bytes());
    let mut pairs = pairs.map(|(found, truth)| f64::from(found.abs_diff(*truth)) / 255.0);
    for image in occluded.bytes().chunks_exact(WIDTH * WIDTH) {
        let covered = stripe(image).map_or(0..0, |row| row * WIDTH..(row + 2) * WIDTH);
        for (place, difference) in pairs.by_ref().take(image.len()).enumerate() {
            let outside = usize::from(!covered.contains(&place));
            sums[outside] += difference * difference;
            counts[outside] += 1;
        }
    }
    [0, 1].map(|side| sums[side] / counts[side].max(1) as f64)
}

/// Restores occluded images without having learned anything: each covered row becomes what
/// lies on the straight line, pixel by pixel, from the row above the stripe to the row
/// below. Beyond the border all is black, as around every digit.
pub fn interpolate(occluded: &Images) -> Images {
    occluded.changed(|bytes| {
        for image in bytes.chunks_exact_mut(WIDTH * WIDTH) {
            let Some(row) = stripe(image) else { continue };
            for x in 0..WIDTH {
                let at = |y: usize| f32::from(image[y * WIDTH + x]);
                let above = if row == 0 { 0.0 } else { at(row - 1) };
                let below = if row + 2 == WIDTH { 0.0 } else { at(row + 2) };
                let first = (2.0 * above + below) / 3.0;
                let second = (above + 2.0 * below) / 3.0;
                image[row * WIDTH + x] = first.round() as u8;
                image[(row + 1) * WIDTH + x] = second.round() as u8;
            }
        }
    })
}

/// A rectangle of pixels of one image that are lost, in all its channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hole {
    /// Its first row.
    pub top: usize,
    /// Its first column.
    pub left: usize,
    /// Its rows.
    pub height: usize,
    /// Its columns.
    pub width: usize,
}

impl Hole {
    /// Whether the pixel in this row and this column is lost.
    pub fn contains(&self, row: usize, column: usize) -> bool {
        (self.top..self.top + self.height).contains(&row)
            && (self.left..self.left + self.width).contains(&column)
    }

    /// Where its pixels are in an image, row by row and channel by channel.
    fn lines<S: FeatureMap>(self) -> impl Iterator<Item = Range<usize>> {
        let [channels, rows, columns] = S::SIZES;
        let lines = (0..channels).flat_map(move |c| (0..self.height).map(move |y| c * rows + y));
        lines.map(move |line| {
            let start = (line + self.top) * columns + self.left;
            start..start + self.width
        })
    }
}

/// What lost pixels are set to: neither ink nor paper, so that one sees where they are.
const LOST: u8 = 128;

/// Covers one rectangle of `[height, width]` pixels of each image with grey (0.5), anywhere
/// inside the image with the same probability; also says where the holes are.
///
/// # Panics
/// If the rectangle is larger than the image.
pub fn cover_rectangles<S: FeatureMap + Features>(
    images: &Images<S>,
    [height, width]: [usize; 2],
    rng: &mut impl Rng,
) -> (Images<S>, Vec<Hole>) {
    let [_, rows, columns] = S::SIZES;
    assert!(
        height <= rows && width <= columns,
        "cover_rectangles: a hole of {height}x{width} in images of {rows}x{columns}"
    );
    let mut holes = Vec::with_capacity(images.len());
    let covered = images.changed(|bytes| {
        for image in bytes.chunks_exact_mut(S::NUMEL) {
            let hole = Hole {
                top: up_to(rows - height, rng),
                left: up_to(columns - width, rng),
                height,
                width,
            };
            hole.lines::<S>().for_each(|line| image[line].fill(LOST));
            holes.push(hole);
        }
    });
    (covered, holes)
}

/// The images with the pixels of `filling` in their holes, and their own elsewhere.
///
/// # Panics
/// If there are not as many fillings and holes as images, or a hole is larger than them.
pub fn fill_holes<S: FeatureMap + Features>(
    images: &Images<S>,
    holes: &[Hole],
    filling: &Images<S>,
) -> Images<S> {
    let counts = [images.len(), holes.len(), filling.len()];
    assert!(
        counts.iter().all(|count| *count == images.len()),
        "fill_holes: images, holes and fillings, found {counts:?}"
    );
    images.changed(|bytes| {
        let pairs = bytes
            .chunks_exact_mut(S::NUMEL)
            .zip(filling.bytes().chunks_exact(S::NUMEL));
        for ((image, filling), hole) in pairs.zip(holes) {
            for line in hole.lines::<S>() {
                image[line.clone()].copy_from_slice(&filling[line]);
            }
        }
    })
}

/// Any number from 0 to `most`: the same one where `usize` has 32 bits.
fn up_to(most: usize, rng: &mut impl Rng) -> usize {
    rng.gen_range(0..=most as u64) as usize
}
