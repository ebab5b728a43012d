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
    // begin solution (input, kernel, stride, padding): sum up what lies under the kernel
    let size = |m: usize, k: usize| (m + 2 * padding - k) / stride + 1;
    let rows = size(input.len(), kernel.len());
    let columns = size(input[0].len(), kernel[0].len());

    // The pixel under the kernel, and 0 in the padding.
    let pixel = |row: usize, column: usize| -> f32 {
        let inside = || {
            let row = input.get(row.checked_sub(padding)?)?;
            row.get(column.checked_sub(padding)?).copied()
        };
        inside().unwrap_or(0.0)
    };

    let mut result = vec![vec![0.0; columns]; rows];
    for (y, result_row) in result.iter_mut().enumerate() {
        for (x, cell) in result_row.iter_mut().enumerate() {
            for (i, kernel_row) in kernel.iter().enumerate() {
                for (j, weight) in kernel_row.iter().enumerate() {
                    *cell += pixel(y * stride + i, x * stride + j) * weight;
                }
            }
        }
    }
    result
    // end solution
}
