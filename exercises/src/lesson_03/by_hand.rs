//! The lecture's transposed convolution, with pencil and paper: write down numbers, not
//! code. Kernel, stride 1 and no padding stay the same:
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

/// How many rows (and columns) the result has when the input has 3 x 3 pixels.
///
/// # Example
/// For an input of 2 x 2 pixels it would be 1(2 - 1) + 3 - 2*0 = 4.
pub fn size() -> usize {
    todo!("put M = 3, k = 3, s = 1 and p = 0 into N = s(M - 1) + k - 2p")
}

/// The result of the lecture's first step: of the 3 x 3 input only the first pixel, 1, has
/// been used; all other cells of the result are still 0.
///
/// # Example
/// For a 2 x 2 input that begins with 2, you would write
///
/// ```text
/// vec![
///     vec![2.0, 2.0, 2.0, 0.0],
///     vec![-2.0, -2.0, -2.0, 0.0],
///     vec![0.0, 0.0, 0.0, 0.0],
///     vec![0.0, 0.0, 0.0, 0.0],
/// ]
/// ```
pub fn first_stamp() -> Matrix {
    todo!("write down the rows")
}

/// The lecture's question: the result for the input
///
/// ```text
///  1  2  1
///  0  1  0
///  1 -1  1
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
