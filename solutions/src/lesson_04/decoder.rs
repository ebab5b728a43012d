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
    // begin solution code: weights and biases of the three layers that have some
    let transposed = |from: usize, to: usize, k: usize| from * to * k * k + to;
    code * 1176 + 1176 + transposed(24, 12, 4) + transposed(12, 1, 2)
    // end solution
}

/// The pixels, in [0, 1], of the images that codes of six numbers stand for.
///
/// Build the decoder as a tuple of layers: `type Layers = (…);`. A layer's type says what
/// goes in and comes out: `Linear<IN, OUT>`, `Relu`, `Unflatten<N, Map<C, H, W>>`,
/// `ConvTranspose2d<Map<…>, Map<…>, K, S, P>`. `BuildModule::build(&Cpu::default())` makes it,
/// and `aelib::nn::init(&mut decoder, seed)` draws its weights. A map that does not fit is an
/// error of the compiler, with the formula in it.
pub fn pixels(codes: Batch<Rank1<6>>, seed: u64) -> Batch<Map<1, 28, 28>> {
    // begin solution (codes, seed): build, init, then `decoder.forward(codes).sigmoid()`
    type Layers = (
        Linear<6, 1176>,
        Relu,
        Unflatten<1176, Map<24, 7, 7>>,
        ConvTranspose2d<Map<24, 7, 7>, Map<12, 14, 14>, 4, 2, 1>,
        Relu,
        ConvTranspose2d<Map<12, 14, 14>, Map<1, 28, 28>, 2, 2, 0>,
    );
    let mut decoder: Layers = BuildModule::build(&Cpu::default());
    aelib::nn::init(&mut decoder, seed);
    decoder.forward(codes).sigmoid()
    // end solution
}

/// [`pixels`] for rows of plain numbers, so that it can be checked. Finished.
pub fn restore(codes: &Rows, seed: u64) -> Rows {
    let shape = (codes.len(), Const::<6>);
    let codes = Cpu::default().tensor_from_vec(codes.concat(), shape);
    let images = pixels(codes, seed).as_vec();
    images.chunks(784).map(<[f32]>::to_vec).collect()
}
// begin source

use crate::source::*;
use crate::{args, function};

type Unfold = Unflatten<1176, Map<24, 7, 7>>;
type First<const K: usize, const P: usize> =
    ConvTranspose2d<Map<24, 7, 7>, Map<12, 14, 14>, K, 2, P>;
type Last<const K: usize, const P: usize> =
    ConvTranspose2d<Map<12, 14, 14>, Map<1, 28, 28>, K, 2, P>;
type Right = (Linear<6, 1176>, Relu, Unfold, First<4, 1>, Relu, Last<2, 0>);
type NoFirstRelu = (Linear<6, 1176>, Unfold, First<4, 1>, Relu, Last<2, 0>);
type NoSecondRelu = (Linear<6, 1176>, Relu, Unfold, First<4, 1>, Last<2, 0>);
type Kernels2 = (Linear<6, 1176>, Relu, Unfold, First<2, 0>, Relu, Last<2, 0>);
type Kernels4 = (Linear<6, 1176>, Relu, Unfold, First<4, 1>, Relu, Last<4, 1>);

/// The logits that such a decoder makes, with weights from this seed, or as they were built.
fn logits<L>(codes: &Rows, seed: impl Into<Option<u64>>) -> Vec<f32>
where
    L: aelib::nn::Layer<Rank1<6>, Out = Map<1, 28, 28>> + BuildModule<Cpu, f32>,
{
    let device = Cpu::default();
    let mut decoder = L::build(&device);
    if let Some(seed) = seed.into() {
        aelib::nn::init(&mut decoder, seed);
    }
    let codes = device.tensor_from_vec(codes.concat(), (codes.len(), Const::<6>));
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

inventory::submit!(Entry { place: 41, source });

/// What it is checked for.
pub fn source(rng: &mut Draw) -> Source {
    let mut codes = |count: usize| -> Rows {
        let mut code = || {
            (0..6)
                .map(|_| rng.gen_range(-1000..1000) as f32 / 1000.0)
                .collect()
        };
        (0..count).map(|_| code()).collect()
    };
    let [one, other, many, seeds] = [codes(1), codes(1), codes(3), codes(2)];
    let seed: u64 = rng.gen_range(0..1000);
    let sizes = vec![args![6usize], args![rng.gen_range(7..40usize)]];
    /// As if the kernels had so many weights.
    const fn with(code: usize, first: usize, last: usize) -> usize {
        code * 1176 + 1176 + 24 * 12 * first + 12 + 12 * last + 1
    }
    Source::new(
        "lesson_04::decoder",
        [
            "parameters: code · 1176 + 1176 for the linear layer; 24 · 12 · 4 · 4 + 12 for the \
             first transposed convolution",
            "restore: a tuple's type lists its layers: `type Layers = (Linear<6, 1176>, Relu, …);`, \
             then `let mut decoder: Layers = BuildModule::build(&Cpu::default());`",
            "restore: the first transposed convolution goes from `Map<24, 7, 7>` to \
             `Map<12, 14, 14>`, and its three numbers are k, s and p",
        ],
    )
    .served_by(
        "interface::plain!(\"lesson_04::decoder\", {
            parameters(code) = exercises::lesson_04::decoder::parameters;
            restore(codes, seed) = |codes: &Vec<Vec<f32>>, seed: u64|
                interface::images::some(&exercises::lesson_04::decoder::restore(codes, seed));
        })",
    )
    .function(function! {
        parameters(code: usize)
        needs [] "weights and biases of the linear layer and of both transposed convolutions"
        "the biases are missing" => parameters(code) - 1176 - 12 - 1;
        "the kernels are missing: each pair of channels has k·k weights, not one" =>
            with(code, 1, 1);
        "a kernel of 4 has 4·4 = 16 weights, in rows and columns" => with(code, 4, 2);
        "the second kernel is 2 x 2" => with(code, 16, 16);
        "the first kernel is 4 x 4" => with(code, 4, 4);
        "the linear layer is missing" => parameters(code) - code * 1176 - 1176;
        "the code has as many numbers as the argument says" => parameters(5);
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
        "the maps fit, but the first kernel is 2 x 2: stamps of 4 x 4 overlap, these do not" =>
            sigmoids(&logits::<Kernels2>(codes, seed));
        "the maps fit, but the second kernel is 4 x 4, with a padding of 1: it is 2 x 2" =>
            sigmoids(&logits::<Kernels4>(codes, seed));
    })
    .check("how_many_parameters", 1, "parameters", sizes)
    .check("one_code", 1, "restore", vec![args![one, seed], args![other, seed + 7]])
    .check("many_codes", 1, "restore", vec![args![many, seed]])
    .check("another_seed", 1, "restore", vec![args![seeds, seed + 1]])
}
// end source
