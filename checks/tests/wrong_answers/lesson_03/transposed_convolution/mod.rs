//! Wrong answers to `lesson_03::transposed_convolution`.

mod stamps;

use crate::{caught, failures, local, unwritten};
use checks::lesson_03::transposed_convolution::exercise;
use checks::{Exercise, PUBLIC};
use interface::lesson_03::{
    Matrix,
    transposed_convolution::{Answer, Calls},
};
use stamps::*;

/// The exercise, on this answer.
fn checked(answer: Answer) -> Exercise {
    exercise(Calls::new(local(answer)), PUBLIC)
}

/// A wrong result, with the right size.
fn wrong(conv_transpose2d: fn(&Matrix, &Matrix, usize, usize) -> Matrix) -> Exercise {
    checked(Answer {
        output_size: right_size,
        conv_transpose2d,
    })
}

/// A wrong size, with the right result.
fn wrong_size(output_size: fn(usize, usize, usize, usize) -> usize) -> Exercise {
    checked(Answer {
        output_size,
        conv_transpose2d: right,
    })
}

#[test]
fn the_right_answer_passes() {
    assert_eq!(failures(wrong(right)), []);
}

#[test]
fn unwritten_functions_fail_every_check() {
    unwritten(checked(Answer {
        output_size: |_, _, _, _| todo!("the size"),
        conv_transpose2d: |_, _, _, _| todo!("the result"),
    }));
}

#[test]
fn the_kernel_flipped() {
    let flipped = |input: &Matrix, kernel: &Matrix, s, p| {
        let whole = stamp((input, kernel, s), size(input, kernel, s), FLIPPED, add);
        cut(whole, [p, p])
    };
    caught(wrong(flipped), "the kernel is upside down");
}

#[test]
fn the_stride_ignored() {
    let small = |input: &Matrix, kernel: &Matrix, _, p| right(input, kernel, 1, p);
    caught(wrong(small), "the stride is ignored");
    let crowded = |input: &Matrix, kernel: &Matrix, s, p| {
        let size = size(input, kernel, s);
        cut(stamp((input, kernel, s), size, STRIDE_IGNORED, add), [p, p])
    };
    caught(wrong(crowded), "begins at row y * stride");
}

#[test]
fn the_padding_ignored() {
    let uncut = |input: &Matrix, kernel: &Matrix, s, _| right(input, kernel, s, 0);
    caught(wrong(uncut), "the padding is ignored");
}

#[test]
fn the_padding_cut_on_one_side() {
    let lower = |input: &Matrix, kernel: &Matrix, s, p| cut(right(input, kernel, s, 0), [0, 2 * p]);
    caught(wrong(lower), "only the lower right was cut");
    let upper = |input: &Matrix, kernel: &Matrix, s, p| cut(right(input, kernel, s, 0), [2 * p, 0]);
    caught(wrong(upper), "only the upper left was cut");
}

#[test]
fn the_padding_added() {
    let padded = |input: &Matrix, kernel: &Matrix, s, p: usize| {
        let (rows, columns) = size(input, kernel, s);
        let mut result = vec![vec![0.0; columns + 2 * p]; rows + 2 * p];
        for (y, row) in right(input, kernel, s, 0).iter().enumerate() {
            result[y + p][p..p + columns].copy_from_slice(row);
        }
        result
    };
    caught(wrong(padded), "the result grew by the padding");
}

#[test]
fn stamps_that_overwrite() {
    let overwriting = |input: &Matrix, kernel: &Matrix, s, p| {
        let put = |cell: &mut f32, value| *cell = value;
        let whole = stamp((input, kernel, s), size(input, kernel, s), RIGHT, put);
        cut(whole, [p, p])
    };
    caught(wrong(overwriting), "add to what is there, with +=");
}

#[test]
fn rows_and_columns_swapped() {
    caught(wrong(swapped), "rows and columns of the result are swapped");
    let wide = |input: &Matrix, _: &Matrix, _, _| vec![vec![7.0; input.len()]; input[0].len()];
    assert!(!failures(wrong(wide)).is_empty());
}

#[test]
fn stamps_without_their_pixel() {
    let bare = |input: &Matrix, kernel: &Matrix, s, p| {
        let size = size(input, kernel, s);
        cut(stamp((input, kernel, s), size, PIXEL_IGNORED, add), [p, p])
    };
    caught(wrong(bare), "each stamp is the bare kernel");
}

#[test]
fn a_plain_convolution() {
    caught(wrong(convolution), "this is the plain convolution");
}

#[test]
fn a_row_too_many() {
    let longer = |input: &Matrix, kernel: &Matrix, s, p| {
        let mut result = right(input, kernel, s, p);
        result.push(result[0].clone());
        result
    };
    caught(
        wrong(longer),
        "rows    N = s(M - 1) + k - 2p = 1*(3 - 1) + 3 - 2*0 = 5",
    );
}

#[test]
fn an_index_off_by_one() {
    let beyond = |input: &Matrix, kernel: &Matrix, s, p| {
        let (rows, columns) = size(input, kernel, s);
        let whole = stamp((input, kernel, s), (rows - 1, columns), RIGHT, add);
        cut(whole, [p, p])
    };
    caught(wrong(beyond), "an index left its row or its matrix");
}

#[test]
fn rows_of_different_length() {
    let ragged = |input: &Matrix, kernel: &Matrix, s, p| {
        let mut result = right(input, kernel, s, p);
        result.iter_mut().skip(1).for_each(|row| row.push(0.0));
        result
    };
    caught(wrong(ragged), "rows of the result differ in length");
}

#[test]
fn wrong_sizes() {
    caught(
        wrong_size(|m, k, s, p| s * (m - 1) + k - p),
        "subtract it twice",
    );
    caught(
        wrong_size(|m, k, s, p| s * m + k - 2 * p),
        "multiplies M - 1, not M",
    );
    caught(
        wrong_size(|m, k, s, p| s * m - 1 + k - 2 * p),
        "write the parentheses",
    );
    caught(
        wrong_size(|m, k, s, _| s * (m - 1) + k),
        "the padding is ignored",
    );
    caught(
        wrong_size(|m, k, _, p| m - 1 + k - 2 * p),
        "the stride is ignored",
    );
    caught(
        wrong_size(|m, k, s, p| s * (m - 1) - 2 * p + k),
        "cannot go below 0",
    );
    caught(
        wrong_size(|m, k, s, p| s * (m - 1) + k - 2 * p + 1),
        "= 1*(3 - 1) + 3 - 2*0 = 5",
    );
    let plain = |m: usize, k: usize, s: usize, p: usize| (m + 2 * p).saturating_sub(k) / s + 1;
    caught(wrong_size(plain), "the size after a plain convolution");
}
