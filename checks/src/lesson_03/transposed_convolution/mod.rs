//! The checks of `lesson_03::transposed_convolution`.

mod cases;
mod mistakes;
mod size;

use crate::check::{Check, Exercise, Failure};
use crate::guard;
use crate::matrix::{self, Matrix};
use cases::Case;

/// The functions that a student writes.
#[derive(Clone, Copy)]
pub struct Answer {
    /// The size of the result, from M, k, s and p.
    pub output_size: fn(usize, usize, usize, usize) -> usize,
    /// The result, from input, kernel, stride and padding.
    pub conv_transpose2d: fn(&Matrix, &Matrix, usize, usize) -> Matrix,
}

/// The exercise, checked on `answer`.
pub fn exercise(answer: Answer) -> Exercise {
    let mut checks = size::checks(answer.output_size);
    let result = |name, points, cases: Vec<Case>| {
        Check::new(name, points, move || {
            cases
                .into_iter()
                .try_for_each(|case| try_case(answer, case))
        })
    };
    checks.extend([
        result("input_of_one_pixel", 1, cases::single_pixels()),
        result("the_lectures_first_step", 1, vec![cases::first_step()]),
        result("the_lectures_question", 2, vec![cases::question()]),
        result("not_square", 1, cases::not_square()),
        result("stride", 1, cases::strides()),
        result("padding", 1, cases::paddings()),
        result("any_numbers", 1, cases::random()),
    ]);
    Exercise {
        name: "lesson_03::transposed_convolution",
        checks,
    }
}

fn try_case(answer: Answer, case: Case) -> Result<(), Failure> {
    let (stride, padding) = (case.stride, case.padding);
    let (input, kernel) = (case.input.clone(), case.kernel.clone());
    let run = move || (answer.conv_transpose2d)(&input, &kernel, stride, padding);
    let call = format!(
        "conv_transpose2d(&input, &kernel, {stride}, {padding}), so stride {stride} and padding {padding}\n\n{}",
        matrix::beside(&[("input", &case.input), ("kernel", &case.kernel)])
    );
    let found = match guard::call(run) {
        Ok(found) => found,
        Err(trouble) => return Err(Failure::no_result(trouble, call, case.hint)),
    };
    let Some(difference) = matrix::difference(&case.expected, &found) else {
        return Ok(());
    };
    let both = matrix::beside(&[("expected", &case.expected), ("found", &found)]);
    Err(Failure {
        call,
        finding: format!("{both}\n\n{difference}"),
        hint: mistakes::hint(&case, &found),
    })
}
