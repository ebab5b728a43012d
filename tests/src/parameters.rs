//! A model's parameters and their gradients as plain numbers, tensor by tensor.

use aelib::dfdx::nn::tensor_collection::TensorCollection;
use aelib::dfdx::prelude::{Cpu, Gradients};
use aelib::nn::{each_tensor, each_tensor_mut};

/// A tensor's name, as in a safetensors file, and its numbers.
pub type Named = (String, Vec<f32>);

/// All parameters of a model, in its order.
pub fn parameters<M: TensorCollection<f32, Cpu>>(model: &M) -> Vec<Named> {
    let mut found = Vec::new();
    each_tensor(model, &mut |name, tensor, _| {
        found.push((name, tensor.values()))
    });
    found
}

/// The gradients of all parameters; zero where a parameter took no part.
pub fn gradients<M: TensorCollection<f32, Cpu>>(
    model: &M,
    mut gradients: Gradients<f32, Cpu>,
) -> Vec<Named> {
    let mut found = Vec::new();
    each_tensor(model, &mut |name, tensor, _| {
        found.push((name, tensor.gradient(&mut gradients)));
    });
    found
}

/// Sets all parameters: `values` gets a tensor's place in the model and its length.
pub fn set_parameters<M: TensorCollection<f32, Cpu>>(
    model: &mut M,
    mut values: impl FnMut(usize, usize) -> Vec<f32>,
) {
    let mut place = 0;
    each_tensor_mut(model, &mut |_, tensor, _| {
        tensor.set(&values(place, tensor.sizes().iter().product()));
        place += 1;
    });
}
