//! The checks of `lesson_07::why_one_encoder`.

mod layers;
mod swap;

use crate::check::Exercise;
use aelib::rand::{Rng, SeedableRng};
use aelib::rand_chacha::ChaCha8Rng;
use interface::lesson_07::Matrix;
use interface::lesson_07::why_one_encoder::{Calls, NAME};

/// The exercise, checked by calling `calls`; `seed` is of the random cases.
pub fn exercise(calls: Calls, seed: u64) -> Exercise {
    let mut checks = layers::checks(&calls, seed);
    checks.extend(swap::checks(&calls, seed));
    Exercise {
        name: NAME,
        hints: &[
            "layer: for each row of the matrix, `row.iter().zip(x)`, multiply, and `sum()`",
            "turn: the encoder's new first row is cos times its first row minus sin times its \
             second. The decoder turns back: each of its rows (a, b) becomes \
             (cos·a − sin·b, sin·a + cos·b)",
            "swap_error: `layer(decoder_b, &layer(encoder, face))` is the swap of one face",
        ],
        checks,
    }
}

/// The right result of `layer`.
fn layer(matrix: &Matrix, x: &[f32]) -> Vec<f32> {
    let product = |row: &Vec<f32>| row.iter().zip(x).map(|(w, x)| w * x).sum();
    matrix.iter().map(product).collect()
}

/// A matrix times another one.
fn product(a: &Matrix, b: &Matrix) -> Matrix {
    let columns = b.first().map_or(0, Vec::len);
    let column = |j: usize| Vec::from_iter(b.iter().map(|row| row[j]));
    let columns = Matrix::from_iter((0..columns).map(column));
    a.iter().map(|row| layer(&columns, row)).collect()
}

/// What turns a code.
fn rotation(angle: f32) -> Matrix {
    let (sin, cos) = angle.sin_cos();
    vec![vec![cos, -sin], vec![sin, cos]]
}

/// The right result of `turn`.
fn turn(encoder: &Matrix, decoder: &Matrix, angle: f32) -> (Matrix, Matrix) {
    (
        product(&rotation(angle), encoder),
        product(decoder, &rotation(-angle)),
    )
}

fn random(rng: &mut ChaCha8Rng, rows: usize, columns: usize) -> Matrix {
    let mut row = || Vec::from_iter((0..columns).map(|_| rng.gen_range(-2.0f32..2.0)));
    (0..rows).map(|_| row()).collect()
}

fn generator(seed: u64, stream: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(stream);
    rng
}
