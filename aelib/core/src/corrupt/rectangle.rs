//! Holes in images, for inpainting.

use crate::images::Images;
use crate::nn::{FeatureMap, Features};
use rand::Rng;

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
    let mut bytes = images.bytes().to_vec();
    let holes = bytes.chunks_exact_mut(S::NUMEL).map(|image| {
        let hole = Hole {
            top: rng.gen_range(0..=rows - height),
            left: rng.gen_range(0..=columns - width),
            height,
            width,
        };
        for channel in image.chunks_exact_mut(rows * columns) {
            for row in hole.top..hole.top + height {
                channel[row * columns + hole.left..][..width].fill(LOST);
            }
        }
        hole
    });
    let holes = holes.collect();
    (Images::from_bytes(bytes).expect("as many as before"), holes)
}

/// The images with the pixels of `filling` in their holes, and their own elsewhere: what is
/// known need not be guessed.
///
/// # Panics
/// If there are not as many fillings and holes as images, or a hole is larger than them.
///
/// ```
/// use aelib_core::prelude::*;
///
/// let clean: Images = Images::from_bytes(vec![200; 3 * 784]).unwrap();
/// let mut rng = ChaCha8Rng::seed_from_u64(0);
/// let (covered, holes) = cover_rectangles(&clean, [8, 8], &mut rng);
/// assert_ne!(covered, clean);
/// assert_eq!(fill_holes(&covered, &holes, &clean), clean);
/// ```
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
    let [channels, rows, columns] = S::SIZES;
    let mut bytes = images.bytes().to_vec();
    for (i, hole) in holes.iter().enumerate() {
        for line in (0..channels).flat_map(|c| (0..hole.height).map(move |y| c * rows + y)) {
            let start = i * S::NUMEL + (line + hole.top) * columns + hole.left;
            let lost = start..start + hole.width;
            bytes[lost.clone()].copy_from_slice(&filling.bytes()[lost]);
        }
    }
    Images::from_bytes(bytes).expect("as many as before")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Map;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    #[test]
    fn covers_what_it_says_and_nothing_else() {
        let clean = Images::<Map<2, 6, 9>>::from_bytes(vec![7; 2 * 6 * 9 * 500]).unwrap();
        let mut rng = ChaCha8Rng::seed_from_u64(0);
        let (covered, holes) = cover_rectangles(&clean, [2, 4], &mut rng);
        assert_eq!(holes.len(), 500);
        assert!(
            clean.bytes().iter().all(|b| *b == 7),
            "the input is not changed"
        );
        for (image, hole) in covered.bytes().chunks_exact(2 * 6 * 9).zip(&holes) {
            for (i, byte) in image.iter().enumerate() {
                let lost = hole.contains(i / 9 % 6, i % 9);
                assert_eq!(*byte, if lost { 128 } else { 7 }, "{hole:?} pixel {i}");
            }
            assert_eq!(image.iter().filter(|b| **b == 128).count(), 2 * 2 * 4);
        }
        for top in 0..=4 {
            for left in 0..=5 {
                let here = holes.iter().filter(|h| (h.top, h.left) == (top, left));
                assert!(here.count() > 3, "no hole at {top}, {left}");
            }
        }
    }

    #[test]
    fn holes_are_filled_and_nothing_else() {
        let clean = Images::<Map<2, 6, 9>>::from_bytes(vec![7; 2 * 6 * 9 * 50]).unwrap();
        let filling = Images::from_bytes(vec![9; 2 * 6 * 9 * 50]).unwrap();
        let mut rng = ChaCha8Rng::seed_from_u64(0);
        let (covered, holes) = cover_rectangles(&clean, [2, 4], &mut rng);
        let filled = fill_holes(&covered, &holes, &filling);
        for (before, after) in covered.bytes().iter().zip(filled.bytes()) {
            assert_eq!(*after, if *before == 128 { 9 } else { 7 });
        }
        let fewer = std::panic::catch_unwind(|| fill_holes(&covered, &holes[1..], &filling));
        assert!(fewer.is_err());
    }

    #[test]
    fn a_hole_may_be_as_large_as_the_image_and_no_larger() {
        let clean = Images::<Map<1, 3, 3>>::from_bytes(vec![0; 9]).unwrap();
        let mut rng = ChaCha8Rng::seed_from_u64(0);
        let (covered, _) = cover_rectangles(&clean, [3, 3], &mut rng);
        assert_eq!(covered.bytes(), [128; 9]);
        let larger = std::panic::catch_unwind(move || cover_rectangles(&clean, [4, 3], &mut rng));
        assert!(larger.is_err());
    }
}
