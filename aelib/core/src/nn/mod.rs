//! Layers as dfdx modules: dfdx's tuples, optimisers and safetensors work on them.
//!
//! A layer's type states what goes in and what comes out. A tuple of layers is a network;
//! [`forward`] runs it as one operation.

mod conv2d;
mod conv_transpose2d;
mod gaussian;
mod init;
mod layer;
mod linear;
mod shape;
mod size_check;

pub use conv_transpose2d::ConvTranspose2d;
pub use conv2d::Conv2d;
pub use gaussian::Gaussian;
pub use init::init;
pub(crate) use layer::steps;
pub use layer::{Batch, FeatureMap, Features, Kernels, Layer, Map, forward, forward_data};
pub use linear::Linear;
pub use shape::{Flatten, Relu, Unflatten};
pub use size_check::require;

/// Makes a [`Layer`] a dfdx module of its own, which takes a batch with or without tape.
macro_rules! module {
    ({$($generics:tt)*} $layer:ty, $input:ty) => {
        impl<$($generics)*, T: dfdx::prelude::Tape<f32, dfdx::prelude::Cpu>>
            dfdx::prelude::Module<$crate::nn::Batch<$input, T>> for $layer
        {
            type Output = $crate::nn::Batch<<Self as $crate::nn::Layer<$input>>::Out, T>;
            type Error = dfdx::prelude::CpuError;

            fn try_forward(
                &self,
                x: $crate::nn::Batch<$input, T>,
            ) -> Result<Self::Output, Self::Error> {
                Ok($crate::nn::forward(self, x))
            }
        }
    };
}
use module;
