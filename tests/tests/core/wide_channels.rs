//! The fast kernels against plain loops, forward and backward, with so many channels that
//! each of their tiles is used: one channel at a time, 4, 16, and what is left over. Once
//! with each kind of the processor's instructions, for each has tiles of its own.

use aelib::nn::forward;
use aelib::prelude::*;
use proptest::prelude::*;
use std::process::Command;
use tests::{Convolution, Operation, assert_close, convolutions, parameters, random_tensor};

/// A few channels, and just below and above the sizes of tiles.
fn channels() -> impl Strategy<Value = usize> {
    prop_oneof![1usize..=4, 4usize..=8, 15usize..=18, 32usize..=34]
}

/// Images that fill no group of 16, one, one and a bit, and more than two.
fn images() -> impl Strategy<Value = usize> {
    prop_oneof![
        Just(1usize),
        2usize..16,
        Just(16usize),
        Just(17usize),
        Just(33usize)
    ]
}

fn wide(operation: Operation) -> impl Strategy<Value = Convolution> {
    let channels = [channels().boxed(), channels().boxed()];
    convolutions(
        operation,
        images(),
        channels,
        1..6,
        [1..5, 1..4, 0..3, 1..3],
    )
}

/// As much as rounding leaves of sums over so many channels.
const ATOL: f64 = 5e-5;

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 32,
        max_global_rejects: 10_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn down(case in wide(Operation::Conv2d), seed in 0u64..1000) {
        case.check(seed, ATOL);
    }

    #[test]
    fn up(case in wide(Operation::ConvTranspose2d), seed in 0u64..1000) {
        case.check(seed, ATOL);
    }
}

/// Every pair of kinds of channels, which drawn cases may leave out.
#[test]
fn every_pair_of_tiles() {
    for operation in [Operation::Conv2d, Operation::ConvTranspose2d] {
        for small in [3, 5, 17, 33] {
            for large in [2, 8, 16, 34] {
                let c = match operation {
                    Operation::Conv2d => large,
                    Operation::ConvTranspose2d => small,
                };
                let case = Convolution {
                    operation,
                    x: [17, c, 4, 3],
                    weight: [small, large, 3, 2],
                    bias: true,
                    stride: 2,
                    padding: 1,
                    output_padding: 0,
                    dilation: 1,
                };
                case.check(0, ATOL);
            }
        }
    }
}

/// `Y = X·Wᵀ + b` and its gradients, by the definition.
fn linear<const I: usize, const O: usize>(n: usize) {
    let mut layer: Linear<I, O> = BuildModule::build(&Cpu::default());
    layer.weight = random_tensor(layer.weight.shape().to_owned(), 1);
    layer.bias = random_tensor(layer.bias.shape().to_owned(), 2);
    let (x, dy) = (
        random_tensor((n, Const::<I>), 3),
        random_tensor((n, Const::<O>), 4),
    );
    let y = forward(&layer, x.leaky_trace());
    let found = y.as_vec();
    let gradients = (y * dy.clone()).sum().backward();
    let named = parameters(&layer);
    let (w, b) = (&named[0].1, &named[1].1);
    let (x_, dy_) = (x.as_vec(), dy.as_vec());
    let sum = |count: usize, term: &dyn Fn(usize) -> f32| -> f32 {
        (0..count).map(|i| f64::from(term(i))).sum::<f64>() as f32
    };
    let y = (0..n * O).map(|at| b[at % O] + sum(I, &|i| w[at % O * I + i] * x_[at / O * I + i]));
    let dx = (0..n * I).map(|at| sum(O, &|o| w[o * I + at % I] * dy_[at / I * O + o]));
    let dw = (0..O * I).map(|at| sum(n, &|k| dy_[k * O + at / I] * x_[k * I + at % I]));
    let db = (0..O).map(|o| sum(n, &|k| dy_[k * O + o]));
    let close = |what: &str, found: &[f32], expected: Vec<f32>| {
        let what = format!("{what} of {I} to {O}, {n} images");
        assert_close(&what, found, &expected, 1e-5, 5e-5);
    };
    close("y", &found, y.collect());
    close("dx", &gradients.get(&x).as_vec(), dx.collect());
    close("dw", &gradients.get(&layer.weight).as_vec(), dw.collect());
    close("db", &gradients.get(&layer.bias).as_vec(), db.collect());
}

#[test]
fn linear_layers() {
    for n in [1, 16, 35] {
        linear::<1, 1>(n);
        linear::<3, 5>(n);
        linear::<16, 3>(n);
        linear::<5, 16>(n);
        linear::<17, 33>(n);
        linear::<32, 18>(n);
        linear::<48, 64>(n);
    }
}

/// All of the above again, in processes that leave some of the processor's instructions
/// unused.
#[test]
fn with_fewer_instructions() {
    if std::env::var_os("AELIB_SIMD").is_some() {
        return;
    }
    for instructions in ["avx2", "scalar"] {
        let mut this = Command::new(std::env::current_exe().expect("this test"));
        this.arg("wide_channels::").env("AELIB_SIMD", instructions);
        let output = this.output();
        let output = output.expect("this test runs");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{instructions}: {text}");
        assert!(text.contains("5 passed"), "{instructions}: {text}");
    }
}
