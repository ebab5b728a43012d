//! Lesson 7: a deepfake.

use crate::exercise;

/// Rows of numbers: `matrix[row][column]`.
pub type Matrix = Vec<Vec<f32>>;

exercise! {
    /// Two autoencoders that speak different languages, though neither is wrong.
    lesson_07::why_one_encoder {
        /// A matrix times a row of numbers: a layer.
        layer(matrix: &Matrix, x: &[f32]) -> Vec<f32>;
        /// The encoder and the decoder with codes that are turned by an angle.
        turn(encoder: &Matrix, decoder: &Matrix, angle: f32) -> (Matrix, Matrix);
        /// The swap's mean squared error.
        swap_error(
            encoder: &Matrix,
            decoder_b: &Matrix,
            faces_a: &Matrix,
            faces_b: &Matrix,
        ) -> f32;
    }
}
