//! Lesson 3: convolution arithmetic.

use crate::exercise;

/// The pixels of an image, row by row: `image[row][column]`.
pub type Matrix = Vec<Vec<f32>>;

exercise! {
    /// The lecture's example, with pencil and paper.
    lesson_03::by_hand {
        /// Rows of the result.
        size() -> usize;
        /// The result after the first pixel.
        first_stamp() -> Matrix;
        /// The result of the lecture's question.
        question() -> Matrix;
    }
}

exercise! {
    /// Sizes, forwards and backwards.
    lesson_03::sizes {
        /// The size after a convolution, from M, k, s and p.
        conv_size(m: usize, k: usize, s: usize, p: usize) -> usize;
        /// All sizes of which a convolution makes N.
        inputs(n: usize, k: usize, s: usize, p: usize) -> Vec<usize>;
        /// The padding that keeps the size.
        same_padding(k: usize) -> Option<usize>;
        /// The smallest kernel from k on that makes no checkerboard.
        even_kernel(k: usize, s: usize) -> usize;
    }
}

exercise! {
    /// The convolution of one image with one kernel.
    lesson_03::convolution {
        /// The result.
        conv2d(input: &Matrix, kernel: &Matrix, stride: usize, padding: usize) -> Matrix;
    }
}

exercise! {
    /// The transposed convolution of one image with one kernel.
    lesson_03::transposed_convolution {
        /// The size of the result, from M, k, s and p.
        output_size(m: usize, k: usize, s: usize, p: usize) -> usize;
        /// The result.
        conv_transpose2d(input: &Matrix, kernel: &Matrix, stride: usize, padding: usize) -> Matrix;
    }
}
