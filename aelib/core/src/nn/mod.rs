//! Layers as dfdx modules: dfdx's tuples, optimisers and safetensors work on them. A layer's
//! type states what goes in and what comes out; a tuple of layers is a network.

mod convolution;
mod init;
mod layer;
mod linear;
mod shape;
mod tensors;
mod upsample;

pub use crate::ops::engine::tape::Output;
pub use convolution::{Conv2d, ConvTranspose2d, require};
pub use init::init;
pub(crate) use init::seeded;
pub(crate) use layer::steps;
pub use layer::{Batch, FeatureMap, Features, Kernels, Layer, Map, Network};
pub use layer::{forward, forward_data, outputs};
pub use linear::{Gaussian, Linear};
pub use shape::{Flatten, Relu, Unflatten};
pub use tensors::{AnyTensor, each_tensor, each_tensor_mut};
pub use upsample::Upsample;

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

/// Makes a struct of tensors and layers the collection of its fields; what is behind the
/// brackets completes a struct that has more than those.
#[doc(hidden)]
#[macro_export]
macro_rules! collection {
    ({$($generics:tt)*} $name:ident, $own:ty => $to:ty
        { $($field:ident: $kind:ident),* } $(const { $check:expr })? $(.. $($rest:ident: $value:expr),*)?) => {
        impl<$($generics)* E: dfdx::prelude::Dtype, D: dfdx::prelude::Device<E>>
            dfdx::prelude::TensorCollection<E, D> for $own
        {
            type To<E2: dfdx::prelude::Dtype, D2: dfdx::prelude::Device<E2>> = $to;

            #[allow(unused_parens)]
            fn iter_tensors<V: dfdx::prelude::ModuleVisitor<Self, E, D>>(
                visitor: &mut V,
            ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
                $(const { $check })?
                visitor.visit_fields(
                    ($($crate::collection!(@$kind $field)),*),
                    |($($field),*)| $name { $($field,)* $($($rest: $value,)*)? },
                )
            }
        }
    };
    (@module $field:ident) => {
        Self::module(stringify!($field), |own| &own.$field, |own| &mut own.$field)
    };
    (@weight $field:ident) => {
        $crate::collection!(@tensor $field, $crate::nn::init::glorot())
    };
    (@bias $field:ident) => {
        $crate::collection!(@tensor $field, dfdx::prelude::TensorOptions::reset_to_zeros())
    };
    (@tensor $field:ident, $options:expr) => {
        Self::tensor(stringify!($field), |own| &own.$field, |own| &mut own.$field, $options)
    };
}
pub(crate) use collection;
