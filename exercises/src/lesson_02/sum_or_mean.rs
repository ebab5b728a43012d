//! Sum or mean: the same valley, 784 times as steep.
//!
//! The simplest model of all answers with one shade of grey for every pixel of an image.
//! It has one number to learn: the shade.
//!
//! ```text
//! cargo test -p exercises -- lesson_02::sum_or_mean
//! ```

/// The derivative by the shade s of the squared error *summed* over the pixels,
/// `Σ (s - t)²`.
///
/// # Example
/// `gradient_of_sum(&[0.0, 1.0, 1.0], 0.5)` is 2·0.5 − 2·0.5 − 2·0.5 = −1.
pub fn gradient_of_sum(targets: &[f32], shade: f32) -> f32 {
    let _ = (targets, shade); // Replace this line, too.
    todo!("the sum of 2 (s - t)")
}

/// The same for the *mean* over the pixels, `1/n Σ (s - t)²`.
pub fn gradient_of_mean(targets: &[f32], shade: f32) -> f32 {
    let _ = (targets, shade); // Replace this line, too.
    todo!("from the gradient of the sum")
}

/// The shade after `steps` steps of gradient descent on the mean: each one moves it by
/// `rate` times its gradient, downhill.
///
/// # Example
/// `descend(&[0.0, 1.0, 1.0], 0.5, 0.3, 1)` is 0.5 − 0.3 · (−1/3) = 0.6. After many steps
/// the shade is the mean of the targets, 2/3.
pub fn descend(targets: &[f32], shade: f32, rate: f32, steps: usize) -> f32 {
    let _ = (targets, shade, rate, steps); // Replace this line, too.
    todo!("repeat s -= rate * gradient")
}

/// The learning rate with which plain gradient descent on the *sum* makes exactly the steps
/// that `rate_for_mean` makes on the mean.
///
/// With the mean's own rate the steps would be as many times too large as there are pixels:
/// the shade jumps across the valley, farther each time.
pub fn rate_for_sum(rate_for_mean: f32, pixels: usize) -> f32 {
    let _ = (rate_for_mean, pixels); // Replace this line, too.
    todo!("which rate makes up for the steeper gradient?")
}
