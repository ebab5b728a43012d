//! What `conv2d` is called with, what it should return, and known mistakes.

use crate::matrix::{Matrix, difference};
use aelib::ops::{Conv2dOptions, reference};
use aelib::rand::{Rng, SeedableRng};
use aelib::rand_chacha::ChaCha8Rng;

/// One call.
#[derive(Clone)]
pub struct Case {
    pub input: Matrix,
    pub kernel: Matrix,
    pub stride: usize,
    pub padding: usize,
    /// For a mistake that nothing recognises.
    pub hint: &'static str,
}

/// A change of the call that makes it what a mistake computes, and what to say.
type Mistake = (fn(&mut Case), &'static str);

const MISTAKES: &[Mistake] = &[
    (
        |case| {
            case.kernel.reverse();
            case.kernel.iter_mut().for_each(|row| row.reverse());
        },
        "the kernel is flipped: here it stays as it is, kernel[0][0] meets the upper left pixel",
    ),
    (
        |case| case.kernel = swapped(&case.kernel),
        "rows and columns of the kernel are swapped: it is kernel[row][column]",
    ),
    (
        |case| case.stride = 1,
        "the stride is ignored: the kernel's corner is at row y * stride, column x * stride",
    ),
    (
        |case| case.padding = 0,
        "the padding is ignored: around the input lie `padding` rows and columns of zeros",
    ),
    (
        |case| case.padding *= 2,
        "the padding counts twice: `padding` zeros on each side, not 2 * padding",
    ),
];

impl Case {
    /// What the library's plain loops say.
    pub fn expected(&self) -> Matrix {
        self.computed().expect("a kernel that fits")
    }

    fn computed(&self) -> Option<Matrix> {
        let options = Conv2dOptions::new(self.stride, self.padding);
        let map = |matrix: &Matrix| [1, matrix.len(), matrix[0].len()];
        let ([_, h, w], [_, k_h, k_w]) = (map(&self.input), map(&self.kernel));
        options.output_size(h, k_h)?;
        let columns = options.output_size(w, k_w)?;
        let flat = reference::conv2d(
            &self.input.concat(),
            [1, h, w],
            &self.kernel.concat(),
            [1, k_h, k_w],
            &[],
            options,
        );
        Some(flat.chunks(columns).map(<[f32]>::to_vec).collect())
    }

    /// What to think about, for a wrong result.
    pub fn recognise(&self, found: &Matrix) -> String {
        let makes = |(change, _): &&Mistake| {
            let mut case = self.clone();
            change(&mut case);
            let made = case.computed();
            made.is_some_and(|made| difference(&made, found).is_none())
        };
        if let Some((_, text)) = MISTAKES.iter().find(makes) {
            return (*text).into();
        }
        let expected = self.expected();
        let size = |m: &Matrix| (m.len(), m.first().map_or(0, Vec::len));
        if size(found) == size(&expected) {
            return self.hint.into();
        }
        let options = Conv2dOptions::new(self.stride, self.padding);
        format!(
            "the size of the result is not right:\n      rows    {}\n      columns {}",
            options.formula(self.input.len(), self.kernel.len()),
            options.formula(self.input[0].len(), self.kernel[0].len())
        )
    }
}

/// A kernel of one number.
pub fn one_pixel() -> Vec<Case> {
    vec![Case {
        input: matrix([[1, 2], [3, 4]]),
        kernel: matrix([[-2]]),
        stride: 1,
        padding: 0,
        hint: "each pixel of the input, times the one number of the kernel",
    }]
}

/// A bright square, and the kernel that answers to its upper edge with positive numbers and
/// to its lower edge with negative ones.
pub fn square() -> Vec<Case> {
    vec![Case {
        input: matrix([
            [0, 0, 0, 0, 0],
            [0, 1, 1, 1, 0],
            [0, 1, 1, 1, 0],
            [0, 1, 1, 1, 0],
            [0, 0, 0, 0, 0],
        ]),
        kernel: matrix([[-1, -1], [1, 1]]),
        stride: 1,
        padding: 0,
        hint: "result[0][0] is the sum of the four pixels in the upper left corner, each times \
               the number of the kernel above it",
    }]
}

/// An input and a kernel that are wider than high, or higher than wide.
pub fn not_square() -> Vec<Case> {
    let hint = "rows come from input.len() and kernel.len(), columns from input[0].len() and \
                kernel[0].len(); never use one for the other";
    vec![
        Case {
            input: matrix([[1, 2, 3, 4], [5, 6, 7, 8]]),
            kernel: matrix([[1], [10]]),
            stride: 1,
            padding: 0,
            hint,
        },
        Case {
            input: matrix([[1, 0], [2, 3], [0, 1], [4, 5]]),
            kernel: matrix([[1, 2], [3, 4], [5, 6]]),
            stride: 1,
            padding: 0,
            hint,
        },
    ]
}

/// A stride that divides and one that does not.
pub fn strides() -> Vec<Case> {
    let case = |stride| Case {
        input: (0..6)
            .map(|y| (0..6).map(|x| (y * y + 3 * x) as f32).collect())
            .collect(),
        kernel: matrix([[1, 2], [0, -1]]),
        stride,
        padding: 0,
        hint: "result[y][x] has the kernel's corner at input[y * stride][x * stride]",
    };
    vec![case(2), case(3)]
}

/// Zeros around.
pub fn paddings() -> Vec<Case> {
    let case = |stride, padding| Case {
        input: matrix([[1, 2, 3], [4, 5, 6], [7, 8, 9]]),
        kernel: matrix([[1, -1, 2], [0, 3, 1], [2, 0, -2]]),
        stride,
        padding,
        hint: "result[0][0] has the kernel's corner `padding` rows above and `padding` columns \
               left of input[0][0]; what lies outside of the input counts as 0",
    };
    vec![case(1, 1), case(2, 1), case(2, 2)]
}

/// The same on every computer, the smallest first: that is the easiest to look into.
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
        let case = Case {
            input: random(5),
            kernel: random(3),
            stride: rng.gen_range(1..=3),
            padding: rng.gen_range(0..=2),
            hint: "this mixes all that the other checks ask: go through it with a pencil",
        };
        let wanted = case.computed().is_some() && kind(&case);
        cases.extend(wanted.then_some(case));
    }
    cases.sort_by_key(|case| case.input.len() * case.input[0].len());
    cases
}

fn swapped(matrix: &Matrix) -> Matrix {
    let column = |x: usize| matrix.iter().map(|row| row[x]).collect();
    (0..matrix[0].len()).map(column).collect()
}

fn matrix<const R: usize, const C: usize>(rows: [[i8; C]; R]) -> Matrix {
    rows.map(|row| row.map(f32::from).to_vec()).to_vec()
}
