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
