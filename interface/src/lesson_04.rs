//! Lesson 4: a convolutional autoencoder and its training.

use crate::exercise;
use aelib::data::Images;

/// Rows of numbers: one row for each code or image.
pub type Rows = Vec<Vec<f32>>;

exercise! {
    /// The lecture's decoder, from a code to an image.
    lesson_04::decoder {
        /// How many weights and biases it has.
        parameters() -> usize;
        /// The pixels that codes stand for, with weights from a seed.
        restore(codes: &Rows, seed: u64) -> Rows;
    }
}

exercise! {
    /// The training loop.
    lesson_04::training_loop {
        /// The training loss of each epoch.
        train(images: &Images, epochs: usize, batch_size: usize, seed: u64) -> Vec<f32>;
    }
}
