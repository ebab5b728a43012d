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
    // begin solution: put M = 3, k = 3, s = 1 and p = 0 into N = s(M - 1) + k - 2p
    5
    // end solution
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
    // begin solution: write down the rows
    vec![
        vec![1.0, 1.0, 1.0, 0.0, 0.0],
        vec![-1.0, -1.0, -1.0, 0.0, 0.0],
        vec![0.0, 0.0, 0.0, 0.0, 0.0],
        vec![0.0, 0.0, 0.0, 0.0, 0.0],
        vec![0.0, 0.0, 0.0, 0.0, 0.0],
    ]
    // end solution
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
    // begin solution: nine stamps, added; write down the rows
    vec![
        vec![1.0, 3.0, 4.0, 3.0, 1.0],
        vec![-1.0, -2.0, -3.0, -2.0, -1.0],
        vec![1.0, -1.0, 0.0, -1.0, 1.0],
        vec![-1.0, 0.0, -1.0, 0.0, -1.0],
        vec![0.0, 0.0, 0.0, 0.0, 0.0],
    ]
    // end solution
}
// begin source

use crate::source::*;
use crate::{args, function};

/// What it is checked for: there is one right answer.
pub fn source(_: &mut Draw) -> Source {
    const PIXELS: usize = 3;
    /// What comes out where the last stamp wins.
    fn overwritten(input: [[i8; 3]; 3]) -> Matrix {
        let kernel = [[1.0f32; 3], [-1.0; 3], [0.0; 3]];
        let mut result = vec![vec![0.0; 5]; 5];
        for (y, x) in (0..9).map(|i| (i / 3, i % 3)) {
            for (i, row) in kernel.iter().enumerate() {
                for (j, weight) in row.iter().enumerate() {
                    result[y + i][x + j] = f32::from(input[y][x]) * weight;
                }
            }
        }
        result
    }
    let stamps = |y: usize, x: usize| {
        let near = |at: usize| (0..PIXELS).filter(move |from| (*from..from + 3).contains(&at));
        let pixels = near(y).flat_map(|y| near(x).map(move |x| format!("input[{y}][{x}]")));
        format!(
            "result[{y}][{x}] gets one number from the stamp of each of these pixels: {}",
            pixels.collect::<Vec<_>>().join(", ")
        )
    };
    let places = || {
        (0..5)
            .map(|y| (0..5).map(|x| stamps(y, x)).collect())
            .collect()
    };
    Source::new(
        "lesson_03::by_hand",
        [
            "size: it is the lecture's formula with four small numbers",
            "draw the empty result, 5 x 5; lay the kernel, times a pixel, on it: for \
             input[y][x] its upper left corner is at result[y][x]",
            "`cargo course conv --transpose` shows such a stamp for any input of your own",
        ],
    )
    .function(function! {
        size()
        needs [] "N = s(M - 1) + k - 2p = 1*(3 - 1) + 3 - 2*0"
        "a plain convolution would give 1; the transposed one makes images larger" => 1usize;
    })
    .function(function! {
        first_stamp()
        needs [] "start with 5 rows of 5 zeros; each pixel of the input adds one stamp"
        "where stamps overlap, add them: you kept the last one only" =>
            overwritten([[1, 0, 0], [0, 0, 0], [0, 0, 0]]);
    })
    .function(function! {
        question()
        needs [] "start with 5 rows of 5 zeros; each pixel of the input adds one stamp"
        "where stamps overlap, add them: you kept the last one only" =>
            overwritten([[1, 2, 1], [0, 1, 0], [1, -1, 1]]);
    })
    .check("size", 1, "size", vec![args![]])
    .check("first_stamp", 1, "first_stamp", vec![args![]])
    .places(places())
    .check("question", 2, "question", vec![args![]])
    .places(places())
}
// end source
