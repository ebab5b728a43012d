//! The lecture's two losses, by hand.
//!
//! ```text
//! cargo test -p exercises -- lesson_02::losses_by_hand
//! ```

/// Binary cross entropy in nats, mean over the pixels: with target t and output p it is
///
/// ```text
/// -1/n Σ [t ln p + (1 - t) ln(1 - p)]
/// ```
///
/// The lecture sums over the pixels instead; lesson 02 says what that changes. Outputs lie
/// strictly between 0 and 1, targets in [0, 1].
///
/// # Example
/// Two pixels, `bce(&[1.0, 0.0], &[0.8, 0.4])`: −ln 0.8 = 0.223 and −ln 0.6 = 0.511, so
/// the loss is 0.367.
pub fn bce(targets: &[f32], outputs: &[f32]) -> f32 {
    let _ = (targets, outputs); // Replace this line, too.
    todo!("the mean of -(t ln p + (1 - t) ln(1 - p))")
}

/// The squared error, mean over the pixels: `1/n Σ (t - p)²`.
///
/// # Example
/// `mse(&[1.0, 0.0], &[0.8, 0.4])` is (0.04 + 0.16) / 2 = 0.1.
pub fn mse(targets: &[f32], outputs: &[f32]) -> f32 {
    let _ = (targets, outputs); // Replace this line, too.
    todo!("the mean of (t - p)²")
}
