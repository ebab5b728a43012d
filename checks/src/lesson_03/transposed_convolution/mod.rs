//! The checks of `lesson_03::transposed_convolution`.

mod cases;
mod mistakes;
mod size;

use crate::check::{Check, Exercise, Failure};
use crate::matrix;
use cases::Case;
use interface::lesson_03::transposed_convolution::{Calls, NAME};

/// The exercise, checked by calling `calls`; `seed` is of the random cases.
pub fn exercise(calls: Calls, seed: u64) -> Exercise {
    let mut checks = size::checks(&calls, seed);
    let result = |name, points, cases: Vec<Case>| {
        let calls = calls.clone();
        Check::new(name, points, move || {
            cases.iter().try_for_each(|case| try_case(&calls, case))
        })
    };
    let plain = |case: &Case| case.stride == 1 && case.padding == 0;
    let and = |fixed: Vec<Case>, kind| [fixed, cases::drawn(seed, 4, kind)].concat();
    let one = |case: &Case| case.input.concat().len() == 1 && case.padding == 0;
    checks.extend([
        result("input_of_one_pixel", 1, and(cases::single_pixels(), one)),
        result("the_lectures_first_step", 1, vec![cases::first_step()]),
        result("the_lectures_question", 2, vec![cases::question()]),
        result("not_square", 1, and(cases::not_square(), plain)),
        result("stride", 1, and(cases::strides(), |case| case.padding == 0)),
        result("padding", 1, and(cases::paddings(), |_| true)),
        result("any_numbers", 1, cases::random(seed)),
    ]);
    Exercise {
        name: NAME,
        hints: &[
            "output_size is one line: the formula with Rust's operators, and + before -",
            "make `vec![vec![0.0; columns]; rows]` with output_size for padding 0; four loops, \
             over y, x, i and j, add to it",
            "at the end keep rows padding..padding + rows, and in each of them \
             row[padding..padding + columns].to_vec()",
        ],
        checks,
    }
}

fn try_case(calls: &Calls, case: &Case) -> Result<(), Failure> {
    let (stride, padding) = (case.stride, case.padding);
    let call = format!(
        "conv_transpose2d(&input, &kernel, {stride}, {padding}), so stride {stride} and padding {padding}\n\n{}",
        matrix::beside(&[("input", &case.input), ("kernel", &case.kernel)])
    );
    let found = match calls.conv_transpose2d(&case.input, &case.kernel, stride, padding) {
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
        hint: mistakes::hint(case, &found),
    })
}
