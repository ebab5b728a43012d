//! Images that are no digits any more, though every pixel of theirs comes from one.

use crate::images::Images;
use crate::nn::Features;
use rand::Rng;
use rand::seq::SliceRandom;

/// Black becomes white and white black.
///
/// ```
/// use aelib_core::prelude::*;
///
/// let black: Images = Images::from_bytes(vec![0; 784]).unwrap();
/// assert!(invert(&black).bytes().iter().all(|byte| *byte == 255));
/// assert_eq!(invert(&invert(&black)), black);
/// ```
pub fn invert<S: Features>(images: &Images<S>) -> Images<S> {
    let bytes = images.bytes().iter().map(|byte| 255 - byte).collect();
    Images::from_bytes(bytes).expect("as many as before")
}

/// The pixels of each image in a random order, another one for each image: as much ink as
/// before, and no shape.
pub fn shuffle_pixels<S: Features>(images: &Images<S>, rng: &mut impl Rng) -> Images<S> {
    let mut bytes = images.bytes().to_vec();
    for image in bytes.chunks_exact_mut(S::NUMEL) {
        image.shuffle(rng);
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
    fn shuffled_images_keep_their_own_pixels() {
        let bytes: Vec<u8> = (0..=255).cycle().take(2 * 784).collect();
        let images = Images::<Map<1, 28, 28>>::from_bytes(bytes).unwrap();
        let shuffled = shuffle_pixels(&images, &mut ChaCha8Rng::seed_from_u64(0));
        let sorted = |images: &Images, which: usize| {
            let mut bytes = images.bytes()[which * 784..][..784].to_vec();
            bytes.sort();
            bytes
        };
        for which in [0, 1] {
            assert_eq!(sorted(&shuffled, which), sorted(&images, which));
        }
        let moved = images.bytes().iter().zip(shuffled.bytes());
        assert!(moved.filter(|(a, b)| a != b).count() > 1500);
    }
}
