//! Lesson 2: losses.

use crate::exercise;

exercise! {
    /// The lecture's two losses.
    lesson_02::losses_by_hand {
        /// Binary cross entropy, mean over the pixels.
        bce(targets: &[f32], outputs: &[f32]) -> f32;
        /// Squared error, mean over the pixels.
        mse(targets: &[f32], outputs: &[f32]) -> f32;
    }
}

exercise! {
    /// Binary cross entropy from logits.
    lesson_02::logits {
        /// The first whole logit at which the formula with probabilities breaks.
        first_that_breaks() -> u32;
        /// The loss of one pixel.
        bce_with_logits(logit: f32, target: f32) -> f32;
        /// Its derivative by the logit.
        gradient(logit: f32, target: f32) -> f32;
    }
}

exercise! {
    /// A loss summed over the pixels, or averaged.
    lesson_02::sum_or_mean {
        /// The derivative of the summed squared error by the shade.
        gradient_of_sum(targets: &[f32], shade: f32) -> f32;
        /// The derivative of the mean squared error by the shade.
        gradient_of_mean(targets: &[f32], shade: f32) -> f32;
        /// The shade after some steps against the gradient of the mean.
        descend(targets: &[f32], shade: f32, rate: f32, steps: usize) -> f32;
        /// The rate with which the sum makes the same steps.
        rate_for_sum(rate_for_mean: f32, pixels: usize) -> f32;
    }
}
