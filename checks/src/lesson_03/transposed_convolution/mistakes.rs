//! Recognises a mistake by its result: each known mistake is made here on purpose, and
//! what comes out is compared with what the student's function returned.

use super::cases::{Case, expected};
use crate::matrix::{Matrix, difference};
use aelib::ops::{Conv2dOptions, ConvTranspose2dOptions, reference};

/// A result that a mistake leads to, where the mistake is possible, and what to say.
type Mistake = (fn(&Case) -> Option<Matrix>, &'static str);

const MISTAKES: &[Mistake] = &[
    (
        |case| Some(map(&case.expected, |_| 0.0)),
        "all of it is 0: is anything added to the result?",
    ),
    (
        |case| made(&case.input, &rotated(&case.kernel), case),
        "the kernel is upside down: kernel[0][0] belongs into the upper left corner of a \
         stamp, no matter what a convolution in mathematics does",
    ),
    (
        |case| made(&case.input, &swapped(&case.kernel), case),
        "rows and columns of the kernel are swapped: it is kernel[row][column]",
    ),
    (
        |case| Some(swapped(&case.expected)),
        "rows and columns of the result are swapped: it is result[row][column]",
    ),
    (
        |case| made(&map(&case.input, |_| 1.0), &case.kernel, case),
        "each stamp is the bare kernel: multiply it by its pixel of the input",
    ),
    (
        overwritten,
        "where stamps overlap, the last one wins: add to what is there, with +=",
    ),
    (
        |case| expected(&case.input, &case.kernel, 1, case.padding),
        "the stride is ignored: from one pixel to the next a stamp moves by `stride`, so \
         it begins at row y * stride, column x * stride",
    ),
    (
        |case| expected(&case.input, &case.kernel, case.stride, 0),
        "the padding is ignored: cut `padding` rows and columns off each side",
    ),
    (
        |case| uncut(case).map(|whole| grown(&whole, case.padding)),
        "the result grew by the padding: here padding takes away, it cuts `padding` rows \
         and columns off each side",
    ),
    (
        |case| uncut(case).map(|whole| part(&whole, 0, case)),
        "only the lower right was cut: half of it belongs to the upper left, so skip the \
         first `padding` rows and columns",
    ),
    (
        |case| uncut(case).map(|whole| part(&whole, 2 * case.padding, case)),
        "only the upper left was cut: half of it belongs to the lower right",
    ),
    (
        convolved,
        "this is the plain convolution, which sums under the kernel and shrinks the image. \
         Transposed, each pixel of the input spreads over the result: loop over the input, \
         and add to the result",
    ),
];

/// What to think about, for a result that is not what it should be.
pub fn hint(case: &Case, found: &Matrix) -> String {
    let same = |matrix: Matrix| difference(&matrix, found).is_none();
    let known = |(make, _): &&Mistake| make(case).is_some_and(same);
    if let Some((_, hint)) = MISTAKES.iter().find(known) {
        return (*hint).to_string();
    }
    let size = |m: &Matrix| (m.len(), m.first().map_or(0, Vec::len));
    let (rows, columns) = size(&case.expected);
    if size(found) == (rows, columns) {
        return case.hint.to_string();
    }
    if size(found) == (columns, rows) {
        return "rows and columns of the size are swapped: rows come first, and come from \
                input.len() and kernel.len()"
            .to_string();
    }
    let options = ConvTranspose2dOptions::new(case.stride, case.padding);
    format!(
        "the size of the result is not right:\n      rows    {}\n      columns {}",
        options.formula(case.input.len(), case.kernel.len()),
        options.formula(case.input[0].len(), case.kernel[0].len())
    )
}

fn made(input: &Matrix, kernel: &Matrix, case: &Case) -> Option<Matrix> {
    expected(input, kernel, case.stride, case.padding)
}

fn uncut(case: &Case) -> Option<Matrix> {
    expected(&case.input, &case.kernel, case.stride, 0)
}

/// As large as the expected result, from `[from][from]` on.
fn part(whole: &Matrix, from: usize, case: &Case) -> Matrix {
    let rows = whole.iter().skip(from).take(case.expected.len());
    rows.map(|row| row[from..from + case.expected[0].len()].to_vec())
        .collect()
}

/// With zeros around.
fn grown(inner: &Matrix, border: usize) -> Matrix {
    let columns = inner[0].len() + 2 * border;
    let mut outer = vec![vec![0.0; columns]; inner.len() + 2 * border];
    for (row, inner) in outer[border..].iter_mut().zip(inner) {
        row[border..border + inner.len()].copy_from_slice(inner);
    }
    outer
}

/// Each stamp replaces what lies under it.
fn overwritten(case: &Case) -> Option<Matrix> {
    let mut result = map(&uncut(case)?, |_| 0.0);
    for (y, row) in case.input.iter().enumerate() {
        for (x, pixel) in row.iter().enumerate() {
            for (i, row) in case.kernel.iter().enumerate() {
                let stamp = row.iter().map(|weight| pixel * weight);
                let under = result[y * case.stride + i][x * case.stride..].iter_mut();
                under.zip(stamp).for_each(|(cell, value)| *cell = value);
            }
        }
    }
    Some(part(&result, case.padding, case))
}

fn convolved(case: &Case) -> Option<Matrix> {
    let options = Conv2dOptions::new(case.stride, case.padding);
    options.output_size(case.input.len(), case.kernel.len())?;
    let columns = options.output_size(case.input[0].len(), case.kernel[0].len())?;
    let flat = reference::conv2d(
        &case.input.concat(),
        [1, case.input.len(), case.input[0].len()],
        &case.kernel.concat(),
        [1, case.kernel.len(), case.kernel[0].len()],
        &[],
        options,
    );
    Some(flat.chunks(columns).map(<[f32]>::to_vec).collect())
}

fn map(matrix: &Matrix, f: fn(f32) -> f32) -> Matrix {
    let row = |row: &Vec<f32>| row.iter().map(|cell| f(*cell)).collect();
    matrix.iter().map(row).collect()
}

fn rotated(matrix: &Matrix) -> Matrix {
    let row = |row: &Vec<f32>| row.iter().rev().copied().collect();
    matrix.iter().rev().map(row).collect()
}

fn swapped(matrix: &Matrix) -> Matrix {
    let column = |x: usize| matrix.iter().map(|row| row[x]).collect();
    (0..matrix[0].len()).map(column).collect()
}
