//! Lesson 3: convolution arithmetic.

pub mod by_hand;
pub mod convolution;
pub mod sizes;
pub mod transposed_convolution;
