//! The checks of `lesson_03::by_hand`.

use crate::check::{Check, Exercise, Failure};
use crate::matrix::{self, Matrix};
use aelib::explain::{Explanation, Maps, Problem};
use interface::Trouble;
use interface::lesson_03::by_hand::{Calls, NAME};

const FIRST: &str = "1 0 0; 0 0 0; 0 0 0";
const QUESTION: &str = "1 2 1; 0 1 0; 1 -1 1";
const KERNEL: &str = "1 1 1; -1 -1 -1; 0 0 0";

/// The exercise, checked by calling `calls`. There is one right answer: no seed.
pub fn exercise(calls: Calls, _seed: u64) -> Exercise {
    let (size, first, question) = (calls.clone(), calls.clone(), calls);
    Exercise {
        name: NAME,
        hints: &[
            "the size is the lecture's formula with four small numbers",
            "draw the empty result, 5 x 5; lay the kernel, times a pixel, on it: for \
             input[y][x] its upper left corner is at result[y][x]",
            "`cargo course conv --transpose` shows such a stamp for any input of your own",
        ],
        checks: vec![
            Check::new("size", 1, move || check_size(size.size())),
            Check::new("first_stamp", 1, move || {
                check_result("first_stamp()", FIRST, first.first_stamp())
            }),
            Check::new("question", 2, move || {
                check_result("question()", QUESTION, question.question())
            }),
        ],
    }
}

fn explanation(input: &str) -> Explanation {
    let maps = |text: &str| text.parse::<Maps>().expect("a matrix");
    let problem = Problem::conv_transpose2d(maps(input), maps(KERNEL), Default::default());
    problem.expect("the lecture's example").explain()
}

fn rows(maps: &Maps) -> Matrix {
    maps.rows(0).map(<[f32]>::to_vec).collect()
}

fn check_size(found: Result<usize, Trouble>) -> Result<(), Failure> {
    let (call, hint) = (
        "size()".to_string(),
        "N = s(M - 1) + k - 2p = 1*(3 - 1) + 3 - 2*0",
    );
    match found {
        Err(trouble) => Err(Failure::no_result(trouble, call, hint)),
        Ok(5) => Ok(()),
        Ok(found) => Err(Failure {
            call,
            finding: format!("expected 5, found {found}"),
            hint: match found {
                1 => "a plain convolution would give 1; the transposed one makes images larger",
                _ => hint,
            }
            .into(),
        }),
    }
}

fn check_result(call: &str, input: &str, found: Result<Matrix, Trouble>) -> Result<(), Failure> {
    let explanation = explanation(input);
    let (problem, expected) = (explanation.problem(), rows(explanation.output()));
    let call = format!(
        "{call}\n\n{}",
        matrix::beside(&[
            ("input", &rows(problem.input())),
            ("kernel", &rows(problem.kernel()))
        ])
    );
    let hint = "start with 5 rows of 5 zeros; each pixel of the input adds one stamp";
    let found = match found {
        Ok(found) => found,
        Err(trouble) => return Err(Failure::no_result(trouble, call, hint)),
    };
    let Some(difference) = matrix::difference(&expected, &found) else {
        return Ok(());
    };
    Err(Failure {
        call,
        finding: format!("{}\n\n{difference}", matrix::beside(&[("found", &found)])),
        hint: hint_for(&explanation, &expected, &found).unwrap_or_else(|| hint.into()),
    })
}

/// What to think about, for a result of the right size.
fn hint_for(explanation: &Explanation, expected: &Matrix, found: &Matrix) -> Option<String> {
    if found.len() != expected.len() || found.iter().any(|row| row.len() != expected[0].len()) {
        return None;
    }
    let places = Vec::from_iter(explanation.output().places());
    let wrong = |[_, y, x]: &[usize; 3]| {
        matrix::difference(&vec![vec![expected[*y][*x]]], &vec![vec![found[*y][*x]]]).is_some()
    };
    let last = |place| {
        explanation
            .formula(place)
            .terms
            .last()
            .map(|(_, tap)| tap.product)
    };
    let overwritten = |place: [usize; 3]| last(place).unwrap_or(0.0) == found[place[1]][place[2]];
    if places.iter().copied().all(overwritten) {
        return Some("where stamps overlap, add them: you kept the last one only".into());
    }
    let place = places.into_iter().find(wrong)?;
    let formula = explanation.formula(place);
    let pixels = formula.terms.iter().filter_map(|(_, tap)| tap.from);
    let pixels = pixels.map(|[_, y, x]| format!("input[{y}][{x}]"));
    Some(format!(
        "{} gets one number from the stamp of each of these pixels: {}",
        formula.name,
        pixels.collect::<Vec<_>>().join(", ")
    ))
}
