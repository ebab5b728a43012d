//! The fast path over batches, and the only files that touch dfdx's tape and storage.
//!
//! [`run`] takes groups of images through a chain of [`Kernel`](kernel::Kernel)s on all cores,
//! and [`tape`] makes such a chain one operation. The kernels share [`correlate`] and
//! [`weight_gradient`], which go over the connections of a [`window`].

pub mod buffer;
pub mod correlate;
pub mod gemm;
pub mod kernel;
pub mod lanes;
pub mod run;
pub mod simd;
pub mod storage;
pub mod tape;
pub mod weight_gradient;
pub mod window;
