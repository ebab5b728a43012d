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
    // begin solution: put M = 4, k = 3, s = 3 and p = 0 into N = s(M - 1) + k - 2p
    12
    // end solution
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
    // begin solution: write down the rows
    vec![
        vec![0.0, 0.0, 0.0, 0.0, 0.0],
        vec![0.0, 0.0, 0.0, 0.0, 0.0],
        vec![0.0, 0.0, 3.0, 3.0, 3.0],
        vec![0.0, 0.0, -3.0, -3.0, -3.0],
        vec![0.0, 0.0, 0.0, 0.0, 0.0],
    ]
    // end solution
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
    // begin solution: nine stamps, added; write down the rows
    vec![
        vec![2.0, 2.0, 3.0, 1.0, 1.0],
        vec![-3.0, 0.0, -1.0, 2.0, -1.0],
        vec![2.0, 0.0, -2.0, -4.0, -2.0],
        vec![-1.0, -2.0, 0.0, 1.0, 2.0],
        vec![0.0, 0.0, 0.0, 0.0, 0.0],
    ]
    // end solution
}
// begin source

use crate::source::*;
use crate::{args, function};

inventory::submit!(Entry { place: 31, source });

/// What it is checked for: there is one right answer.
pub fn source(_: &mut Draw) -> Source {
    const PIXELS: usize = 3;
    /// What comes out where the last stamp wins.
    fn overwritten(input: [[i8; 3]; 3], only: Option<[usize; 2]>) -> Matrix {
        let kernel = [[1.0f32; 3], [-1.0; 3], [0.0; 3]];
        let mut result = vec![vec![0.0; 5]; 5];
        let all = (0..9).map(|i| [i / 3, i % 3]);
        for [y, x] in all.filter(|place| only.is_none_or(|only| only == *place)) {
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
        needs [] "N = s(M - 1) + k - 2p = 3*(4 - 1) + 3 - 2*0"
        "a plain convolution would give 1; the transposed one makes images larger" => 1usize;
        "this is the size with stride 1" => 6usize;
        "the stride multiplies M - 1, not M: there is one step less than there are pixels" =>
            15usize;
    })
    .function(function! {
        last_stamp()
        needs [] "start with 5 rows of 5 zeros; the stamp of input[2][2] begins at result[2][2]"
        "this is the stamp of the first pixel: the last one's begins at result[2][2]" =>
            overwritten([[3, 0, 0], [0; 3], [0; 3]], Some([0, 0]));
        "the kernel is upside down: its row of ones is the upper one" => {
            let mut rows = last_stamp();
            rows[2..].reverse();
            rows
        };
    })
    .function(function! {
        question()
        needs [] "start with 5 rows of 5 zeros; each pixel of the input adds one stamp"
        "where stamps overlap, add them: you kept the last one only" =>
            overwritten([[2, 0, 1], [-1, 3, 0], [1, 1, -2]], None);
    })
    .check("size", 1, "size", vec![args![]])
    .check("last_stamp", 1, "last_stamp", vec![args![]])
    .places(places())
    .check("question", 2, "question", vec![args![]])
    .places(places())
}
// end source
