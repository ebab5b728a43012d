//! Lesson 2: losses.

#[cfg(not(without = "lesson_02::logits"))]
pub mod logits;
#[cfg(not(without = "lesson_02::losses_by_hand"))]
pub mod losses_by_hand;
#[cfg(not(without = "lesson_02::sum_or_mean"))]
pub mod sum_or_mean;
