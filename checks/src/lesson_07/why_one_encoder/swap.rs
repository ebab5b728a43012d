//! The checks of `swap_error`: with one encoder, and with one that was trained alone.

use super::{generator, layer, product, random, turn};
use crate::check::{Check, Failure};
use crate::matrix;
use crate::numbers::Numbers;
use aelib::rand::Rng;
use interface::lesson_07::Matrix;
use interface::lesson_07::why_one_encoder::Calls;

const HINT: &str = "for each face of A: `layer(encoder, face)` is its code, and B's decoder \
                    makes a face of it. Then square the differences to B's true face, add them \
                    up, and divide by how many numbers there are";

/// A swap whose truth is known.
struct Case {
    encoder: Matrix,
    decoder_b: Matrix,
    faces_a: Matrix,
    faces_b: Matrix,
}

/// The checks, on one answer.
pub fn checks(calls: &Calls, seed: u64) -> Vec<Check> {
    let swap = |name, points, cases: Vec<Case>| {
        let calls = calls.clone();
        Check::new(name, points, move || {
            cases.iter().try_for_each(|case| try_swap(&calls, case))
        })
    };
    vec![
        swap("swap_error_by_hand", 1, by_hand()),
        swap("one_encoder_and_two", 2, trained(seed)),
    ]
}

fn by_hand() -> Vec<Case> {
    let doubling = Case {
        encoder: vec![vec![2.0], vec![0.0]],
        decoder_b: vec![vec![2.0, 0.0]],
        faces_a: vec![vec![2.0]],
        faces_b: vec![vec![6.0]],
    };
    let two_faces = Case {
        encoder: vec![vec![1.0, 0.0], vec![0.0, 1.0]],
        decoder_b: vec![vec![1.0, 1.0], vec![0.0, 1.0]],
        faces_a: vec![vec![1.0, 2.0], vec![0.0, -1.0]],
        faces_b: vec![vec![3.0, 1.0], vec![0.0, 0.0]],
    };
    vec![doubling, two_faces]
}

/// Expressions of two numbers, drawn by A and by B in ways of their own. The first encoder
/// reads the expression off A's faces: it is the one that B's decoder understands. The
/// second one is as good for A, but its codes are turned.
fn trained(seed: u64) -> Vec<Case> {
    let mut rng = generator(seed, 2);
    let [p, q, r, s] = [(); 4].map(|()| rng.gen_range(0.5f32..2.0));
    // A's faces are (p·u, q·v, 0) for the expression (u, v); B's are a matrix times it.
    let encoder = vec![vec![1.0 / p, 0.0, 0.0], vec![0.0, 1.0 / q, 0.0]];
    let decoder_a = vec![vec![p, 0.0], vec![0.0, q], vec![0.0, 0.0]];
    let decoder_b = vec![vec![r, 0.3], vec![-0.4, s], vec![0.2, 0.1]];
    let expressions = random(&mut rng, 5, 2);
    let faces = |decoder: &Matrix| expressions.iter().map(|e| layer(decoder, e)).collect();
    let (turned, _) = turn(&encoder, &decoder_a, 2.0);
    [encoder, turned]
        .map(|encoder| Case {
            encoder,
            decoder_b: decoder_b.clone(),
            faces_a: faces(&decoder_a),
            faces_b: faces(&decoder_b),
        })
        .into()
}

fn try_swap(calls: &Calls, case: &Case) -> Result<(), Failure> {
    let Case {
        encoder,
        decoder_b,
        faces_a,
        faces_b,
    } = case;
    let given = [
        ("encoder", encoder),
        ("decoder_b", decoder_b),
        ("faces_a", faces_a),
        ("faces_b", faces_b),
    ];
    let call = format!(
        "swap_error(&encoder, &decoder_b, &faces_a, &faces_b)\n\n{}",
        matrix::beside(&given)
    );
    let both = product(decoder_b, encoder);
    let swapped: Matrix = faces_a.iter().map(|face| layer(&both, face)).collect();
    let sum = squares(&swapped, faces_b);
    let numbers = faces_b.concat().len() as f32;
    Numbers {
        call,
        expected: vec![sum / numbers],
        mistakes: vec![
            (
                vec![squares(&swapped, faces_a) / numbers],
                "the swap is compared with A's faces: the truth is B's face of the same expression",
            ),
            (
                vec![squares(faces_a, faces_b) / numbers],
                "nothing was swapped: this is the error of A's faces as they are",
            ),
            (
                vec![sum],
                "this is the sum: divide by how many numbers all faces of B have",
            ),
            (
                vec![sum / faces_b.len() as f32],
                "divided by the number of faces only: each has several numbers",
            ),
            (
                vec![(sum / numbers).sqrt()],
                "this is its root: leave that out",
            ),
        ],
        hint: HINT,
    }
    .check(calls.swap_error(encoder, decoder_b, faces_a, faces_b))
}

fn squares(found: &Matrix, truth: &Matrix) -> f32 {
    let pairs = found.iter().flatten().zip(truth.iter().flatten());
    pairs.map(|(f, t)| (f - t) * (f - t)).sum()
}
