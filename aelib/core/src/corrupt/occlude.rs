//! The stripe of the lecture's homework.

use crate::images::Images;
use crate::nn::{FeatureMap, Features};
use rand::Rng;

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
    assert!(
        height >= 3,
        "occlude: a stripe of 2 rows leaves nothing of images of {height}x{width}; they need 3 \
         rows or more"
    );
    images.changed(|bytes| {
        for image in bytes.chunks_exact_mut(channels * height * width) {
            let x = rng.gen_range(0..=height - 3);
            for channel in image.chunks_exact_mut(height * width) {
                channel[x * width..(x + 2) * width].fill(255);
            }
        }
    })
}

/// The first of the two covered rows of an occluded image: the first two rows in a row that
/// are white from side to side. No digit has such rows of its own.
///
/// # Shapes
/// `image`: 784 bytes
pub fn stripe(image: &[u8]) -> Option<usize> {
    let white = |row: &[u8]| row.iter().all(|byte| *byte == u8::MAX);
    let rows = 0..(image.len() / WIDTH).saturating_sub(1);
    rows.into_iter()
        .find(|row| white(&image[row * WIDTH..(row + 2) * WIDTH]))
}

/// Restores occluded images without having learned anything: each covered row becomes what
/// lies on the straight line, pixel by pixel, from the row above the stripe to the row
/// below. What is not covered stays as it is.
///
/// A stripe at the top has no row above it: black stands in for it, as around every digit.
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

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn covers_two_full_rows_anywhere_but_the_last() {
        let clean: Images = Images::from_bytes(vec![7; 784 * 2000]).unwrap();
        let covered = occlude(&clean, &mut ChaCha8Rng::seed_from_u64(0));
        assert!(
            clean.bytes().iter().all(|b| *b == 7),
            "the input is not changed"
        );
        let mut seen = [0; 28];
        for image in covered.bytes().chunks_exact(784) {
            let row = image.iter().position(|b| *b == 255).unwrap();
            let expected = [vec![7; row], vec![255; 56], vec![7; 784 - 56 - row]].concat();
            assert_eq!(image, expected);
            seen[row / 28] += 1;
            assert_eq!(row % 28, 0);
        }
        assert_eq!(seen[26..], [0, 0]);
        assert!(
            seen[..26].iter().all(|n| *n > 30),
            "rows 0..=25, evenly: {seen:?}"
        );
    }

    #[test]
    fn interpolation_draws_straight_lines_through_the_stripe() {
        // Brighter from row to row, from black above the first: a straight line.
        let clean = Images::from_bytes((0..784).map(|i| (i / 28 + 1) as u8 * 3).collect()).unwrap();
        assert_eq!(stripe(clean.bytes()), None);
        for seed in 0..20 {
            let occluded = occlude(&clean, &mut ChaCha8Rng::seed_from_u64(seed));
            assert!(stripe(occluded.bytes()).is_some());
            assert_eq!(interpolate(&occluded), clean);
        }
    }
}
