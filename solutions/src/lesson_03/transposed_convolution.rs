//! The transposed convolution of one image with one kernel, in two parts: first the
//! size of the result, then the result.
//!
//! ```text
//! cargo test -p exercises -- transposed_convolution
//! ```

/// The pixels of an image, row by row: `image[row][column]`. All rows are equally long.
pub type Matrix = Vec<Vec<f32>>;

/// How many rows a transposed convolution makes of `m` rows (it is the same formula for
/// columns), with a kernel of `k` rows, stride `s` and padding `p`:
///
/// ```text
/// N = s(M - 1) + k - 2p
/// ```
///
/// # Example
/// The lecture's: `output_size(3, 3, 1, 0)` is 1(3 - 1) + 3 - 2*0 = 5.
pub fn output_size(m: usize, k: usize, s: usize, p: usize) -> usize {
    // begin solution (m, k, s, p): return N, the formula above
    // From left to right, because a `usize` must not go below 0 on the way.
    s * (m - 1) + k - 2 * p
    // end solution
}

/// The transposed convolution: each pixel of the input stamps the kernel, multiplied by
/// that pixel, into the result.
///
/// - Where stamps overlap, they are added.
/// - From one pixel to the next the stamp moves by `stride`: the stamp of
///   `input[y][x]` has its upper left corner at row `y * stride`, column `x * stride`.
/// - At the end, `padding` rows and columns are cut off on each of the four sides.
///
/// ```text
/// result[y * stride + i - padding][x * stride + j - padding] += input[y][x] * kernel[i][j]
/// ```
///
/// That is mathematics: where a row or a column lies outside the result (`usize` knows no -1),
/// it is one of those that are cut off.
///
/// Input and kernel need not be square, and there is at least one pixel in each.
///
/// # Example
/// With stride 1 and padding 0, two pixels side by side make two overlapping stamps:
///
/// ```text
///  input      kernel      2 stamps it here     3 stamps it here      result
///  2  3        1  1         2  2  .              .  3  3             2  5  3
///              0 -1         0 -2  .              .  0 -3             0 -2 -3
/// ```
pub fn conv_transpose2d(input: &Matrix, kernel: &Matrix, stride: usize, padding: usize) -> Matrix {
    // begin solution (input, kernel, stride, padding): add one stamp for each pixel of the input
    let size = |p| {
        let rows = output_size(input.len(), kernel.len(), stride, p);
        let columns = output_size(input[0].len(), kernel[0].len(), stride, p);
        (rows, columns)
    };

    // All stamps, on a result from which nothing has been cut yet.
    let (rows, columns) = size(0);
    let mut stamped = vec![vec![0.0; columns]; rows];
    for (y, input_row) in input.iter().enumerate() {
        for (x, pixel) in input_row.iter().enumerate() {
            for (i, kernel_row) in kernel.iter().enumerate() {
                for (j, weight) in kernel_row.iter().enumerate() {
                    stamped[y * stride + i][x * stride + j] += pixel * weight;
                }
            }
        }
    }

    let (rows, columns) = size(padding);
    stamped[padding..padding + rows]
        .iter()
        .map(|row| row[padding..padding + columns].to_vec())
        .collect()
    // end solution
}
