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
