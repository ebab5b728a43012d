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
// begin source

use crate::source::*;
use crate::{args, function};

/// The doubling layers, with another kernel.
type Double<const K: usize, const S: usize, const P: usize> = (
    ConvTranspose2d<Map<32, 7, 7>, Map<16, 14, 14>, K, S, P>,
    Relu,
    ConvTranspose2d<Map<16, 14, 14>, Map<1, 28, 28>, K, S, P>,
);
type Unfold = Unflatten<1568, Map<32, 7, 7>>;
type Right = (Linear<5, 1568>, Relu, Unfold, Double<4, 2, 1>);
type NoFirstRelu = (Linear<5, 1568>, Unfold, Double<4, 2, 1>);
type NoSecondRelu = (
    Linear<5, 1568>,
    Relu,
    Unfold,
    ConvTranspose2d<Map<32, 7, 7>, Map<16, 14, 14>, 4, 2, 1>,
    ConvTranspose2d<Map<16, 14, 14>, Map<1, 28, 28>, 4, 2, 1>,
);
type Kernel2 = (Linear<5, 1568>, Relu, Unfold, Double<2, 2, 0>);

/// The logits that such a decoder makes, with weights from this seed, or as they were built.
fn logits<L>(codes: &Rows, seed: impl Into<Option<u64>>) -> Vec<f32>
where
    L: aelib::nn::Layer<Rank1<5>, Out = Map<1, 28, 28>> + BuildModule<Cpu, f32>,
{
    let device = Cpu::default();
    let mut decoder = L::build(&device);
    if let Some(seed) = seed.into() {
        aelib::nn::init(&mut decoder, seed);
    }
    let codes = device.tensor_from_vec(codes.concat(), (codes.len(), Const::<5>));
    aelib::nn::forward(&decoder, codes).as_vec()
}

/// The numbers of each image that are compared.
fn some(pixels: &[f32]) -> Rows {
    let images: Rows = pixels.chunks(784).map(<[f32]>::to_vec).collect();
    interface::images::some(&images)
}

fn sigmoids(logits: &[f32]) -> Rows {
    some(&Vec::from_iter(
        logits.iter().map(|x| 1.0 / (1.0 + (-x).exp())),
    ))
}

/// What it is checked for.
pub fn source(rng: &mut Draw) -> Source {
    let mut codes = |count: usize| -> Rows {
        let mut code = || {
            (0..5)
                .map(|_| rng.gen_range(-1000..1000) as f32 / 1000.0)
                .collect()
        };
        (0..count).map(|_| code()).collect()
    };
    let [one, other, many, seeds] = [codes(1), codes(1), codes(3), codes(2)];
    let seed: u64 = rng.gen_range(0..1000);
    const LINEAR: usize = 5 * 1568 + 1568;
    const fn double(k: usize) -> usize {
        32 * 16 * k * k + 16 + 16 * k * k + 1
    }
    Source::new(
        "lesson_04::decoder",
        [
            "parameters: 5 · 1568 + 1568 for the linear layer; 32 · 16 · 4 · 4 + 16 for the \
             first transposed convolution",
            "restore: a tuple's type lists its layers: `type Layers = (Linear<5, 1568>, Relu, …);`, then `let \
             mut decoder: Layers = BuildModule::build(&Cpu::default());`",
            "restore: the first transposed convolution is `ConvTranspose2d<Map<32, 7, 7>, \
             Map<16, 14, 14>, 4, 2, 1>`",
        ],
    )
    .function(function! {
        parameters()
        needs [] "weights and biases of the linear layer and of both transposed convolutions"
        "the biases are missing" => parameters() - 1568 - 16 - 1;
        "the kernels are missing: each pair of channels has k·k weights, not one" =>
            LINEAR + double(1);
        "each kernel has 4·4 = 16 weights, in rows and columns" => LINEAR + double(2);
        "the decoder's kernels are 4 x 4" => LINEAR + double(3);
        "the linear layer is missing" => double(4);
    })
    .function(function! {
        restore(codes: &Rows, seed: u64) = some(&restore(codes, seed).concat());
        needs [] "the layers in the order of the table, then `init`, then `forward`, then the \
                  sigmoid"
        "these are logits: the sigmoid turns them into pixels" =>
            some(&logits::<Right>(codes, seed));
        "the seed plays no part: `aelib::nn::init(&mut decoder, seed)` draws the weights from it" =>
            sigmoids(&logits::<Right>(codes, None));
        "a ReLU stands behind the last layer: no pixel can be darker than 0.5" => {
            let logits = logits::<Right>(codes, seed);
            sigmoids(&Vec::from_iter(logits.iter().map(|x| x.max(0.0))))
        };
        "the ReLU behind the linear layer is missing" =>
            sigmoids(&logits::<NoFirstRelu>(codes, seed));
        "the ReLU between the two transposed convolutions is missing: without it they are one \
         linear map" => sigmoids(&logits::<NoSecondRelu>(codes, seed));
        "the maps fit, but the kernels are 2 x 2: stamps of 4 x 4 overlap, these do not" =>
            sigmoids(&logits::<Kernel2>(codes, seed));
    })
    .check("how_many_parameters", 1, "parameters", vec![args![]])
    .check("one_code", 1, "restore", vec![args![one, seed], args![other, seed + 7]])
    .check("many_codes", 1, "restore", vec![args![many, seed]])
    .check("another_seed", 1, "restore", vec![args![seeds, seed + 1]])
}
// end source
