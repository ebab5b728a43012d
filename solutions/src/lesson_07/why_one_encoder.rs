//! Why a deepfake has one encoder. Two encoders that were trained on their own may both be
//! perfect, and still give the same smile different codes: no loss ever compares them.
//!
//! Here faces are small and networks are linear: a face is a row of numbers, a code has two.
//!
//! ```text
//! cargo test -p exercises -- lesson_07::why_one_encoder
//! ```

/// Rows of numbers: `matrix[row][column]`.
pub type Matrix = Vec<Vec<f32>>;

/// A linear layer: the matrix times `x`. An encoder has two rows, one for each number of the
/// code; a decoder has two columns.
///
/// # Example
/// `[[1, 0, 2], [0, 3, 0]]` times `[1, 2, 3]` is `[7, 6]`.
pub fn layer(matrix: &Matrix, x: &[f32]) -> Vec<f32> {
    // begin solution (matrix, x): one sum of products for each row
    let product = |row: &Vec<f32>| row.iter().zip(x).map(|(w, x)| w * x).sum();
    matrix.iter().map(product).collect()
    // end solution
}

/// The same autoencoder with another code: every code (p, q) of the given encoder becomes
///
/// ```text
/// (cos·p − sin·q, sin·p + cos·q)
/// ```
///
/// with the cosine and sine of `angle` in radians: it is turned. The decoder is changed so
/// that it undoes this, and what comes out for a face is what came out before.
///
/// Returns the new encoder and the new decoder.
///
/// # Example
/// A quarter of a turn, angle π/2, makes of the encoder with the rows `[1, 0]` and `[0, 1]`
/// the one with the rows `[0, -1]` and `[1, 0]`; of the same matrix as a decoder, which has
/// to turn back, it makes the rows `[0, 1]` and `[-1, 0]`.
pub fn turn(encoder: &Matrix, decoder: &Matrix, angle: f32) -> (Matrix, Matrix) {
    // begin solution (encoder, decoder, angle): mix the encoder's two rows, and the decoder's two columns
    let (sin, cos) = angle.sin_cos();
    let mix = |f: fn(f32, f32, [f32; 2]) -> f32| -> Vec<f32> {
        let columns = encoder[0].iter().zip(&encoder[1]);
        columns.map(|(p, q)| f(*p, *q, [sin, cos])).collect()
    };
    let turned = vec![
        mix(|p, q, [sin, cos]| cos * p - sin * q),
        mix(|p, q, [sin, cos]| sin * p + cos * q),
    ];
    // The way back is the turn by the opposite angle, before the decoder.
    let back = |row: &Vec<f32>| vec![cos * row[0] - sin * row[1], sin * row[0] + cos * row[1]];
    (turned, decoder.iter().map(back).collect())
    // end solution
}

/// How wrong a swap is: encodes each face of A, decodes the code with B's decoder, and
/// compares with B's face of the same expression, which stands at the same place of
/// `faces_b`. The mean over all faces and all their numbers of the squared difference.
///
/// # Example
/// One face of A `[2.0]`, an encoder and a decoder of B that double (their second numbers
/// are 0), and the true face `[6.0]`: the swap is `[8.0]`, the error 4.
pub fn swap_error(encoder: &Matrix, decoder_b: &Matrix, faces_a: &Matrix, faces_b: &Matrix) -> f32 {
    // begin solution (encoder, decoder_b, faces_a, faces_b): two layers for each face, then the mean square
    let swap = |face: &Vec<f32>| layer(decoder_b, &layer(encoder, face));
    let pairs = faces_a.iter().flat_map(swap);
    let squares = pairs
        .zip(faces_b.iter().flatten())
        .map(|(s, b)| (s - b) * (s - b));
    squares.sum::<f32>() / faces_b.iter().flatten().count() as f32
    // end solution
}
// begin source

use crate::source::*;
use crate::{args, function};

/// The sum of the squared differences.
fn squares(found: &Matrix, truth: &Matrix) -> f32 {
    let pairs = found.iter().flatten().zip(truth.iter().flatten());
    pairs.map(|(f, t)| (f - t) * (f - t)).sum()
}

inventory::submit!(Entry { place: 71, source });

/// What it is checked for.
pub fn source(rng: &mut Draw) -> Source {
    use std::f32::consts::{FRAC_PI_2, PI};
    let mut random = |rows: usize, columns: usize| -> Matrix {
        (0..rows).map(|_| numbers(rng, columns)).collect()
    };
    let layers = vec![
        args![
            vec![vec![1.0f32, 0.0, 2.0], vec![0.0, 3.0, 0.0]],
            vec![1.0f32, 2.0, 3.0]
        ],
        args![random(4, 2), random(1, 2).concat()],
        args![random(3, 5), random(1, 5).concat()],
    ];
    let one = || vec![vec![1.0f32, 0.0], vec![0.0, 1.0]];
    let quarter = vec![
        args![one(), one(), 0.0f32],
        args![one(), one(), FRAC_PI_2],
        args![random(2, 2), random(2, 2), FRAC_PI_2],
    ];
    let any = [0.5f32, 2.0, PI, 1.2].map(|angle| args![random(2, 3), random(3, 2), angle]);
    let [p, q, r, s] = [(); 4].map(|()| random(1, 1)[0][0].abs() + 0.4);
    // A's faces are (p·u, q·v, 0) for the expression (u, v); B's are a matrix times it. The
    // first encoder reads the expression off A's faces: it is the one that B's decoder
    // understands. The second one is as good for A, but its codes are turned.
    let encoder = vec![vec![1.0 / p, 0.0, 0.0], vec![0.0, 1.0 / q, 0.0]];
    let decoder_a = vec![vec![p, 0.0], vec![0.0, q], vec![0.0, 0.0]];
    let decoder_b = vec![vec![r, 0.3], vec![-0.4, s], vec![0.2, 0.1]];
    let expressions = random(5, 2);
    let faces =
        |decoder: &Matrix| -> Matrix { expressions.iter().map(|e| layer(decoder, e)).collect() };
    let turned = turn(&encoder, &decoder_a, 2.0).0;
    let trained = [turned, encoder]
        .map(|encoder| args![encoder, decoder_b, faces(&decoder_a), faces(&decoder_b)]);
    let mut by_hand = vec![
        args![
            vec![vec![2.0f32], vec![0.0]],
            vec![vec![2.0f32, 0.0]],
            vec![vec![2.0f32]],
            vec![vec![6.0f32]],
        ],
        args![
            one(),
            vec![vec![1.0f32, 1.0], vec![0.0, 1.0]],
            vec![vec![1.0f32, 2.0], vec![0.0, -1.0], vec![0.5, 0.5]],
            vec![vec![3.0f32, 1.0], vec![0.0, 0.0], vec![1.5, 1.0]],
        ],
    ];
    by_hand.push(args![
        random(2, 3),
        random(3, 2),
        random(4, 3),
        random(4, 3)
    ]);
    Source::new(
        "lesson_07::why_one_encoder",
        [
            "layer: for each row of the matrix, `row.iter().zip(x)`, multiply, and `sum()`",
            "turn: the encoder's new first row is cos times its first row minus sin times its \
             second. The decoder turns back: each of its rows (a, b) becomes \
             (cos·a − sin·b, sin·a + cos·b)",
            "swap_error: `layer(decoder_b, &layer(encoder, face))` is the swap of one face",
        ],
    )
    .function(function! {
        layer(matrix: &Matrix, x: &[f32])
        needs [] "each number of the result is one row of the matrix times x: multiply number \
                  by number, and add up"
        "columns were added up: take the matrix row by row" => {
            let columns = swapped(matrix).into_iter().map(|column| column.iter().sum::<f32>());
            columns.zip(x).map(|(w, x)| w * x).collect::<Vec<f32>>()
        };
        "all rows ended in one sum: each row gives a number of its own" =>
            vec![layer(matrix, x).iter().sum::<f32>()];
    })
    .function(function! {
        turn(encoder: &Matrix, decoder: &Matrix, angle: f32)
        needs [] "the encoder is mixed row by row, the decoder column by column; a decoder that \
                  gets turned codes has to turn them back first"
        "the decoder is as before: it would take turned codes for straight ones" =>
            (turn(encoder, decoder, angle).0, decoder.clone());
        "both are turned the other way: mind which of the two sines has the minus" =>
            turn(encoder, decoder, -angle);
        "the decoder turns codes once more instead of back: take the opposite angle, whose \
         sine has the other sign" =>
            (turn(encoder, decoder, angle).0, turn(encoder, decoder, -angle).1);
        "the angle is in radians already" => turn(encoder, decoder, angle.to_radians());
        "nothing is turned" => (encoder.clone(), decoder.clone());
    })
    .function(function! {
        swap_error(encoder: &Matrix, decoder_b: &Matrix, faces_a: &Matrix, faces_b: &Matrix)
        needs [layer]
        "for each face of A: `layer(encoder, face)` is its code, and B's decoder makes a face \
         of it. Then square the differences to B's true face, add them up, and divide by how \
         many numbers there are"
        "the swap is compared with A's faces: the truth is B's face of the same expression" =>
            swap_error(encoder, decoder_b, faces_a, faces_a);
        "nothing was swapped: this is the error of A's faces as they are" =>
            squares(faces_a, faces_b) / faces_b.concat().len() as f32;
        "this is the sum: divide by how many numbers all faces of B have" =>
            swap_error(encoder, decoder_b, faces_a, faces_b) * faces_b.concat().len() as f32;
        "divided by the number of faces only: each has several numbers" =>
            swap_error(encoder, decoder_b, faces_a, faces_b) * faces_b[0].len() as f32;
        "this is its root: leave that out" =>
            swap_error(encoder, decoder_b, faces_a, faces_b).sqrt();
    })
    .check("layer", 1, "layer", layers)
    .check("a_quarter_of_a_turn", 1, "turn", quarter)
    .check("any_turn", 2, "turn", any.into())
    .check("swap_error_by_hand", 1, "swap_error", by_hand)
    .check("one_encoder_and_two", 2, "swap_error", trained.into())
}
// end source
