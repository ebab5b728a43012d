//! Sizes, forwards and backwards. A convolution goes from M to N pixels,
//!
//! ```text
//! N = floor((M + 2p - k) / s) + 1
//! ```
//!
//! and its transpose from N back to
//!
//! ```text
//! M = s(N - 1) + k - 2p
//! ```
//!
//! ```text
//! cargo test -p exercises -- sizes
//! ```

/// How many rows a convolution makes of `m` rows, with a kernel of `k` rows, stride `s` and
/// padding `p`. The kernel is never larger than the padded input.
///
/// # Example
/// `conv_size(28, 3, 2, 1)` is floor((28 + 2 - 3) / 2) + 1 = 14.
pub fn conv_size(m: usize, k: usize, s: usize, p: usize) -> usize {
    // begin solution (m, k, s, p): return N, the first formula above
    // Whole numbers divide without remainder: that is the floor.
    (m + 2 * p - k) / s + 1
    // end solution
}

/// All sizes `m`, from small to large, of which a convolution makes `n`. With a stride there
/// are several, because the floor forgets the remainder; sizes below 1 do not count.
///
/// # Example
/// `inputs(14, 3, 2, 1)` is `[27, 28]`: both become 14, and the transposed convolution
/// gives back 27. To get 28 one adds an *output padding* of 1.
pub fn inputs(n: usize, k: usize, s: usize, p: usize) -> Vec<usize> {
    // begin solution (n, k, s, p): return all m with conv_size(m, k, s, p) = n
    // From the transposed formula on, `s` sizes. What would be below 1 is left out before
    // anything is subtracted.
    let grown = s * (n - 1) + k;
    (grown..grown + s)
        .filter(|size| *size > 2 * p)
        .map(|size| size - 2 * p)
        .collect()
    // end solution
}

/// The padding with which a convolution of stride 1 keeps the size, whatever it is; `None`
/// if no padding does.
///
/// # Example
/// `same_padding(3)` is `Some(1)`: one pixel on each side makes up for the two that a kernel
/// of 3 takes.
pub fn same_padding(k: usize) -> Option<usize> {
    // begin solution (k): solve M = M + 2p - k + 1 for p
    (k % 2 == 1).then_some((k - 1) / 2)
    // end solution
}

/// The smallest kernel of at least `k` rows with which a transposed convolution of stride
/// `s` makes no checkerboard: inside the result, each row gets equally many stamps.
///
/// # Example
/// `even_kernel(3, 2)` is 4: with 3, rows get 1 and 2 stamps in turn, with 4 always 2.
pub fn even_kernel(k: usize, s: usize) -> usize {
    // begin solution (k, s): when do all rows get equally many stamps?
    k.div_ceil(s) * s
    // end solution
}
// begin source

use crate::source::*;
use crate::{args, function};

inventory::submit!(Entry { place: 32, source });

/// What it is checked for.
pub fn source(rng: &mut Draw) -> Source {
    // One at which each known mistake gives another size, the lesson's, then random ones.
    let mut sizes = vec![[6, 5, 2, 4], [28, 3, 2, 1], [7, 4, 3, 1]];
    while sizes.len() < 40 {
        let mut draw = |most| rng.gen_range(1..=most);
        let [m, k, s, p]: [usize; 4] = [draw(40), draw(9), draw(4), draw(5) - 1];
        if m + 2 * p >= k {
            sizes.push([m, k, s, p]);
        }
    }
    let mut backwards = vec![
        [5, 4, 3, 0],
        [14, 3, 2, 1],
        [5, 3, 1, 0],
        [1, 3, 3, 2],
        [4, 5, 3, 1],
    ];
    backwards.extend(sizes.iter().map(|[m, k, s, p]| [m % 12 + 1, *k, *s, *p]));
    let calls = |cases: Vec<[usize; 4]>| {
        cases
            .iter()
            .map(|[a, b, c, d]| args![*a, *b, *c, *d])
            .collect()
    };
    let kernels = (1..=9).chain([(); 4].map(|()| rng.gen_range(10..200usize)));
    let kernels = kernels.map(|k| args![k]).collect();
    let pairs = (1..=9usize).flat_map(|k| (1..=4usize).map(move |s| [k, s]));
    let mut pairs = Vec::from_iter(pairs);
    // First two at which the usual guesses show.
    pairs.sort_by_key(|pair| ![[3, 2], [4, 3]].contains(pair));
    pairs.extend([(); 4].map(|()| [rng.gen_range(10..24), rng.gen_range(2..7)]));
    let pairs = pairs.iter().map(|[k, s]| args![*k, *s]).collect();
    Source::new(
        "lesson_03::sizes",
        [
            "try it with small numbers on paper: a row of 5 pixels, a kernel of 3",
            "inputs: the transposed formula gives the smallest size; how much larger may the \
             row be before the kernel gets room for one more step?",
            "even_kernel: with a stride of s each row is hit by every s-th row of the kernel, \
             so k must be divisible by s",
        ],
    )
    .function(function! {
        conv_size(m: usize, k: usize, s: usize, p: usize)
        needs [] "put the numbers into the formula, floor((M + 2p - k) / s) + 1"
        "this is the size after a transposed convolution; a plain one makes images smaller" =>
            (s * (m - 1) + k).wrapping_sub(2 * p);
        "the kernel's first place counts, too: add 1 at the end" => (m + 2 * p - k) / s;
        "this rounds up: the kernel takes whole steps only, so round down" =>
            (m + 2 * p - k).div_ceil(s) + 1;
        "padding lies on both sides: add it twice" => (m + p).wrapping_sub(k) / s + 1;
        "the padding is ignored" => m.wrapping_sub(k) / s + 1;
        "the stride is ignored" => m + 2 * p - k + 1;
    })
    .function(function! {
        inputs(n: usize, k: usize, s: usize, p: usize)
        needs [] "each size in the list has to become N by the formula for N, sizes below 1 do \
                  not count, and none may be missing"
        "the floor forgets a remainder of up to s - 1: several sizes become N" =>
            inputs(n, k, s, p).into_iter().take(1).collect::<Vec<_>>();
        "the floor forgets a remainder of up to s - 1: several sizes become N" =>
            inputs(n, k, s, p).into_iter().rev().take(1).collect::<Vec<_>>();
        "the search ends too early: sizes may be larger than s N" =>
            inputs(n, k, s, p).into_iter().filter(|m| *m <= s * n).collect::<Vec<_>>();
        "the search ends one too early: does its range leave out the last size?" => {
            let mut sizes = inputs(n, k, s, p);
            sizes.truncate(sizes.len().max(2) - 1);
            sizes
        };
        "from small to large" => inputs(n, k, s, p).into_iter().rev().collect::<Vec<_>>();
        "one size too many: it becomes N + 1" => {
            let mut sizes = inputs(n, k, s, p);
            sizes.push(s * n + k - 2 * p);
            sizes
        };
    })
    .function(function! {
        same_padding(k: usize)
        needs [] "M + 2p - k + 1 has to be M"
        "an even kernel has no middle: no padding keeps the size, neither this nor one less" =>
            Some(k / 2);
        "an even kernel has no middle: with this padding, M pixels become M - 1" => Some((k - 1) / 2);
        "padding lies on both sides: half of that is enough" =>
            (k % 2 == 1).then_some(k - 1);
    })
    .function(function! {
        even_kernel(k: usize, s: usize)
        needs [] "how many rows of the kernel hit a given row of the result?"
        "inside, not all rows get equally many stamps from this kernel" => k;
        "an even number is not enough: it depends on the stride" => k + k % 2;
        "it has to have at least k rows" => (k / s * s).max(1);
        "a smaller one does it, too: what if k itself is right?" => (k / s + 1) * s;
    })
    .check("conv_size", 1, "conv_size", calls(sizes))
    .check("inputs", 2, "inputs", calls(backwards))
    .check("same_padding", 1, "same_padding", kernels)
    .check("even_kernel", 1, "even_kernel", pairs)
}
// end source
