//! Lesson 3: convolution arithmetic.

pub mod transposed_convolution;
