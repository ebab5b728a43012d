//! The fast path over batches, and the only files that touch dfdx's tape and storage.
//!
//! An operation is a [`Kernel`](kernel::Kernel). [`run`] takes groups of images through a
//! chain of kernels on all cores, and [`tape`] makes such a chain one operation of dfdx's
//! tape. The kernels share [`correlate`] and [`weight_gradient`], which go over the
//! connections of a [`window`] with images side by side in [`lanes`].

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
