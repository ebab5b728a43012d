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
    let _ = (m, k, s, p); // Replace this line, too.
    todo!("return N, the first formula above")
}

/// All sizes `m`, from small to large, of which a convolution makes `n`. With a stride there
/// are several, because the floor forgets the remainder; sizes below 1 do not count.
///
/// # Example
/// `inputs(14, 3, 2, 1)` is `[27, 28]`: both become 14, and the transposed convolution
/// gives back 27. To get 28 one adds an *output padding* of 1.
pub fn inputs(n: usize, k: usize, s: usize, p: usize) -> Vec<usize> {
    let _ = (n, k, s, p); // Replace this line, too.
    todo!("return all m with conv_size(m, k, s, p) = n")
}

/// The padding with which a convolution of stride 1 keeps the size, whatever it is; `None`
/// if no padding does.
///
/// # Example
/// `same_padding(3)` is `Some(1)`: one pixel on each side makes up for the two that a kernel
/// of 3 takes.
pub fn same_padding(k: usize) -> Option<usize> {
    let _ = k; // Replace this line, too.
    todo!("solve M = M + 2p - k + 1 for p")
}

/// The smallest kernel of at least `k` rows with which a transposed convolution of stride
/// `s` makes no checkerboard: inside the result, each row gets equally many stamps.
///
/// # Example
/// `even_kernel(3, 2)` is 4: with 3, rows get 1 and 2 stamps in turn, with 4 always 2.
pub fn even_kernel(k: usize, s: usize) -> usize {
    let _ = (k, s); // Replace this line, too.
    todo!("when do all rows get equally many stamps?")
}
