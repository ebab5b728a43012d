//! Noise that hits each pixel on its own.

use crate::images::Images;
use crate::nn::Features;
use rand::{Rng, RngCore};
use rand_distr::StandardNormal;

/// Adds to each pixel a normally distributed number with mean 0 and standard deviation
/// `sigma`, in units of a pixel's whole range [0, 1]. What leaves that range is cut off at
/// its ends.
///
/// # Panics
/// If `sigma` is negative or not finite.
///
/// ```
/// use aelib_core::prelude::*;
///
/// let grey: Images = Images::from_pixels(&[0.5; 784]);
/// let mut rng = ChaCha8Rng::seed_from_u64(0);
/// let noisy = gaussian_noise(&grey, 0.1, &mut rng);
/// assert_ne!(noisy, grey);
/// assert_eq!(gaussian_noise(&grey, 0.0, &mut rng), grey);
/// ```
pub fn gaussian_noise<S: Features>(
    images: &Images<S>,
    sigma: f32,
    rng: &mut impl Rng,
) -> Images<S> {
    assert!(
        sigma.is_finite() && sigma >= 0.0,
        "gaussian_noise: a standard deviation is 0 or more, found {sigma}"
    );
    changed(images, |bytes| add_normal(bytes, sigma, rng))
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
    changed(images, |bytes| replace(bytes, share, rng))
}

fn changed<S: Features>(images: &Images<S>, change: impl FnOnce(&mut [u8])) -> Images<S> {
    let mut bytes = images.bytes().to_vec();
    change(&mut bytes);
    Images::from_bytes(bytes).expect("as many as before")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nn::Map;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    const PIXELS: usize = 784 * 100;

    fn grey(byte: u8) -> Images<Map<1, 28, 28>> {
        Images::from_bytes(vec![byte; PIXELS]).unwrap()
    }

    fn rng(seed: u64) -> ChaCha8Rng {
        ChaCha8Rng::seed_from_u64(seed)
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
    }

    #[test]
    fn noise_stays_in_range_and_does_not_wrap_around() {
        for byte in [0, 255] {
            let noisy = gaussian_noise(&grey(byte), 0.5, &mut rng(1));
            let same = noisy.bytes().iter().filter(|b| **b == byte).count();
            // Half of the noise points outwards and is cut off.
            assert!(
                (0.48..0.52).contains(&(same as f64 / PIXELS as f64)),
                "{same}"
            );
        }
    }

    #[test]
    fn salt_and_pepper_hit_the_stated_share_evenly() {
        let clean = grey(100);
        let noisy = salt_and_pepper(&clean, 0.2, &mut rng(2));
        let share = |byte| {
            let hit = noisy.bytes().iter().filter(|b| **b == byte).count();
            hit as f64 / PIXELS as f64
        };
        for (byte, expected) in [(255, 0.1), (0, 0.1), (100, 0.8)] {
            assert!(
                (share(byte) - expected).abs() < 0.005,
                "{byte}: {}",
                share(byte)
            );
        }
        assert_eq!(clean, grey(100), "the input is not changed");
        assert_eq!(salt_and_pepper(&clean, 0.0, &mut rng(3)), clean);
    }

    #[test]
    fn the_seed_decides_the_noise() {
        let noisy = |seed| gaussian_noise(&grey(128), 0.3, &mut rng(seed));
        assert_eq!(noisy(5), noisy(5));
        assert_ne!(noisy(5), noisy(6));
        let salted = |seed| salt_and_pepper(&grey(128), 0.3, &mut rng(seed));
        assert_eq!(salted(5), salted(5));
        assert_ne!(salted(5), salted(6));
    }
}
