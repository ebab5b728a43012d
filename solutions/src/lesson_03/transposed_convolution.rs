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
// begin source

use crate::source::*;
use crate::{args, function};

inventory::submit!(Entry { place: 34, source });

/// What it is checked for.
pub fn source(rng: &mut Draw) -> Source {
    type Call = (Matrix, Matrix, usize, usize);
    // First one for which each mistake gives another size; then a decoder's two layers; then
    // stride 1, at last with s(M - 1) alone smaller than 2p.
    let mut sizes: Vec<[usize; 4]> = vec![
        [5, 7, 5, 3],
        [7, 4, 2, 1],
        [14, 4, 2, 1],
        [4, 5, 1, 2],
        [1, 3, 1, 1],
    ];
    while sizes.len() < 20 {
        let mut draw = |most| rng.gen_range(1..=most);
        let [m, k, s, p] = [draw(40), draw(9), draw(4), draw(5) - 1];
        if s * (m - 1) + k > 2 * p {
            sizes.push([m, k, s, p]);
        }
    }
    let any = sizes[19][0];
    let lecture = vec![
        args![3usize, 3usize, 1usize, 0usize],
        args![any, 3usize, 1usize, 0usize],
    ];
    let sizes = sizes
        .iter()
        .map(|[a, b, c, d]| args![*a, *b, *c, *d])
        .collect();
    let mut with = |mut calls: Vec<Call>, count: usize, kind: fn(&Call) -> bool| {
        let mut drawn = Vec::new();
        while drawn.len() < count {
            let mut side = |most| rng.gen_range(1..=most);
            let [rows, columns, k, l] = [side(4), side(4), side(3), side(3)];
            let (stride, padding) = (side(2), side(3) - 1);
            let (input, kernel) = (matrix(rng, rows, columns), matrix(rng, k, l));
            let smallest = (stride * (rows - 1) + k).min(stride * (columns - 1) + l);
            let call = (input, kernel, stride, padding);
            drawn.extend((smallest > 2 * padding && kind(&call)).then_some(call));
        }
        drawn.sort_by_key(|(input, kernel, ..)| input.concat().len() * kernel.concat().len());
        calls.extend(drawn);
        let args = |(i, k, s, p): Call| args![i, k, s, p];
        calls.into_iter().map(args).collect::<Vec<_>>()
    };
    let kernel = || rows([[1, 1, 1], [-1, -1, -1], [0, 0, 0]]);
    let first = |pixel: usize| {
        let input = rows([[pixel as i8, 0, 0], [0, 0, 0], [0, 0, 0]]);
        (input, kernel(), 1, 0)
    };
    let question = |padding| {
        (
            rows([[1, 2, 1], [0, 1, 0], [1, -1, 1]]),
            kernel(),
            1,
            padding,
        )
    };
    let nine = |stride, padding| {
        let kernel = rows([[1, 2, 3], [4, 5, 6], [7, 8, 9]]);
        (rows([[1, 2], [3, 4]]), kernel, stride, padding)
    };
    let wide = (rows([[1, 2], [3, 4]]), rows([[1, 2], [3, 4]]), 3, 0);
    Source::new(
        "lesson_03::transposed_convolution",
        [
            "output_size: it is one line, the formula with Rust's operators, and + before -",
            "conv_transpose2d: make `vec![vec![0.0; columns]; rows]` with output_size for \
             padding 0; four loops, over y, x, i and j, add to it",
            "conv_transpose2d: at the end keep rows padding..padding + rows, and in each of \
             them row[padding..padding + columns].to_vec()",
        ],
    )
    .function(function! {
        output_size(m: usize, k: usize, s: usize, p: usize)
        needs [] "put the numbers into the formula, s(M - 1) + k - 2p"
        "this is the size after a plain convolution; the transposed one makes images larger" =>
            (m + 2 * p).wrapping_sub(k) / s + 1;
        "the stride multiplies M - 1, not M: there is one step less than there are pixels" =>
            (s * m + k).wrapping_sub(2 * p);
        "the stride multiplies all of M - 1: write the parentheses" =>
            (s * m + k).wrapping_sub(1 + 2 * p);
        "padding is cut off on both sides: subtract it twice" => s * (m - 1) + k - p;
        "padding makes the result smaller here: subtract it" => s * (m - 1) + k + 2 * p;
        "the padding is ignored: subtract it on both sides" => s * (m - 1) + k;
        "the stride is ignored" => (m - 1 + k).wrapping_sub(2 * p);
        "1 is added at the end in the formula of the convolution, and not in this one" =>
            s * (m - 1) + k + 1 - 2 * p;
    })
    .function(function! {
        conv_transpose2d(input: &Matrix, kernel: &Matrix, stride: usize, padding: usize)
        needs [output_size]
        "this mixes all that the other checks ask: go through it with a pencil"
        "all of it is 0: is anything added to the result?" => {
            let right = conv_transpose2d(input, kernel, stride, padding);
            vec![vec![0.0f32; right[0].len()]; right.len()]
        };
        "the kernel is upside down: kernel[0][0] belongs into the upper left corner of a stamp, \
         no matter what a convolution in mathematics does" =>
            conv_transpose2d(input, &rotated(kernel), stride, padding);
        "rows and columns of the kernel are swapped: it is kernel[row][column]" =>
            conv_transpose2d(input, &swapped(kernel), stride, padding);
        "rows and columns of the result are swapped: it is result[row][column]" =>
            swapped(&conv_transpose2d(input, kernel, stride, padding));
        "each stamp is the bare kernel: multiply it by its pixel of the input" => {
            let ones = cell_by_cell(input, input, |_, _| 1.0);
            conv_transpose2d(&ones, kernel, stride, padding)
        };
        "where stamps overlap, the last one wins: add to what is there, with +=" =>
            overwritten(input, kernel, stride, padding);
        "the stride is ignored: from one pixel to the next a stamp moves by `stride`, so it \
         begins at row y * stride, column x * stride" =>
            conv_transpose2d(input, kernel, 1, padding);
        "the padding is ignored: cut `padding` rows and columns off each side" =>
            conv_transpose2d(input, kernel, stride, 0);
        "the result grew by the padding: here padding takes away, it cuts `padding` rows and \
         columns off each side" => {
            let whole = conv_transpose2d(input, kernel, stride, 0);
            let mut grown =
                vec![vec![0.0; whole[0].len() + 2 * padding]; whole.len() + 2 * padding];
            for (row, inner) in grown[padding..].iter_mut().zip(&whole) {
                row[padding..padding + inner.len()].copy_from_slice(inner);
            }
            grown
        };
        "only the lower right was cut: half of it belongs to the upper left, so skip the first \
         `padding` rows and columns" =>
            part(&conv_transpose2d(input, kernel, stride, 0), 0, padding);
        "only the upper left was cut: half of it belongs to the lower right" =>
            part(&conv_transpose2d(input, kernel, stride, 0), 2 * padding, padding);
        "this is the plain convolution, which sums under the kernel and shrinks the image. \
         Transposed, each pixel of the input spreads over the result: loop over the input, and \
         add to the result" => super::convolution::conv2d(input, kernel, stride, padding);
        "rows and columns of the size are swapped: rows come first, and come from input.len() \
         and kernel.len()" => {
            let right = conv_transpose2d(input, kernel, stride, padding);
            let mut cells = right.concat().into_iter();
            let (rows, columns) = (right[0].len(), right.len());
            (0..rows).map(|_| cells.by_ref().take(columns).collect()).collect::<Matrix>()
        };
    })
    .check("size_in_the_lecture", 1, "output_size", lecture)
    .check("size_with_stride_and_padding", 1, "output_size", sizes)
    .check(
        "input_of_one_pixel",
        1,
        "conv_transpose2d",
        with(
            vec![
                (rows([[3]]), rows([[-2]]), 1, 0),
                (rows([[2]]), rows([[1, 2, 3], [4, 5, 6]]), 1, 0),
            ],
            4,
            |(i, .., p)| i.concat().len() == 1 && *p == 0,
        ),
    )
    .hint("one pixel makes one stamp: the kernel, multiplied by that pixel")
    .check(
        "the_lectures_first_step",
        1,
        "conv_transpose2d",
        with(vec![first(1), first(any)], 0, |_| true),
    )
    .hint(
        "begin with a result full of zeros, of the size that output_size gives; input[0][0] \
           times the kernel goes into its upper left corner",
    )
    .check(
        "the_lectures_question",
        2,
        "conv_transpose2d",
        with(vec![question(0)], 2, |(_, k, s, p)| {
            k.concat().len() == 9 && *s == 1 && *p == 0
        }),
    )
    .hint(
        "take a pencil: stamp the kernel once for each of the 9 pixels, each time multiplied \
           by the pixel, and add where stamps overlap",
    )
    .check(
        "not_square",
        1,
        "conv_transpose2d",
        with(
            vec![
                (rows([[1, 2, 3]]), rows([[1], [10]]), 1, 0),
                (
                    rows([[1, 0, 2], [0, 3, 0]]),
                    rows([[1, 2], [3, 4], [5, 6]]),
                    1,
                    0,
                ),
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
        "conv_transpose2d",
        with(vec![wide, nine(2, 0)], 4, |(.., p)| *p == 0),
    )
    .hint("the stamp of input[y][x] begins at row y * stride, column x * stride")
    .check(
        "padding",
        1,
        "conv_transpose2d",
        with(vec![question(1), nine(2, 1)], 4, |(.., p)| *p > 0),
    )
    .hint(
        "make the result without padding, then leave out the first and the last `padding` \
           rows and columns",
    )
    .check(
        "any_numbers",
        1,
        "conv_transpose2d",
        with(vec![], 30, |_| true),
    )
}

/// As large as a result with this padding, from `[from][from]` on.
fn part(whole: &Matrix, from: usize, padding: usize) -> Matrix {
    let (height, width) = (whole.len() - 2 * padding, whole[0].len() - 2 * padding);
    let rows = whole.iter().skip(from).take(height);
    rows.map(|row| row[from..from + width].to_vec()).collect()
}

/// Each stamp replaces what lies under it.
fn overwritten(input: &Matrix, kernel: &Matrix, stride: usize, padding: usize) -> Matrix {
    let whole = conv_transpose2d(input, kernel, stride, 0);
    let mut result = cell_by_cell(&whole, &whole, |_, _| 0.0);
    for (y, row) in input.iter().enumerate() {
        for (x, pixel) in row.iter().enumerate() {
            for (i, weights) in kernel.iter().enumerate() {
                for (j, weight) in weights.iter().enumerate() {
                    result[y * stride + i][x * stride + j] = pixel * weight;
                }
            }
        }
    }
    part(&result, padding, padding)
}
// end source
