//! Wrong answers to `lesson_03::sizes`.

use crate::{caught, failures, local, unwritten};
use checks::lesson_03::sizes::exercise;
use checks::{Exercise, PUBLIC};
use interface::lesson_03::sizes::{Answer, Calls};

fn checked(answer: Answer) -> Exercise {
    exercise(Calls::new(local(answer)), PUBLIC)
}

const RIGHT: Answer = Answer {
    conv_size: |m, k, s, p| (m + 2 * p - k) / s + 1,
    inputs: |n, k, s, p| {
        let sizes = 1..100;
        sizes
            .filter(|m| m + 2 * p >= k && (m + 2 * p - k) / s + 1 == n)
            .collect()
    },
    same_padding: |k| if k % 2 == 1 { Some(k / 2) } else { None },
    even_kernel: |k, s| (k..).find(|k| k % s == 0).unwrap(),
};

fn conv_size(conv_size: fn(usize, usize, usize, usize) -> usize) -> Exercise {
    checked(Answer { conv_size, ..RIGHT })
}

fn inputs(inputs: fn(usize, usize, usize, usize) -> Vec<usize>) -> Exercise {
    checked(Answer { inputs, ..RIGHT })
}

#[test]
fn the_right_answer_passes() {
    assert_eq!(failures(checked(RIGHT)), []);
}

#[test]
fn unwritten_functions_fail_every_check() {
    unwritten(checked(Answer {
        conv_size: |_, _, _, _| todo!("the size"),
        inputs: |_, _, _, _| todo!("the sizes"),
        same_padding: |_| todo!("the padding"),
        even_kernel: |_, _| todo!("the kernel"),
    }));
}

#[test]
fn wrong_sizes() {
    caught(
        conv_size(|m, k, s, p| (m + 2 * p - k) / s),
        "add 1 at the end",
    );
    caught(
        conv_size(|m, k, s, p| (m + 2 * p - k).div_ceil(s) + 1),
        "this rounds up",
    );
    caught(
        conv_size(|m, k, s, p| (m + p).saturating_sub(k) / s + 1),
        "add it twice",
    );
    caught(
        conv_size(|m, k, s, _| m.saturating_sub(k) / s + 1),
        "the padding is ignored",
    );
    caught(
        conv_size(|m, k, _, p| m + 2 * p - k + 1),
        "the stride is ignored",
    );
    caught(
        conv_size(|m, k, s, p| (s * (m - 1) + k).saturating_sub(2 * p)),
        "the size after a transposed convolution",
    );
    caught(
        conv_size(|_, _, _, _| 77),
        "floor((6 + 2*4 - 5) / 2) + 1 = 5",
    );
}

#[test]
fn wrong_inputs() {
    let smallest =
        |n: usize, k: usize, s: usize, p: usize| vec![(s * (n - 1) + k).saturating_sub(2 * p)];
    caught(
        inputs(smallest),
        "a remainder of up to s - 1: there are 2 sizes",
    );
    let one_more = |n, k, s, p| {
        let mut sizes = (RIGHT.inputs)(n, k, s, p);
        sizes.push(sizes.last().map_or(1, |m| m + 1));
        sizes
    };
    caught(inputs(one_more), "29 becomes 15, not 14");
    let backwards = |n, k, s, p| (RIGHT.inputs)(n, k, s, p).into_iter().rev().collect();
    caught(inputs(backwards), "from small to large");
    let with_zero = |n: usize, k: usize, s: usize, p: usize| {
        let first = (s * (n - 1) + k).saturating_sub(2 * p);
        (first..first + s).collect()
    };
    caught(inputs(with_zero), "0 pixels make no image");
}

#[test]
fn wrong_paddings() {
    let padding = |same_padding| {
        checked(Answer {
            same_padding,
            ..RIGHT
        })
    };
    caught(padding(|k| Some(k / 2)), "an even kernel has no middle");
    caught(
        padding(|k| Some((k - 1) / 2)),
        "with padding 0, 20 pixels become 19",
    );
    caught(padding(|_| Some(usize::MAX)), "M + 2p - k + 1 has to be M");
    caught(padding(|_| None), "M + 2p - k + 1 has to be M");
}

#[test]
fn wrong_kernels() {
    let kernel = |even_kernel| {
        checked(Answer {
            even_kernel,
            ..RIGHT
        })
    };
    caught(kernel(|k, _| k), "the rows get");
    caught(kernel(|k, _| k + k % 2), "stamps in turn");
    caught(kernel(|_, s| s), "it has to have at least 3 rows");
    caught(kernel(|k, s| k * s), "a smaller one does it, too");
    // Nothing of that size is made to find out what is wrong.
    caught(kernel(|_, _| usize::MAX), "a smaller one does it, too");
}
