//! Lesson 9: the homework.

use crate::exercise;
use aelib::data::Images;
use aelib::rand_chacha::ChaCha8Rng;

exercise! {
    /// Digits under a white stripe.
    lesson_09::denoiser {
        /// Covers each image with a stripe.
        occlude(images: &Images, rng: &mut ChaCha8Rng) -> Images;
        /// The weights of a network that has learned nothing, as a safetensors file: their
        /// names and shapes say which network it is.
        untrained() -> Vec<u8>;
        /// The weights of a network that has learned from `clean`, and has seen at most
        /// `limit` images.
        train(clean: &Images, limit: usize) -> Vec<u8>;
        /// What the network with these weights makes of occluded images.
        denoise(weights: &Vec<u8>, occluded: &Images) -> Images;
    }
}
