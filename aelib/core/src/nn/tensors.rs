//! A walk over a model's tensors, whatever their shapes, in the order of its layers.

use crate::ops::storage::to_vec;
use dfdx::nn::tensor_collection::{
    RecursiveWalker, TensorCollection, TensorOptions, TensorVisitor, ViewTensorMut, ViewTensorName,
    ViewTensorRef,
};
use dfdx::prelude::{Cpu, Gradients, HasShape, Shape, Tensor};
use std::convert::Infallible;

/// A tensor of a shape that only it knows.
pub trait AnyTensor {
    /// Its sizes.
    fn sizes(&self) -> Vec<usize>;

    /// Its numbers, row by row.
    fn values(&self) -> Vec<f32>;

    /// Gives it other numbers, row by row.
    fn set(&mut self, values: &[f32]);

    /// Its gradient; zero where it took no part.
    fn gradient(&self, gradients: &mut Gradients<f32, Cpu>) -> Vec<f32>;
}

impl<S: Shape> AnyTensor for Tensor<S, f32, Cpu> {
    fn sizes(&self) -> Vec<usize> {
        self.shape().concrete().into_iter().collect()
    }

    fn values(&self) -> Vec<f32> {
        to_vec(self)
    }

    fn set(&mut self, values: &[f32]) {
        self.copy_from(values);
    }

    fn gradient(&self, gradients: &mut Gradients<f32, Cpu>) -> Vec<f32> {
        gradients.get_or_alloc_mut(self).expect("memory").to_vec()
    }
}

macro_rules! walk {
    ($(#[$doc:meta])* $walk:ident, $model:ty, $visitor:ident, $view:ty, $tensor:ty, $any:ty) => {
        $(#[$doc])*
        pub fn $walk<M: TensorCollection<f32, Cpu>>(
            model: $model,
            each: &mut dyn FnMut(String, $any, bool),
        ) {
            let (m, mut f) = ((model, String::new()), $visitor(each));
            let done = M::iter_tensors(&mut RecursiveWalker { m, f: &mut f });
            done.unwrap_or_else(|never| match never {});
        }

        struct $visitor<'a>(&'a mut dyn FnMut(String, $any, bool));

        impl TensorVisitor<f32, Cpu> for $visitor<'_> {
            type Viewer = ($view, ViewTensorName);
            type Err = Infallible;
            type E2 = f32;
            type D2 = Cpu;

            fn visit<S: Shape>(
                &mut self,
                options: TensorOptions<S, f32, Cpu>,
                (tensor, name): ($tensor, String),
            ) -> Result<Option<Tensor<S, f32, Cpu>>, Infallible> {
                (self.0)(name, tensor, options.do_gradient_update);
                Ok(None)
            }
        }
    };
}

walk!(
    /// Calls `each` with every tensor of a model, its name, `encoder.0.weight`, and whether an
    /// optimiser moves it.
    each_tensor, &M, Look, ViewTensorRef, &Tensor<S, f32, Cpu>, &dyn AnyTensor
);
walk!(
    /// As [`each_tensor`], to change them.
    each_tensor_mut, &mut M, Change, ViewTensorMut, &mut Tensor<S, f32, Cpu>, &mut dyn AnyTensor
);
