//! The checks of `lesson_03::convolution`.

mod cases;

use crate::check::{Check, Exercise, Failure};
use crate::matrix;
use cases::Case;
use interface::lesson_03::convolution::{Calls, NAME};

/// The exercise, checked by calling `calls`; `seed` is of the random cases.
pub fn exercise(calls: Calls, seed: u64) -> Exercise {
    let check = |name, points, cases: Vec<Case>| {
        let calls = calls.clone();
        Check::new(name, points, move || {
            cases.iter().try_for_each(|case| try_case(&calls, case))
        })
    };
    let plain = |case: &Case| case.stride == 1 && case.padding == 0;
    let and = |fixed: Vec<Case>, kind| [fixed, cases::drawn(seed, 4, kind)].concat();
    let one =
        |case: &Case| case.kernel.concat().len() == 1 && case.stride == 1 && case.padding == 0;
    Exercise {
        name: NAME,
        hints: &[
            "the size of the result comes from N = floor((M + 2p - k) / s) + 1, once for rows \
             and once for columns",
            "four loops: over y and x of the result, over i and j of the kernel",
            "row y * stride + i of the padded input is row y * stride + i - padding of the \
             input, if there is one: `checked_sub` and `get` say `None` where it is padding",
        ],
        checks: vec![
            check("one_pixel_kernel", 1, and(cases::one_pixel(), one)),
            check("edges_of_a_square", 1, and(cases::square(), plain)),
            check("not_square", 1, and(cases::not_square(), plain)),
            check("stride", 1, and(cases::strides(), |case| case.padding == 0)),
            check("padding", 1, and(cases::paddings(), |_| true)),
            check("any_numbers", 1, cases::random(seed)),
        ],
    }
}

fn try_case(calls: &Calls, case: &Case) -> Result<(), Failure> {
    let (stride, padding) = (case.stride, case.padding);
    let call = format!(
        "conv2d(&input, &kernel, {stride}, {padding}), so stride {stride} and padding {padding}\n\n{}",
        matrix::beside(&[("input", &case.input), ("kernel", &case.kernel)])
    );
    let found = match calls.conv2d(&case.input, &case.kernel, stride, padding) {
        Ok(found) => found,
        Err(trouble) => return Err(Failure::no_result(trouble, call, case.hint)),
    };
    let expected = case.expected();
    let Some(difference) = matrix::difference(&expected, &found) else {
        return Ok(());
    };
    let both = matrix::beside(&[("expected", &expected), ("found", &found)]);
    Err(Failure {
        call,
        finding: format!("{both}\n\n{difference}"),
        hint: case.recognise(&found),
    })
}
