//! Lesson 3: convolution arithmetic.

#[cfg(not(without = "lesson_03::by_hand"))]
pub mod by_hand;
#[cfg(not(without = "lesson_03::convolution"))]
pub mod convolution;
#[cfg(not(without = "lesson_03::sizes"))]
pub mod sizes;
#[cfg(not(without = "lesson_03::transposed_convolution"))]
pub mod transposed_convolution;
