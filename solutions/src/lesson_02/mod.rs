//! Lesson 2: losses.

pub mod logits;
pub mod losses_by_hand;
pub mod sum_or_mean;
