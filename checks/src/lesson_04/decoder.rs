//! The checks of `lesson_04::decoder`.

use crate::check::{Check, Exercise, Failure};
use crate::numbers::{list, same};
use aelib::models::Decoder;
use aelib::nn::{Layer, forward, init};
use aelib::prelude::*;
use interface::Trouble;
use interface::lesson_04::Rows;
use interface::lesson_04::decoder::{Calls, NAME};

const HINT: &str = "the layers in the order of the table, then `init`, then `forward`, then the \
                    sigmoid";

/// The doubling layers, with another kernel.
type Double<const K: usize, const S: usize, const P: usize> = (
    ConvTranspose2d<Map<32, 7, 7>, Map<16, 14, 14>, K, S, P>,
    Relu,
    ConvTranspose2d<Map<16, 14, 14>, Map<1, 28, 28>, K, S, P>,
);
type Unfold = Unflatten<1568, Map<32, 7, 7>>;
type NoFirstRelu = (Linear<5, 1568>, Unfold, Double<4, 2, 1>);
type NoSecondRelu = (
    Linear<5, 1568>,
    Relu,
    Unfold,
    ConvTranspose2d<Map<32, 7, 7>, Map<16, 14, 14>, 4, 2, 1>,
    ConvTranspose2d<Map<16, 14, 14>, Map<1, 28, 28>, 4, 2, 1>,
);
type Kernel2 = (Linear<5, 1568>, Relu, Unfold, Double<2, 2, 0>);

/// The exercise, checked by calling `calls`; `seed` is of the random cases.
pub fn exercise(calls: Calls, seed: u64) -> Exercise {
    let check = |name, run: fn(&Calls, u64) -> Result<(), Failure>| {
        let calls = calls.clone();
        Check::new(name, 1, move || run(&calls, seed))
    };
    Exercise {
        name: NAME,
        hints: &[
            "parameters: 5 · 1568 + 1568 for the linear layer; 32 · 16 · 4 · 4 + 16 for the \
             first transposed convolution",
            "a tuple's type lists its layers: `type Layers = (Linear<5, 1568>, Relu, …);`, then `let \
             mut decoder: Layers = BuildModule::build(&Cpu::default());`",
            "the first transposed convolution is `ConvTranspose2d<Map<32, 7, 7>, \
             Map<16, 14, 14>, 4, 2, 1>`",
        ],
        checks: vec![
            check("how_many_parameters", parameters),
            check("one_code", |calls, seed| restored(calls, 1, seed)),
            check("many_codes", |calls, seed| restored(calls, 3, seed)),
            check("another_seed", |calls, seed| {
                restored(calls, 2, seed.wrapping_add(1))
            }),
        ],
    }
}

fn parameters(calls: &Calls, _seed: u64) -> Result<(), Failure> {
    let hint = "weights and biases of the linear layer and of both transposed convolutions";
    let found = match calls.parameters() {
        Ok(found) => found,
        Err(trouble) => return Err(Failure::no_result(trouble, "parameters()".into(), hint)),
    };
    let linear = 5 * 1568 + 1568;
    let double = |k: usize| 32 * 16 * k * k + 16 + 16 * k * k + 1;
    let expected = linear + double(4);
    let hint = match found {
        _ if found == expected => return Ok(()),
        _ if found == expected - 1568 - 16 - 1 => "the biases are missing",
        _ if found == linear + double(1) => {
            "the kernels are missing: each pair of channels has k·k weights, not one"
        }
        _ if found == linear + double(2) => "each kernel has 4·4 = 16 weights, in rows and columns",
        _ if found == linear + double(3) => "the decoder's kernels are 4 x 4",
        _ if found == double(4) => "the linear layer is missing",
        _ => hint,
    };
    Err(Failure {
        call: "parameters()".into(),
        finding: format!("expected {expected}\nfound    {found}"),
        hint: hint.into(),
    })
}

/// Codes in [-1, 1), the same for the same seed.
fn codes(count: usize, seed: u64) -> Rows {
    let seed = seed % 2000;
    let value = |i: u64| ((i * 7919 + seed * 104_729 + 13) % 2000) as f32 / 1000.0 - 1.0;
    (0..count as u64)
        .map(|row| (0..5).map(|i| value(5 * row + i)).collect())
        .collect()
}

fn call(codes: &Rows, seed: u64) -> String {
    let codes: Vec<String> = codes.iter().map(|code| list(code)).collect();
    format!("restore(&[{}], {seed})", codes.join(", "))
}

/// The logits that such a decoder makes, with weights from this seed, or as they were built.
fn logits<L>(codes: &Rows, seed: impl Into<Option<u64>>) -> Vec<f32>
where
    L: Layer<Rank1<5>, Out = Map<1, 28, 28>> + BuildModule<Cpu, f32>,
{
    let device = Cpu::default();
    let mut decoder = L::build(&device);
    if let Some(seed) = seed.into() {
        init(&mut decoder, seed);
    }
    let codes = device.tensor_from_vec(codes.concat(), (codes.len(), Const::<5>));
    forward(&decoder, codes).as_vec()
}

fn sigmoids(logits: &[f32]) -> Vec<f32> {
    logits.iter().map(|x| 1.0 / (1.0 + (-x).exp())).collect()
}

fn restored(calls: &Calls, count: usize, seed: u64) -> Result<(), Failure> {
    let codes = codes(count, seed);
    judge(&codes, seed, calls.restore(&codes, seed))
}

fn judge(codes: &Rows, seed: u64, found: Result<Rows, Trouble>) -> Result<(), Failure> {
    let call = call(codes, seed);
    let found = match found {
        Ok(found) => found.concat(),
        Err(trouble) => return Err(Failure::no_result(trouble, call, HINT)),
    };
    let right = logits::<Decoder<5>>(codes, seed);
    let expected = sigmoids(&right);
    if same(&expected, &found) {
        return Ok(());
    }
    let positive: Vec<f32> = right.iter().map(|x| x.max(0.0)).collect();
    let mistakes = [
        (
            right,
            "these are logits: the sigmoid turns them into pixels",
        ),
        (
            sigmoids(&logits::<Decoder<5>>(codes, None)),
            "the seed plays no part: `aelib::nn::init(&mut decoder, seed)` draws the weights \
             from it",
        ),
        (
            sigmoids(&positive),
            "a ReLU stands behind the last layer: no pixel can be darker than 0.5",
        ),
        (
            sigmoids(&logits::<NoFirstRelu>(codes, seed)),
            "the ReLU behind the linear layer is missing",
        ),
        (
            sigmoids(&logits::<NoSecondRelu>(codes, seed)),
            "the ReLU between the two transposed convolutions is missing: without it they are \
             one linear map",
        ),
        (
            sigmoids(&logits::<Kernel2>(codes, seed)),
            "the maps fit, but the kernels are 2 x 2: stamps of 4 x 4 overlap, these do not",
        ),
    ];
    let known = mistakes.iter().find(|(wrong, _)| same(wrong, &found));
    Err(Failure {
        call,
        finding: format!("expected {}\nfound    {}", list(&expected), list(&found)),
        hint: known.map_or(HINT, |(_, hint)| hint).into(),
    })
}
