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
