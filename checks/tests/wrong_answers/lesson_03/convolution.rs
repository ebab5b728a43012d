//! Wrong answers to `lesson_03::convolution`.

use crate::{caught, failures, local, unwritten};
use checks::lesson_03::convolution::exercise;
use checks::{Exercise, PUBLIC};
use interface::lesson_03::Matrix;
use interface::lesson_03::convolution::{Answer, Calls};

fn wrong(conv2d: fn(&Matrix, &Matrix, usize, usize) -> Matrix) -> Exercise {
    exercise(Calls::new(local(Answer { conv2d })), PUBLIC)
}

/// Plain loops over the padded input.
fn right(input: &Matrix, kernel: &Matrix, s: usize, p: usize) -> Matrix {
    let mut padded = vec![vec![0.0; input[0].len() + 2 * p]; input.len() + 2 * p];
    for (y, row) in input.iter().enumerate() {
        padded[y + p][p..p + row.len()].copy_from_slice(row);
    }
    let size = |m: usize, k: usize| if m < k { 1 } else { (m - k) / s + 1 };
    let (rows, columns) = (
        size(padded.len(), kernel.len()),
        size(padded[0].len(), kernel[0].len()),
    );
    let pixel = |y: usize, x: usize| padded.get(y).and_then(|row| row.get(x)).copied();
    let sum = |y: usize, x: usize| {
        let cells = (0..kernel.len()).flat_map(|i| (0..kernel[0].len()).map(move |j| (i, j)));
        cells
            .map(|(i, j)| pixel(y * s + i, x * s + j).unwrap_or(0.0) * kernel[i][j])
            .sum()
    };
    (0..rows)
        .map(|y| (0..columns).map(|x| sum(y, x)).collect())
        .collect()
}

#[test]
fn the_right_answer_passes() {
    assert_eq!(failures(wrong(right)), []);
}

#[test]
fn an_unwritten_function_fails_every_check() {
    unwritten(wrong(|_, _, _, _| todo!("the result")));
}

#[test]
fn the_kernel_flipped() {
    caught(
        wrong(|input, kernel, s, p| {
            let rows = kernel.iter().rev();
            let flipped = rows
                .map(|row| row.iter().rev().copied().collect())
                .collect();
            right(input, &flipped, s, p)
        }),
        "the kernel is flipped",
    );
}

#[test]
fn the_kernel_swapped() {
    caught(
        wrong(|input, kernel, s, p| {
            let column = |x: usize| kernel.iter().map(|row| row[x]).collect();
            right(input, &(0..kernel[0].len()).map(column).collect(), s, p)
        }),
        "rows and columns of the kernel are swapped",
    );
}

#[test]
fn stride_and_padding() {
    caught(
        wrong(|input, kernel, _, p| right(input, kernel, 1, p)),
        "the stride is ignored",
    );
    caught(
        wrong(|input, kernel, s, _| right(input, kernel, s, 0)),
        "the padding is ignored",
    );
    caught(
        wrong(|input, kernel, s, p| right(input, kernel, s, 2 * p)),
        "the padding counts twice",
    );
}

#[test]
fn a_row_too_many() {
    caught(
        wrong(|input, kernel, s, p| {
            let mut result = right(input, kernel, s, p);
            result.push(result[0].clone());
            result
        }),
        "rows    N = floor((M + 2p - k) / s) + 1 = floor((2 + 2*0 - 1) / 1) + 1 = 2",
    );
}

#[test]
fn the_padding_subtracted_too_early() {
    caught(
        wrong(|input, kernel, s, p| {
            let mut result = right(input, kernel, s, p);
            // What happens where a `usize` goes below 0.
            let row = std::hint::black_box(0usize)
                .checked_sub(p)
                .expect("attempt to subtract with overflow");
            result[row][0] += 0.0;
            result
        }),
        "a `usize` cannot go below 0",
    );
}
