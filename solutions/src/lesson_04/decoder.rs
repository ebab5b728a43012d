//! The decoder of lesson 04, from five numbers to an image.
//!
//! | layer | map |
//! |---|---|
//! | code | 5 |
//! | linear, ReLU, unflatten | 32 x 7 x 7 |
//! | transposed convolution, k = 4, s = 2, p = 1, then ReLU | 16 x 14 x 14 |
//! | transposed convolution, k = 4, s = 2, p = 1 | 1 x 28 x 28 |
//! | sigmoid, for showing | 1 x 28 x 28 |
//!
//! ```text
//! cargo test -p exercises -- lesson_04::decoder
//! ```

use aelib::prelude::*;

/// Rows of numbers: one row for each code or image.
pub type Rows = Vec<Vec<f32>>;

/// How many weights and biases the decoder has, all layers together.
///
/// A linear layer from A to B numbers has A·B weights, a transposed convolution from A to B
/// channels A·B·k·k. Each has one bias for each number, or channel, that comes out.
pub fn parameters() -> usize {
    // begin solution: weights and biases of the three layers that have some
    let linear = 5 * 1568 + 1568;
    let double = |from: usize, to: usize| from * to * 4 * 4 + to;
    linear + double(32, 16) + double(16, 1)
    // end solution
}

/// The pixels, in [0, 1], of the images that codes of five numbers stand for.
///
/// Build the decoder as a tuple of layers: `type Layers = (…);`. A layer's type says what
/// goes in and comes out: `Linear<5, 1568>`, `Relu`, `Unflatten<1568, Map<32, 7, 7>>`,
/// `ConvTranspose2d<IN, OUT, K, S, P>`. `BuildModule::build(&Cpu::default())` makes it, and
/// `aelib::nn::init(&mut decoder, seed)` draws its weights. A map that does not fit is an
/// error of the compiler, with the formula in it.
pub fn pixels(codes: Batch<Rank1<5>>, seed: u64) -> Batch<Map<1, 28, 28>> {
    // begin solution (codes, seed): build, init, then `decoder.forward(codes).sigmoid()`
    type Layers = (
        Linear<5, 1568>,
        Relu,
        Unflatten<1568, Map<32, 7, 7>>,
        ConvTranspose2d<Map<32, 7, 7>, Map<16, 14, 14>, 4, 2, 1>,
        Relu,
        ConvTranspose2d<Map<16, 14, 14>, Map<1, 28, 28>, 4, 2, 1>,
    );
    let mut decoder: Layers = BuildModule::build(&Cpu::default());
    aelib::nn::init(&mut decoder, seed);
    decoder.forward(codes).sigmoid()
    // end solution
}

/// [`pixels`] for rows of plain numbers, so that it can be checked. Finished.
pub fn restore(codes: &Rows, seed: u64) -> Rows {
    let shape = (codes.len(), Const::<5>);
    let codes = Cpu::default().tensor_from_vec(codes.concat(), shape);
    let images = pixels(codes, seed).as_vec();
    images.chunks(784).map(<[f32]>::to_vec).collect()
}
