//! The stripe of the lecture's homework.

use crate::data::Images;
use crate::nn::{FeatureMap, Features};
use rand::Rng;

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
    let mut bytes = images.bytes().to_vec();
    for image in bytes.chunks_exact_mut(channels * height * width) {
        let x = rng.gen_range(0..=height - 3);
        for channel in image.chunks_exact_mut(height * width) {
            channel[x * width..(x + 2) * width].fill(255);
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
    fn covers_two_full_rows_anywhere_but_the_last() {
        let clean = Images::<Map<1, 28, 28>>::from_bytes(vec![7; 784 * 2000]).unwrap();
        let covered = occlude(&clean, &mut ChaCha8Rng::seed_from_u64(0));
        assert!(
            clean.bytes().iter().all(|b| *b == 7),
            "the input is not changed"
        );
        let mut seen = [0; 28];
        for image in covered.bytes().chunks_exact(784) {
            let rows: Vec<usize> = (0..28)
                .filter(|row| image[row * 28..(row + 1) * 28].iter().all(|b| *b == 255))
                .collect();
            assert_eq!(rows.len(), 2);
            assert_eq!(rows[1], rows[0] + 1);
            assert_eq!(image.iter().filter(|b| **b == 255).count(), 56);
            seen[rows[0]] += 1;
        }
        assert_eq!(seen[26..], [0, 0]);
        assert!(
            seen[..26].iter().all(|n| *n > 30),
            "rows 0..=25, evenly: {seen:?}"
        );
    }
}
