//! A walk over a model's tensors, whatever their shapes, in the order of its layers.

use crate::ops::engine::storage::{to_buffer, to_vec};
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

    /// Lets `change` have its numbers, row by row.
    fn change(&mut self, change: &mut dyn FnMut(&mut [f32]));

    /// Its gradient; zero where it took no part.
    fn gradient<'a>(&self, gradients: &'a mut Gradients<f32, Cpu>) -> &'a [f32];
}

impl<S: Shape> AnyTensor for Tensor<S, f32, Cpu> {
    fn sizes(&self) -> Vec<usize> {
        self.shape().concrete().into_iter().collect()
    }

    fn values(&self) -> Vec<f32> {
        to_vec(self)
    }

    fn change(&mut self, change: &mut dyn FnMut(&mut [f32])) {
        let mut values = to_buffer(self);
        change(&mut values);
        self.copy_from(&values);
    }

    fn gradient<'a>(&self, gradients: &'a mut Gradients<f32, Cpu>) -> &'a [f32] {
        gradients.get_or_alloc_mut(self).expect("memory")
    }
}

/// Shows `look` every tensor of a model with its name, `encoder.0.weight`.
pub fn each_tensor<M: TensorCollection<f32, Cpu>>(
    model: &M,
    look: &mut dyn FnMut(String, &dyn AnyTensor),
) {
    let mut f = Look(look);
    let m = (model, String::new());
    M::iter_tensors(&mut RecursiveWalker { m, f: &mut f }).unwrap_or_else(|never| match never {});
}

/// Hands `change` every tensor of a model with its name, and whether an optimiser moves it.
pub fn each_tensor_mut<M: TensorCollection<f32, Cpu>>(
    model: &mut M,
    change: &mut dyn FnMut(String, &mut dyn AnyTensor, bool),
) {
    let mut f = Change(change);
    let m = (model, String::new());
    M::iter_tensors(&mut RecursiveWalker { m, f: &mut f }).unwrap_or_else(|never| match never {});
}

struct Look<'a>(&'a mut dyn FnMut(String, &dyn AnyTensor));

struct Change<'a>(&'a mut dyn FnMut(String, &mut dyn AnyTensor, bool));

macro_rules! visitor {
    ($visitor:ty, $view:ty, $tensor:ty, $call:expr) => {
        impl TensorVisitor<f32, Cpu> for $visitor {
            type Viewer = ($view, ViewTensorName);
            type Err = Infallible;
            type E2 = f32;
            type D2 = Cpu;

            fn visit<S: Shape>(
                &mut self,
                options: TensorOptions<S, f32, Cpu>,
                (tensor, name): ($tensor, String),
            ) -> Result<Option<Tensor<S, f32, Cpu>>, Infallible> {
                $call(self, name, tensor, options.do_gradient_update);
                Ok(None)
            }
        }
    };
}
visitor!(Look<'_>, ViewTensorRef, &Tensor<S, f32, Cpu>, |own: &mut Self, name, tensor, _| (own.0)(name, tensor));
visitor!(Change<'_>, ViewTensorMut, &mut Tensor<S, f32, Cpu>, |own: &mut Self, name, tensor, moves| (own.0)(name, tensor, moves));
