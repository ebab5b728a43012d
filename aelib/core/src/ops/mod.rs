//! Operations on batches of images, as dfdx autograd operations.
//!
//! Each operation has its forward and its backward pass side by side in one file, as plain
//! functions over slices. [`mod@reference`] has the convolutions as plain loops: begin there.
//! The private module `engine` takes batches through chains of operations.

pub mod convolution;
pub(crate) mod engine;
mod functional;
pub mod gaussian;
mod identity;
pub mod linear;
pub mod loss;
pub mod reference;
pub mod relu;
mod size;
pub(crate) mod source;
mod text;
pub(crate) mod upsample;

pub use functional::{NO_BIAS, Nchw, conv_transpose2d, conv2d};
pub use size::{Conv2dOptions, ConvTranspose2dOptions};
pub use text::Text;

/// Numbers out of tensors.
pub mod storage {
    pub use super::engine::storage::to_vec;
}

/// For measurements of single operations only.
#[doc(hidden)]
pub mod bench {
    pub use super::engine::{buffer, gemm, kernel};
}
