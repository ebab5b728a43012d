//! Wrong answers to `lesson_04::decoder`.

use crate::{caught, failures, local, unwritten};
use aelib::models::Decoder;
use aelib::nn::{Layer, forward, init};
use aelib::prelude::*;
use checks::lesson_04::decoder::exercise;
use checks::{Exercise, PUBLIC};
use interface::lesson_04::Rows;
use interface::lesson_04::decoder::{Answer, Calls};

fn checked(answer: Answer) -> Exercise {
    exercise(Calls::new(local(answer)), PUBLIC)
}

/// What some layers make of codes, after the function `last`.
fn restore<L>(codes: &Rows, seed: Option<u64>, last: fn(f32) -> f32) -> Rows
where
    L: Layer<Rank1<5>, Out = Map<1, 28, 28>> + BuildModule<Cpu, f32>,
{
    let device = Cpu::default();
    let mut decoder = L::build(&device);
    if let Some(seed) = seed {
        init(&mut decoder, seed);
    }
    let codes = device.tensor_from_vec(codes.concat(), (codes.len(), Const::<5>));
    let logits = forward(&decoder, codes).as_vec();
    let images = logits.chunks(784);
    images
        .map(|x| x.iter().map(|x| last(*x)).collect())
        .collect()
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

const RIGHT: Answer = Answer {
    parameters: || 17_873,
    restore: |codes, seed| restore::<Decoder<5>>(codes, Some(seed), sigmoid),
};

type First<const K: usize, const S: usize, const P: usize> =
    ConvTranspose2d<Map<32, 7, 7>, Map<16, 14, 14>, K, S, P>;
type Second<const K: usize, const S: usize, const P: usize> =
    ConvTranspose2d<Map<16, 14, 14>, Map<1, 28, 28>, K, S, P>;
type Unfold = Unflatten<1568, Map<32, 7, 7>>;

#[test]
fn the_right_answer_passes() {
    assert_eq!(failures(checked(RIGHT)), []);
}

#[test]
fn unwritten_functions_fail_every_check() {
    unwritten(checked(Answer {
        parameters: || todo!("the sum"),
        restore: |_, _| todo!("the decoder"),
    }));
}

#[test]
fn wrong_counts() {
    let with = |parameters| {
        checked(Answer {
            parameters,
            ..RIGHT
        })
    };
    caught(with(|| 7840 + 8192 + 256), "the biases are missing");
    caught(with(|| 9408 + 512 + 16 + 16 + 1), "the kernels are missing");
    caught(with(|| 8192 + 16 + 256 + 1), "the linear layer is missing");
    caught(with(|| 9408 + 512 * 9 + 16 + 16 * 9 + 1), "are 4 x 4");
    caught(with(|| 0), "both transposed convolutions");
}

#[test]
fn wrong_decoders() {
    let with = |restore| checked(Answer { restore, ..RIGHT });
    caught(
        with(|codes, seed| restore::<Decoder<5>>(codes, Some(seed), |x| x)),
        "these are logits",
    );
    caught(
        with(|codes, _| restore::<Decoder<5>>(codes, None, sigmoid)),
        "the seed plays no part",
    );
    caught(
        with(|codes, seed| restore::<Decoder<5>>(codes, Some(seed), |x| sigmoid(x.max(0.0)))),
        "a ReLU stands behind the last layer",
    );
    type NoFirst = (
        Linear<5, 1568>,
        Unfold,
        First<4, 2, 1>,
        Relu,
        Second<4, 2, 1>,
    );
    caught(
        with(|codes, seed| restore::<NoFirst>(codes, Some(seed), sigmoid)),
        "behind the linear layer is missing",
    );
    type NoSecond = (
        Linear<5, 1568>,
        Relu,
        Unfold,
        First<4, 2, 1>,
        Second<4, 2, 1>,
    );
    caught(
        with(|codes, seed| restore::<NoSecond>(codes, Some(seed), sigmoid)),
        "between the two transposed convolutions",
    );
    type Small = (
        Linear<5, 1568>,
        Relu,
        Unfold,
        First<2, 2, 0>,
        Relu,
        Second<2, 2, 0>,
    );
    caught(
        with(|codes, seed| restore::<Small>(codes, Some(seed), sigmoid)),
        "the kernels are 2 x 2",
    );
    caught(
        with(|codes, _| vec![vec![0.5; 784]; codes.len()]),
        "the order of the table",
    );
}
