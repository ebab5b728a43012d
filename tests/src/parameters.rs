//! A model's parameters and their gradients as plain numbers, tensor by tensor.

use aelib::dfdx::nn::tensor_collection::{
    RecursiveWalker, TensorCollection, TensorOptions, TensorVisitor, ViewTensorMut, ViewTensorName,
    ViewTensorRef,
};
use aelib::dfdx::prelude::{Cpu, Gradients, HasShape, Shape, Tensor};
use aelib::ops::storage::to_vec;
use std::convert::Infallible;

/// A tensor's name, as in a safetensors file, and its numbers.
pub type Named = (String, Vec<f32>);

/// All parameters of a model, in its order.
pub fn parameters<M: TensorCollection<f32, Cpu>>(model: &M) -> Vec<Named> {
    read(model, None)
}

/// The gradients of all parameters; zero where a parameter took no part.
pub fn gradients<M: TensorCollection<f32, Cpu>>(
    model: &M,
    gradients: Gradients<f32, Cpu>,
) -> Vec<Named> {
    read(model, Some(gradients))
}

/// Sets all parameters: `values` gets a tensor's place in the model and its length.
pub fn set_parameters<M: TensorCollection<f32, Cpu>>(
    model: &mut M,
    values: impl FnMut(usize, usize) -> Vec<f32>,
) {
    let mut write = Write { values, tensor: 0 };
    let done = M::iter_tensors(&mut RecursiveWalker {
        m: model,
        f: &mut write,
    });
    done.unwrap_or_else(|never| match never {});
}

fn read<M: TensorCollection<f32, Cpu>>(
    model: &M,
    gradients: Option<Gradients<f32, Cpu>>,
) -> Vec<Named> {
    let mut read = Read {
        gradients,
        found: Vec::new(),
    };
    let done = M::iter_tensors(&mut RecursiveWalker {
        m: (model, String::new()),
        f: &mut read,
    });
    done.unwrap_or_else(|never| match never {});
    read.found
}

struct Read {
    /// Read these instead of the parameters.
    gradients: Option<Gradients<f32, Cpu>>,
    found: Vec<Named>,
}

impl TensorVisitor<f32, Cpu> for Read {
    type Viewer = (ViewTensorRef, ViewTensorName);
    type Err = Infallible;
    type E2 = f32;
    type D2 = Cpu;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, f32, Cpu>,
        (tensor, name): (&Tensor<S, f32, Cpu>, String),
    ) -> Result<Option<Tensor<S, f32, Cpu>>, Infallible> {
        let values = match &mut self.gradients {
            None => to_vec(tensor),
            Some(gradients) => gradients.get_or_alloc_mut(tensor).expect("memory").to_vec(),
        };
        self.found.push((name, values));
        Ok(None)
    }
}

struct Write<F> {
    values: F,
    tensor: usize,
}

impl<F: FnMut(usize, usize) -> Vec<f32>> TensorVisitor<f32, Cpu> for Write<F> {
    type Viewer = ViewTensorMut;
    type Err = Infallible;
    type E2 = f32;
    type D2 = Cpu;

    fn visit<S: Shape>(
        &mut self,
        _: TensorOptions<S, f32, Cpu>,
        tensor: &mut Tensor<S, f32, Cpu>,
    ) -> Result<Option<Tensor<S, f32, Cpu>>, Infallible> {
        tensor.copy_from(&(self.values)(self.tensor, tensor.shape().num_elements()));
        self.tensor += 1;
        Ok(None)
    }
}
