//! Convolutions step by step, with your own numbers.
//!
//! A [`Problem`] is an input, a kernel and an operation that fit together. There are three
//! views of it, and all arrive at the numbers of [`ops`](aelib_core::ops):
//!
//! | view | type | idea |
//! |---|---|---|
//! | stamp and add | [`Explanation`] | each pixel stamps the scaled kernel into the output |
//! | slide | [`Sliding`] | zeros between the pixels, then a window with the flipped kernel |
//! | matrix | [`Matrix`] | the convolution is a matrix C, the transposed one is C^T |
//!
//! Each draws itself, and an [`Explanation`] shows itself in a notebook as a page with all
//! three, to step through. [`overlap`] counts how often each pixel of the output is written, and
//! [`Sizes`] is the size formula as a table.

mod explanation;
mod maps;
mod matrix;
mod overlap;
mod picture;
mod problem;
mod sizes;
mod sliding;
mod stepper;
mod steps;
mod text;

pub use explanation::{Explanation, Formula};
pub use maps::Maps;
pub use matrix::Matrix;
pub use overlap::{overlap, overlap_maps};
pub use problem::{Operation, Problem};
pub use sizes::Sizes;
pub use sliding::Sliding;
pub use steps::{Landing, Step, Tap};
