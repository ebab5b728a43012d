//! The convolution of one image with one kernel, as networks have it: the kernel is not
//! flipped.
//!
//! ```text
//! cargo test -p exercises -- lesson_03::convolution
//! ```

/// The pixels of an image, row by row: `image[row][column]`. All rows are equally long.
pub type Matrix = Vec<Vec<f32>>;

/// The convolution: each pixel of the result is the sum of what lies under the kernel, each
/// pixel multiplied by the number of the kernel above it.
///
/// - From one pixel of the result to the next the kernel moves by `stride`.
/// - Around the input lie `padding` rows and columns of zeros on each side. So
///   `result[0][0]` has the kernel's upper left corner at row and column `-padding` of the
///   input.
///
/// ```text
/// result[y][x] += input[y * stride + i - padding][x * stride + j - padding] * kernel[i][j]
/// ```
///
/// Input and kernel need not be square, and the kernel fits into the padded input.
///
/// # Example
/// With stride 1 and padding 0:
///
/// ```text
///  input       kernel      result
///  1  2  3      1  1        1+2-5  2+3-6      -2 -1
///  4  5  6      0 -1        4+5-8  5+6-9   =   1  2
///  7  8  9
/// ```
pub fn conv2d(input: &Matrix, kernel: &Matrix, stride: usize, padding: usize) -> Matrix {
    let _ = (input, kernel, stride, padding); // Replace this line, too.
    todo!("sum up what lies under the kernel")
}
