//! Lesson 1: what an autoencoder is.

use crate::exercise;

/// The weights of a linear layer, row by row: `weights[row][column]`.
pub type Matrix = Vec<Vec<f32>>;

exercise! {
    /// What a bottleneck saves, and when it is none.
    lesson_01::compression {
        /// Bytes of the image / bytes of the code.
        compression_ratio(pixels: usize, numbers: usize, bytes_per_number: usize) -> f32;
        /// How many images pay for the decoder.
        images_to_pay_off(
            image_bytes: usize,
            code_bytes: usize,
            decoder_bytes: usize,
        ) -> Option<usize>;
        /// Weights from pixels to code.
        copying_encoder(pixels: usize, code: usize) -> Matrix;
        /// Weights from code to pixels.
        copying_decoder(pixels: usize, code: usize) -> Matrix;
    }
}
