//! The lecture's transposed convolution, with pencil and paper: write down numbers, not
//! code. The kernel stays the same, and there is no padding:
//!
//! ```text
//!  kernel
//!   1  1  1
//!  -1 -1 -1
//!   0  0  0
//! ```
//!
//! ```text
//! cargo test -p exercises -- by_hand
//! ```

/// The pixels of an image, row by row: `image[row][column]`.
pub type Matrix = Vec<Vec<f32>>;

/// How many rows (and columns) the result has when the input has 4 x 4 pixels and the stride
/// is 3.
///
/// # Example
/// For an input of 2 x 2 pixels and stride 1 it would be 1(2 - 1) + 3 - 2*0 = 4.
pub fn size() -> usize {
    todo!("put M = 4, k = 3, s = 3 and p = 0 into N = s(M - 1) + k - 2p")
}

/// The stamp of one pixel: with stride 1, of a 3 x 3 input only the *last* pixel, 3, has been
/// used; all other cells of the result are still 0.
///
/// # Example
/// For the *first* pixel of a 2 x 2 input, if that is 2, you would write
///
/// ```text
/// vec![
///     vec![2.0, 2.0, 2.0, 0.0],
///     vec![-2.0, -2.0, -2.0, 0.0],
///     vec![0.0, 0.0, 0.0, 0.0],
///     vec![0.0, 0.0, 0.0, 0.0],
/// ]
/// ```
pub fn last_stamp() -> Matrix {
    todo!("write down the rows")
}

/// The lecture's question with another image: the result, with stride 1, for the input
///
/// ```text
///  2  0  1
/// -1  3  0
///  1  1 -2
/// ```
///
/// # Example
/// For the input `1 2`, one row, the stamps 1·kernel and 2·kernel overlap in two columns:
///
/// ```text
///  1  1  1  .       .  2  2  2        1  3  3  2
/// -1 -1 -1  .   +   . -2 -2 -2   =   -1 -3 -3 -2
///  0  0  0  .       .  0  0  0        0  0  0  0
/// ```
pub fn question() -> Matrix {
    todo!("nine stamps, added; write down the rows")
}
