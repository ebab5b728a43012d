//! Damage to pixels on their own: noise, and images that are no digits any more, though every
//! pixel of theirs comes from one.

use crate::images::Images;
use crate::nn::Features;
use rand::seq::SliceRandom;
use rand::{Rng, RngCore};
use rand_distr::StandardNormal;

/// Adds to each pixel a normally distributed number with mean 0 and standard deviation
/// `sigma`, in units of a pixel's whole range [0, 1]. What leaves that range is cut off at
/// its ends.
///
/// # Panics
/// If `sigma` is negative or not finite.
pub fn gaussian_noise<S: Features>(
    images: &Images<S>,
    sigma: f32,
    rng: &mut impl Rng,
) -> Images<S> {
    assert!(
        sigma.is_finite() && sigma >= 0.0,
        "gaussian_noise: a standard deviation is 0 or more, found {sigma}"
    );
    images.changed(|bytes| add_normal(bytes, sigma, rng))
}

/// Replaces each pixel with probability `share` by a white or a black one, each as likely.
///
/// # Panics
/// If `share` is not in [0, 1].
pub fn salt_and_pepper<S: Features>(
    images: &Images<S>,
    share: f64,
    rng: &mut impl Rng,
) -> Images<S> {
    assert!(
        (0.0..=1.0).contains(&share),
        "salt_and_pepper: a share is from 0 to 1, found {share}"
    );
    images.changed(|bytes| replace(bytes, share, rng))
}

/// Black becomes white and white black.
pub fn invert<S: Features>(images: &Images<S>) -> Images<S> {
    images.changed(|bytes| bytes.iter_mut().for_each(|byte| *byte = 255 - *byte))
}

/// The pixels of each image in a random order, another one for each image: as much ink as
/// before, and no shape.
pub fn shuffle_pixels<S: Features>(images: &Images<S>, rng: &mut impl Rng) -> Images<S> {
    images.changed(|bytes| {
        let images = bytes.chunks_exact_mut(S::NUMEL);
        images.for_each(|image| image.shuffle(rng));
    })
}

// These two are not generic: compiled here, at full speed, whoever calls them.

fn add_normal(bytes: &mut [u8], sigma: f32, rng: &mut dyn RngCore) {
    for byte in bytes {
        let noise: f32 = rng.sample(StandardNormal);
        // As a cast to a byte cuts off, from below and from above.
        *byte = (f32::from(*byte) + 255.0 * sigma * noise).round() as u8;
    }
}

fn replace(bytes: &mut [u8], share: f64, rng: &mut dyn RngCore) {
    for byte in bytes {
        *byte = match (rng.gen_bool(share), rng.r#gen()) {
            (false, _) => *byte,
            (true, true) => 255,
            (true, false) => 0,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    const PIXELS: usize = 784 * 100;

    fn grey(byte: u8) -> Images {
        Images::from_bytes(vec![byte; PIXELS]).unwrap()
    }

    fn rng(seed: u64) -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(seed)
    }

    fn share(images: &Images, byte: u8) -> f64 {
        let equal = images.bytes().iter().filter(|b| **b == byte);
        equal.count() as f64 / PIXELS as f64
    }

    #[test]
    fn gaussian_noise_has_the_mean_and_the_deviation_it_states() {
        let clean = grey(128);
        let noisy = gaussian_noise(&clean, 0.1, &mut rng(0));
        let shifts = noisy
            .bytes()
            .iter()
            .map(|b| (f64::from(*b) - 128.0) / 255.0);
        let mean = shifts.clone().sum::<f64>() / PIXELS as f64;
        let deviation = (shifts.map(|s| s * s).sum::<f64>() / PIXELS as f64).sqrt();
        assert!(mean.abs() < 0.002, "{mean}");
        assert!((deviation - 0.1).abs() < 0.002, "{deviation}");
        assert_eq!(clean, grey(128), "the input is not changed");
        for byte in [0, 255] {
            // Half of the noise points outwards and is cut off: nothing wraps around.
            let same = share(&gaussian_noise(&grey(byte), 0.5, &mut rng(1)), byte);
            assert!((0.48..0.52).contains(&same), "{same}");
        }
    }

    #[test]
    fn salt_and_pepper_hit_the_stated_share_evenly() {
        let noisy = salt_and_pepper(&grey(100), 0.2, &mut rng(2));
        for (byte, expected) in [(255, 0.1), (0, 0.1), (100, 0.8)] {
            let found = share(&noisy, byte);
            assert!((found - expected).abs() < 0.005, "{byte}: {found}");
        }
        assert_eq!(salt_and_pepper(&grey(100), 0.0, &mut rng(3)), grey(100));
    }

    #[test]
    fn the_seed_decides_the_noise() {
        let noisy = |seed| gaussian_noise(&grey(128), 0.3, &mut rng(seed));
        let salted = |seed| salt_and_pepper(&grey(128), 0.3, &mut rng(seed));
        assert_eq!((noisy(5), salted(5)), (noisy(5), salted(5)));
        assert!(noisy(5) != noisy(6) && salted(5) != salted(6));
    }

    #[test]
    fn strange_images_keep_their_own_pixels() {
        let images: Images = Images::from_bytes((0..=255).cycle().take(2 * 784).collect()).unwrap();
        assert_eq!(invert(&grey(0)), grey(255));
        assert_eq!(invert(&invert(&images)), images);
        let shuffled = shuffle_pixels(&images, &mut rng(0));
        for (image, shuffled) in images.bytes().chunks(784).zip(shuffled.bytes().chunks(784)) {
            let moved = image.iter().zip(shuffled).filter(|(a, b)| a != b);
            assert!(moved.count() > 750);
            let [mut image, mut shuffled] = [image, shuffled].map(<[u8]>::to_vec);
            image.sort();
            shuffled.sort();
            assert_eq!(image, shuffled);
        }
    }
}
