//! A decoder like that of lesson 04, with other sizes: from six numbers to an image.
//!
//! | layer | map |
//! |---|---|
//! | code | 6 |
//! | linear, ReLU, unflatten | 24 x 7 x 7 |
//! | transposed convolution, k = 4, s = 2, p = 1, then ReLU | 12 x 14 x 14 |
//! | transposed convolution, k = 2, s = 2, p = 0 | 1 x 28 x 28 |
//! | sigmoid, for showing | 1 x 28 x 28 |
//!
//! ```text
//! cargo test -p exercises -- lesson_04::decoder
//! ```

use aelib::prelude::*;

/// Rows of numbers: one row for each code or image.
pub type Rows = Vec<Vec<f32>>;

/// How many weights and biases such a decoder has, all layers together, if its code has so
/// many numbers, and not six.
///
/// A linear layer from A to B numbers has A·B weights, a transposed convolution from A to B
/// channels A·B·k·k. Each has one bias for each number, or channel, that comes out.
pub fn parameters(code: usize) -> usize {
    let _ = code; // Replace this line, too.
    todo!("weights and biases of the three layers that have some")
}

/// The pixels, in [0, 1], of the images that codes of six numbers stand for.
///
/// Build the decoder as a tuple of layers: `type Layers = (…);`. A layer's type says what
/// goes in and comes out: `Linear<IN, OUT>`, `Relu`, `Unflatten<N, Map<C, H, W>>`,
/// `ConvTranspose2d<Map<…>, Map<…>, K, S, P>`. `BuildModule::build(&Cpu::default())` makes it,
/// and `aelib::nn::init(&mut decoder, seed)` draws its weights. A map that does not fit is an
/// error of the compiler, with the formula in it.
pub fn pixels(codes: Batch<Rank1<6>>, seed: u64) -> Batch<Map<1, 28, 28>> {
    let _ = (codes, seed); // Replace this line, too.
    todo!("build, init, then `decoder.forward(codes).sigmoid()`")
}

/// [`pixels`] for rows of plain numbers, so that it can be checked. Finished.
pub fn restore(codes: &Rows, seed: u64) -> Rows {
    let shape = (codes.len(), Const::<6>);
    let codes = Cpu::default().tensor_from_vec(codes.concat(), shape);
    let images = pixels(codes, seed).as_vec();
    images.chunks(784).map(<[f32]>::to_vec).collect()
}
