//! Why losses take logits, not probabilities.
//!
//! A network ends with a number x of any size, the logit; the pixel is σ(x) = 1 / (1 + e^−x).
//!
//! ```text
//! cargo test -p exercises -- lesson_02::logits
//! ```

/// The pixel that a logit stands for. Finished: use it.
pub fn sigmoid(logit: f32) -> f32 {
    1.0 / (1.0 + (-logit).exp())
}

/// A pixel should be black (target 0), and a network is more and more sure that it is
/// white: its logit is 1, 2, 3, … Computed from the probability, the loss is
/// −ln(1 − [`sigmoid`]). At which logit is it, for the first time, no finite number?
///
/// Let the computer count, in `f32`.
pub fn first_that_breaks() -> u32 {
    // begin solution: the first x of 1, 2, 3, … where -ln(1 - sigmoid(x)) is not finite
    let breaks = |x: &u32| !(1.0 - sigmoid(*x as f32)).ln().is_finite();
    (1..).find(breaks).expect("1 - sigmoid becomes 0")
    // end solution
}

/// Binary cross entropy of one pixel in nats, from its logit x and its target t:
///
/// ```text
/// max(x, 0) - x t + ln(1 + e^-|x|)
/// ```
///
/// which is −[t ln σ(x) + (1 − t) ln(1 − σ(x))], and finite for every x.
///
/// # Example
/// `bce_with_logits(0.0, 1.0)` is ln 2 ≈ 0.693; `bce_with_logits(100.0, 0.0)` is 100.
pub fn bce_with_logits(logit: f32, target: f32) -> f32 {
    // begin solution (logit, target): the formula above
    logit.max(0.0) - logit * target + (-logit.abs()).exp().ln_1p()
    // end solution
}

/// The derivative of [`bce_with_logits`] by the logit. It is shorter than the loss itself:
/// derive −[t ln σ + (1 − t) ln(1 − σ)] with σ' = σ (1 − σ), and see what cancels.
///
/// # Example
/// `gradient(0.0, 1.0)` is −0.5: the logit has to grow.
pub fn gradient(logit: f32, target: f32) -> f32 {
    // begin solution (logit, target): what is left of the derivative
    sigmoid(logit) - target
    // end solution
}
