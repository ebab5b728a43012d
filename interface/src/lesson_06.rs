//! Lesson 6: what an autoencoder is good for.

use crate::exercise;

/// The pixels of an image, row by row: `image[row][column]`.
pub type Matrix = Vec<Vec<f32>>;

/// Rows of numbers: the pixels of an image in each, or its code.
pub type Rows = Vec<Vec<f32>>;

/// What a figure of denoising shows: input, output, and the error of each.
pub type Strip = (Matrix, Matrix, f32, f32);

exercise! {
    /// A threshold for anomalies, and an honest report on it.
    lesson_06::threshold {
        /// The share of scores above a threshold.
        share_above(scores: &[f32], threshold: f32) -> f32;
        /// The lowest score above which no more than the share `allowed` lies.
        choose_threshold(normal: &[f32], allowed: f32) -> f32;
        /// The threshold, the share of false alarms, the share that is caught.
        judge(
            training: &[f32],
            validation: &[f32],
            test: &[f32],
            anomalies: &[f32],
            allowed: f32,
        ) -> (f32, f32, f32);
    }
}

exercise! {
    /// Nearest rows, and how many of them are of the right kind.
    lesson_06::precision_at_k {
        /// Between two rows.
        squared_distance(a: &[f32], b: &[f32]) -> f32;
        /// The places of the `k` rows nearest to the query.
        nearest(rows: &Rows, query: &[f32], k: usize) -> Vec<usize>;
        /// The mean share of neighbours with the query's own label.
        precision_at_k(
            rows: &Rows,
            labels: &[u8],
            queries: &Rows,
            query_labels: &[u8],
            k: usize,
        ) -> f32;
    }
}

exercise! {
    /// A figure of denoising that shows what the model saw.
    lesson_06::noisy_input {
        /// The noisy image, pixels in [0, 1].
        add_noise(clean: &Matrix, noise: &Matrix) -> Matrix;
        /// Between two images.
        mean_squared_error(found: &Matrix, truth: &Matrix) -> f32;
        /// Adds the noise, denoises, and measures.
        strip(clean: &Matrix, noise: &Matrix) -> Strip;
    }
}
