//! The checks of `layer` and `turn`.

use super::{generator, layer, product, random, rotation, turn};
use crate::check::{Check, Failure};
use crate::matrix;
use crate::numbers::{Numbers, list};
use interface::lesson_07::Matrix;
use interface::lesson_07::why_one_encoder::Calls;
use std::f32::consts::{FRAC_PI_2, PI};

const LAYER_HINT: &str = "each number of the result is one row of the matrix times x: multiply \
                          number by number, and add up";

const TURN_HINT: &str = "the encoder is mixed row by row, the decoder column by column; a \
                         decoder that gets turned codes has to turn them back first";

type Turned = (Matrix, Matrix);
type Turn = fn(&Matrix, &Matrix, f32) -> Turned;

/// Networks that a mistake leads to, and what to say.
const TURNS: &[(Turn, &str)] = &[
    (
        |encoder, decoder, angle| (turn(encoder, decoder, angle).0, decoder.clone()),
        "the decoder is as before: it would take turned codes for straight ones",
    ),
    (
        |encoder, decoder, angle| turn(encoder, decoder, -angle),
        "both are turned the other way: mind which of the two sines has the minus",
    ),
    (
        |encoder, decoder, angle| {
            let again = product(decoder, &rotation(angle));
            (turn(encoder, decoder, angle).0, again)
        },
        "the decoder turns codes once more instead of back: take the opposite angle, whose \
         sine has the other sign",
    ),
    (
        |encoder, decoder, angle| turn(encoder, decoder, angle.to_radians()),
        "the angle is in radians already",
    ),
    (
        |encoder, decoder, _| (encoder.clone(), decoder.clone()),
        "nothing is turned",
    ),
];

/// The checks, on one answer.
pub fn checks(calls: &Calls, seed: u64) -> Vec<Check> {
    let layer = {
        let calls = calls.clone();
        Check::new("layer", 1, move || {
            let mut rng = generator(seed, 0);
            let fixed = (
                vec![vec![1.0, 0.0, 2.0], vec![0.0, 3.0, 0.0]],
                vec![1.0, 2.0, 3.0],
            );
            let any = (random(&mut rng, 4, 2), random(&mut rng, 1, 2).concat());
            [fixed, any]
                .iter()
                .try_for_each(|(matrix, x)| try_layer(&calls, matrix, x))
        })
    };
    let turned = |name, points, cases: Vec<(Matrix, Matrix, f32)>| {
        let calls = calls.clone();
        Check::new(name, points, move || {
            cases.iter().try_for_each(|(encoder, decoder, angle)| {
                try_turn(&calls, encoder, decoder, *angle)
            })
        })
    };
    let one = vec![vec![1.0, 0.0], vec![0.0, 1.0]];
    let by_hand = vec![
        (one.clone(), one.clone(), 0.0),
        (one.clone(), one, FRAC_PI_2),
    ];
    let mut rng = generator(seed, 1);
    let any = [0.5, 2.0, PI].map(|angle| (random(&mut rng, 2, 3), random(&mut rng, 3, 2), angle));
    vec![
        layer,
        turned("a_quarter_of_a_turn", 1, by_hand),
        turned("any_turn", 2, any.to_vec()),
    ]
}

fn try_layer(calls: &Calls, matrix: &Matrix, x: &[f32]) -> Result<(), Failure> {
    let columns = || (0..x.len()).map(|j| matrix.iter().map(|row| row[j]).sum::<f32>());
    let by_columns: Vec<f32> = columns().zip(x).map(|(w, x)| w * x).collect();
    let one_sum = layer(matrix, x).iter().sum();
    Numbers {
        call: format!(
            "layer(&matrix, &{})\n\n{}",
            list(x),
            matrix::beside(&[("matrix", matrix)])
        ),
        expected: layer(matrix, x),
        mistakes: vec![
            (
                by_columns,
                "columns were added up: take the matrix row by row",
            ),
            (
                vec![one_sum],
                "all rows ended in one sum: each row gives a number of its own",
            ),
        ],
        hint: LAYER_HINT,
    }
    .check_list(calls.layer(matrix, x))
}

fn try_turn(calls: &Calls, encoder: &Matrix, decoder: &Matrix, angle: f32) -> Result<(), Failure> {
    let given = [("encoder", encoder), ("decoder", decoder)];
    let call = format!(
        "turn(&encoder, &decoder, {angle})\n\n{}",
        matrix::beside(&given)
    );
    let found = match calls.turn(encoder, decoder, angle) {
        Ok(found) => found,
        Err(trouble) => return Err(Failure::no_result(trouble, call, TURN_HINT)),
    };
    let expected = turn(encoder, decoder, angle);
    let Some(difference) = difference(&expected, &found) else {
        return Ok(());
    };
    let known = TURNS
        .iter()
        .find(|(mistake, _)| self::difference(&mistake(encoder, decoder, angle), &found).is_none());
    let both = matrix::beside(&[
        ("encoder: expected", &expected.0),
        ("found", &found.0),
        ("decoder: expected", &expected.1),
        ("found", &found.1),
    ]);
    Err(Failure {
        call,
        finding: format!("{both}\n\n{difference}"),
        hint: known.map_or(TURN_HINT, |(_, hint)| hint).into(),
    })
}

fn difference(expected: &Turned, found: &Turned) -> Option<String> {
    let in_encoder = matrix::difference(&expected.0, &found.0);
    let in_encoder = in_encoder.map(|text| format!("in the encoder: {text}"));
    let in_decoder = || {
        let text = matrix::difference(&expected.1, &found.1)?;
        Some(format!("in the decoder: {text}"))
    };
    in_encoder.or_else(in_decoder)
}
