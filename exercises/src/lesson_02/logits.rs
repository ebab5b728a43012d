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
/// white: its logit is `step`, 2 · `step`, 3 · `step`, … Computed from the probability, the
/// loss is −ln(1 − [`sigmoid`]). How many steps does it take until the loss is, for the first
/// time, no finite number?
///
/// Let the computer count, in `f32`.
///
/// # Example
/// With a step of 100 it is 1: the first logit, 100, is too large already.
pub fn first_that_breaks(step: f32) -> u32 {
    let _ = step; // Replace this line, too.
    todo!("the first n of 1, 2, 3, … where the loss of n * step is not finite")
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
    let _ = (logit, target); // Replace this line, too.
    todo!("the formula above")
}

/// The derivative of [`bce_with_logits`] by the logit. It is shorter than the loss itself:
/// derive −[t ln σ + (1 − t) ln(1 − σ)] with σ' = σ (1 − σ), and see what cancels.
///
/// # Example
/// `gradient(0.0, 1.0)` is −0.5: the logit has to grow.
pub fn gradient(logit: f32, target: f32) -> f32 {
    let _ = (logit, target); // Replace this line, too.
    todo!("what is left of the derivative")
}
