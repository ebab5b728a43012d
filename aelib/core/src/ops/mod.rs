//! Operations on batches of images, as dfdx autograd operations.
//!
//! Each operation is a [`Kernel`](kernel::Kernel): its forward and backward pass side by
//! side in one file, plain functions over slices. [`run`] takes a batch through a chain
//! of kernels on all cores, and [`tape`] makes such a chain one operation of dfdx's tape.
//! [`mod@reference`] has the definitions as plain loops.

mod advice;
pub mod buffer;
pub mod conv2d;
pub mod conv_transpose2d;
pub mod correlate;
mod functional;
pub mod gaussian;
pub mod gemm;
pub mod kernel;
pub mod lanes;
mod layout;
pub mod linear;
pub mod loss;
pub mod reference;
pub mod relu;
pub mod run;
pub mod simd;
mod size;
pub mod storage;
pub mod tape;
mod text;
pub mod weight_gradient;
pub mod window;

pub use functional::{Nchw, conv_transpose2d, conv2d};
pub use size::{Conv2dOptions, ConvTranspose2dOptions};
pub use text::Text;
