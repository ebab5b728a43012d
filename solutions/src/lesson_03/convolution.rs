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
// begin source

use crate::source::*;
use crate::{args, function};

inventory::submit!(Entry { place: 33, source });

/// What it is checked for.
pub fn source(rng: &mut Draw) -> Source {
    type Call = (Matrix, Matrix, usize, usize);
    let mut with = |mut calls: Vec<Call>, count: usize, kind: fn(&Call) -> bool| {
        let mut drawn = Vec::new();
        while drawn.len() < count {
            let mut side = |most| rng.gen_range(1..=most);
            let [rows, columns, k, l] = [side(5), side(5), side(3), side(3)];
            let (stride, padding) = (side(3), side(3) - 1);
            let (input, kernel) = (matrix(rng, rows, columns), matrix(rng, k, l));
            let fits = rows.min(columns) + 2 * padding >= k.max(l);
            let call = (input, kernel, stride, padding);
            drawn.extend((fits && kind(&call)).then_some(call));
        }
        drawn.sort_by_key(|(input, ..)| input.concat().len());
        calls.extend(drawn);
        let args = |(i, k, s, p): Call| args![i, k, s, p];
        calls.into_iter().map(args).collect::<Vec<_>>()
    };
    let square = rows([
        [0, 0, 0, 0, 0],
        [0, 1, 1, 1, 0],
        [0, 1, 1, 1, 0],
        [0, 1, 1, 1, 0],
        [0, 0, 0, 0, 0],
    ]);
    let steps: Matrix = (0..6)
        .map(|y| (0..6).map(|x| (y * y + 3 * x) as f32).collect())
        .collect();
    let steps = |stride| (steps.clone(), rows([[1, 2], [0, -1]]), stride, 0);
    let padded = |stride, padding| {
        let kernel = rows([[1, -1, 2], [0, 3, 1], [2, 0, -2]]);
        (
            rows([[1, 2, 3], [4, 5, 6], [7, 8, 9]]),
            kernel,
            stride,
            padding,
        )
    };
    let high = rows([[1, 0], [2, 3], [0, 1], [4, 5]]);
    Source::new(
        "lesson_03::convolution",
        [
            "the size of the result comes from N = floor((M + 2p - k) / s) + 1, once for rows \
             and once for columns",
            "four loops: over y and x of the result, over i and j of the kernel",
            "row y * stride + i of the padded input is row y * stride + i - padding of the \
             input, if there is one: `checked_sub` and `get` say `None` where it is padding",
        ],
    )
    .function(function! {
        conv2d(input: &Matrix, kernel: &Matrix, stride: usize, padding: usize)
        needs [] "this mixes all that the other checks ask: go through it with a pencil"
        "the kernel is flipped: here it stays as it is, kernel[0][0] meets the upper left pixel" =>
            conv2d(input, &rotated(kernel), stride, padding);
        "rows and columns of the kernel are swapped: it is kernel[row][column]" =>
            conv2d(input, &swapped(kernel), stride, padding);
        "the stride is ignored: the kernel's corner is at row y * stride, column x * stride" =>
            conv2d(input, kernel, 1, padding);
        "the padding is ignored: around the input lie `padding` rows and columns of zeros" =>
            conv2d(input, kernel, stride, 0);
        "the padding counts twice: `padding` zeros on each side, not 2 * padding" =>
            conv2d(input, kernel, stride, 2 * padding);
    })
    .check(
        "one_pixel_kernel",
        1,
        "conv2d",
        with(
            vec![(rows([[1, 2], [3, 4]]), rows([[-2]]), 1, 0)],
            4,
            |(_, k, s, p)| k.concat().len() == 1 && *s == 1 && *p == 0,
        ),
    )
    .hint("each pixel of the input, times the one number of the kernel")
    .check(
        "edges_of_a_square",
        1,
        "conv2d",
        with(
            vec![(square, rows([[-1, -1], [1, 1]]), 1, 0)],
            4,
            |(_, _, s, p)| *s == 1 && *p == 0,
        ),
    )
    .hint(
        "result[0][0] is the sum of the four pixels in the upper left corner, each times the \
           number of the kernel above it",
    )
    .check(
        "not_square",
        1,
        "conv2d",
        with(
            vec![
                (rows([[1, 2, 3, 4], [5, 6, 7, 8]]), rows([[1], [10]]), 1, 0),
                (high, rows([[1, 2], [3, 4], [5, 6]]), 1, 0),
            ],
            4,
            |(_, _, s, p)| *s == 1 && *p == 0,
        ),
    )
    .hint(
        "rows come from input.len() and kernel.len(), columns from input[0].len() and \
           kernel[0].len(); never use one for the other",
    )
    .check(
        "stride",
        1,
        "conv2d",
        with(vec![steps(2), steps(3)], 4, |(.., p)| *p == 0),
    )
    .hint("result[y][x] has the kernel's corner at input[y * stride][x * stride]")
    .check(
        "padding",
        1,
        "conv2d",
        with(vec![padded(1, 1), padded(2, 1), padded(2, 2)], 4, |_| true),
    )
    .hint(
        "result[0][0] has the kernel's corner `padding` rows above and `padding` columns left \
           of input[0][0]; what lies outside of the input counts as 0",
    )
    .check("any_numbers", 1, "conv2d", with(vec![], 30, |_| true))
}
// end source
