//! What `conv_transpose2d` is called with, and what it should return.

use crate::matrix::Matrix;
use aelib::ops::{ConvTranspose2dOptions, reference};
use aelib::rand::{Rng, SeedableRng};
use aelib::rand_chacha::ChaCha8Rng;

/// One call.
#[derive(Clone)]
pub struct Case {
    pub input: Matrix,
    pub kernel: Matrix,
    pub stride: usize,
    pub padding: usize,
    pub expected: Matrix,
    /// For a mistake that nothing recognises.
    pub hint: &'static str,
}

/// The lecture's kernel.
fn kernel() -> Matrix {
    matrix([[1, 1, 1], [-1, -1, -1], [0, 0, 0]])
}

/// The lecture's worked example: only the first pixel is not 0.
pub fn first_step() -> Case {
    Case {
        input: matrix([[1, 0, 0], [0, 0, 0], [0, 0, 0]]),
        kernel: kernel(),
        stride: 1,
        padding: 0,
        expected: matrix([
            [1, 1, 1, 0, 0],
            [-1, -1, -1, 0, 0],
            [0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0],
            [0, 0, 0, 0, 0],
        ]),
        hint: "begin with a result full of zeros, of the size that output_size gives; \
               input[0][0], which is 1, puts the kernel into its upper left corner",
    }
}

/// The lecture's question.
pub fn question() -> Case {
    Case {
        input: matrix([[1, 2, 1], [0, 1, 0], [1, -1, 1]]),
        kernel: kernel(),
        stride: 1,
        padding: 0,
        expected: matrix([
            [1, 3, 4, 3, 1],
            [-1, -2, -3, -2, -1],
            [1, -1, 0, -1, 1],
            [-1, 0, -1, 0, -1],
            [0, 0, 0, 0, 0],
        ]),
        hint: "take a pencil: stamp the kernel once for each of the 9 pixels, each time \
               multiplied by the pixel, and add where stamps overlap",
    }
}

/// One pixel, and a kernel of one pixel or more.
pub fn single_pixels() -> Vec<Case> {
    let case = |input, kernel, expected| Case {
        input,
        kernel,
        stride: 1,
        padding: 0,
        expected,
        hint: "one pixel makes one stamp: the kernel, multiplied by that pixel",
    };
    vec![
        case(matrix([[3]]), matrix([[-2]]), matrix([[-6]])),
        case(
            matrix([[2]]),
            matrix([[1, 2, 3], [4, 5, 6]]),
            matrix([[2, 4, 6], [8, 10, 12]]),
        ),
    ]
}

/// An input and a kernel that are wider than high, or higher than wide.
pub fn not_square() -> Vec<Case> {
    let hint = "rows come from input.len() and kernel.len(), columns from input[0].len() \
                and kernel[0].len(); never use one for the other";
    vec![
        Case {
            input: matrix([[1, 2, 3]]),
            kernel: matrix([[1], [10]]),
            stride: 1,
            padding: 0,
            expected: matrix([[1, 2, 3], [10, 20, 30]]),
            hint,
        },
        Case {
            input: matrix([[1, 0, 2], [0, 3, 0]]),
            kernel: matrix([[1, 2], [3, 4], [5, 6]]),
            stride: 1,
            padding: 0,
            expected: matrix([[1, 2, 2, 4], [3, 7, 12, 8], [5, 15, 22, 12], [0, 15, 18, 0]]),
            hint,
        },
    ]
}

/// Strides of 2 and 3; with 3 the stamps of this kernel leave gaps.
pub fn strides() -> Vec<Case> {
    let hint = "the stamp of input[y][x] begins at row y * stride, column x * stride";
    let case = |stride, expected| Case {
        input: matrix([[1, 2], [3, 4]]),
        kernel: matrix([[1, 2, 3], [4, 5, 6], [7, 8, 9]]),
        stride,
        padding: 0,
        expected,
        hint,
    };
    let wide = Case {
        kernel: matrix([[1, 2], [3, 4]]),
        ..case(
            3,
            matrix([
                [1, 2, 0, 2, 4],
                [3, 4, 0, 6, 8],
                [0, 0, 0, 0, 0],
                [3, 6, 0, 4, 8],
                [9, 12, 0, 12, 16],
            ]),
        )
    };
    let overlapping = case(
        2,
        matrix([
            [1, 2, 5, 4, 6],
            [4, 5, 14, 10, 12],
            [10, 14, 36, 24, 30],
            [12, 15, 34, 20, 24],
            [21, 24, 55, 32, 36],
        ]),
    );
    vec![wide, overlapping]
}

/// Padding with stride 1, and with stride 2 as decoders have it.
pub fn paddings() -> Vec<Case> {
    let hint = "make the result without padding, then leave out the first and the last \
                `padding` rows and columns";
    vec![
        Case {
            stride: 1,
            padding: 1,
            expected: matrix([[-2, -3, -2], [-1, 0, -1], [0, -1, 0]]),
            hint,
            ..question()
        },
        Case {
            input: matrix([[1, 2], [3, 4]]),
            kernel: matrix([[1, 2, 3], [4, 5, 6], [7, 8, 9]]),
            stride: 2,
            padding: 1,
            expected: matrix([[5, 14, 10], [14, 36, 24], [15, 34, 20]]),
            hint,
        },
    ]
}

/// The same for the same seed, the smallest first: that is the easiest to look into.
pub fn random(seed: u64) -> Vec<Case> {
    drawn(seed, 30, |_| true)
}

/// Some that no student has seen, of one kind.
pub fn drawn(seed: u64, count: usize, kind: fn(&Case) -> bool) -> Vec<Case> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut cases = Vec::new();
    while cases.len() < count {
        let mut random = |most: usize| {
            let (rows, columns) = (rng.gen_range(1..=most), rng.gen_range(1..=most));
            let mut row = || (0..columns).map(|_| rng.gen_range(-3..=3) as f32).collect();
            (0..rows).map(|_| row()).collect::<Matrix>()
        };
        let (input, kernel) = (random(4), random(3));
        let (stride, padding) = (rng.gen_range(1..=2), rng.gen_range(0..=2));
        let expected = expected(&input, &kernel, stride, padding);
        let case = expected.map(|expected| Case {
            input,
            kernel,
            stride,
            padding,
            expected,
            hint: "this mixes all that the other checks ask: go through it with a pencil",
        });
        cases.extend(case.filter(kind));
    }
    cases.sort_by_key(|case| case.expected.len() * case.expected[0].len());
    cases
}

/// What the library's own plain loops say; `None` where nothing is left of the result.
pub fn expected(input: &Matrix, kernel: &Matrix, stride: usize, padding: usize) -> Option<Matrix> {
    let options = ConvTranspose2dOptions::new(stride, padding);
    options.output_size(input.len(), kernel.len())?;
    let columns = options.output_size(input[0].len(), kernel[0].len())?;
    let map = |matrix: &Matrix| [1, matrix.len(), matrix[0].len()];
    let flat = reference::conv_transpose2d(
        &input.concat(),
        map(input),
        &kernel.concat(),
        map(kernel),
        &[],
        options,
    );
    Some(flat.chunks(columns).map(<[f32]>::to_vec).collect())
}

fn matrix<const R: usize, const C: usize>(rows: [[i8; C]; R]) -> Matrix {
    rows.map(|row| row.map(f32::from).to_vec()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_out_by_hand_agrees_with_the_library() {
        let mut cases = vec![first_step(), question()];
        cases.extend(single_pixels());
        cases.extend(not_square());
        cases.extend(strides());
        cases.extend(paddings());
        for case in cases {
            let (stride, padding) = (case.stride, case.padding);
            let library = expected(&case.input, &case.kernel, stride, padding);
            assert_eq!(library, Some(case.expected));
        }
    }
}
