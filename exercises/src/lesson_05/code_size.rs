//! How large does a code have to be? Predict, then measure, then choose.
//!
//! ```text
//! cargo test -p exercises -- code_size
//! ```

/// The mean squared error per pixel that PCA makes with its first `k` components, without
/// decoding a single image.
///
/// `variances` has one number for each component, the largest first: how much the images
/// vary along it. There are as many components as pixels, and together they describe every
/// image exactly. A code of `k` numbers keeps the first `k` of them; what the images vary
/// along the others is lost.
///
/// # Example
/// With variances 4, 2, 1, 1 of images with 4 pixels and `k` = 2 the error is 0.5.
pub fn predicted_error(variances: &[f32], k: usize) -> f32 {
    let _ = (variances, k); // Replace this line, too.
    todo!("add up the variances that are lost, and divide by the pixels")
}

/// The share of digits, from 0 to 1, that are read as the same digit before an autoencoder
/// and after it. `before[i]` and `after[i]` are the readings of the same image; there is at
/// least one.
///
/// # Example
/// `kept(&[4, 9, 1, 7], &[9, 9, 1, 7])` is 0.75: the 4 came back as a 9.
pub fn kept(before: &[u8], after: &[u8]) -> f32 {
    let _ = (before, after); // Replace this line, too.
    todo!("count the places where both are equal, and divide")
}

/// The smallest code that keeps at least the share `wanted` of the digits. `kept[i]` was
/// measured with a code of `sizes[i]` numbers. The sizes come in any order, and chance may
/// have made a larger code worse than a smaller one. `None` if no size keeps so many.
///
/// # Example
/// `smallest_code(&[32, 2, 8], &[0.98, 0.49, 0.89], 0.8)` is `Some(8)`.
pub fn smallest_code(sizes: &[usize], kept: &[f32], wanted: f32) -> Option<usize> {
    let _ = (sizes, kept, wanted); // Replace this line, too.
    todo!("of the sizes that keep enough, return the smallest")
}
