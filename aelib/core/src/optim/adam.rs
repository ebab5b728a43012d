//! Adam, with its state in the open so that a run can be saved and resumed.

use crate::ops::engine::simd;
use crate::ops::engine::storage::to_buffer;
use dfdx::nn::tensor_collection::{
    RecursiveWalker, TensorCollection, TensorOptions, TensorVisitor, ViewTensorMut,
};
use dfdx::optim::{Optimizer, OptimizerUpdateError};
use dfdx::prelude::{Cpu, CpuError, Gradients, Shape, Tensor};
use rayon::prelude::*;
use std::convert::Infallible;

/// Adam.
///
/// `m = β₁m + (1 − β₁)g`, `v = β₂v + (1 − β₂)g²`,
/// `w −= lr · m̂ / (√v̂ + ε)` with `m̂ = m / (1 − β₁ᵗ)`, `v̂ = v / (1 − β₂ᵗ)`.
///
/// # Source
/// Kingma & Ba 2014, algorithm 1.
#[derive(Clone, Debug)]
pub struct Adam {
    /// Step size; 1e-3 is the usual one.
    pub learning_rate: f32,
    /// Decay of the means of gradient and squared gradient.
    pub betas: [f32; 2],
    /// Keeps the division finite.
    pub epsilon: f32,
    /// Steps taken so far, t.
    pub steps: i32,
    /// m and v of each parameter tensor, in the model's order; empty before the first step.
    pub moments: Vec<[Vec<f32>; 2]>,
}

impl Adam {
    /// The usual constants, with this learning rate.
    pub fn new(learning_rate: f32) -> Self {
        Self {
            learning_rate,
            betas: [0.9, 0.999],
            epsilon: 1e-8,
            steps: 0,
            moments: Vec::new(),
        }
    }

    /// Moves the model's parameters one step against `gradients`.
    ///
    /// A parameter that took no part in the loss has gradient zero.
    pub fn step<M: TensorCollection<f32, Cpu>>(
        &mut self,
        model: &mut M,
        gradients: Gradients<f32, Cpu>,
    ) {
        self.steps += 1;
        let done = M::iter_tensors(&mut RecursiveWalker {
            m: model,
            f: &mut Step {
                adam: self,
                gradients,
                tensor: 0,
            },
        });
        done.unwrap_or_else(|never| match never {});
    }

    /// One step of one parameter tensor.
    fn update(&mut self, tensor: usize, w: &mut [f32], g: &[f32]) {
        if self.moments.len() == tensor {
            self.moments.push([vec![0.0; w.len()], vec![0.0; w.len()]]);
        }
        let ([b1, b2], rate, epsilon) = (self.betas, self.learning_rate, self.epsilon);
        let correct = |b: f32| 1.0 - b.powi(self.steps);
        let (scale_m, scale_v) = (1.0 / correct(b1), 1.0 / correct(b2));
        let [m, v] = &mut self.moments[tensor];
        let moments = m.par_chunks_mut(PIECE).zip(v.par_chunks_mut(PIECE));
        let weights = w.par_chunks_mut(PIECE).zip(g.par_chunks(PIECE));
        weights.zip(moments).for_each(|((w, g), (m, v))| {
            simd::run(
                #[inline(always)]
                || {
                    for (((w, g), m), v) in w.iter_mut().zip(g).zip(m).zip(v) {
                        *m = b1 * *m + (1.0 - b1) * g;
                        *v = b2 * *v + (1.0 - b2) * g * g;
                        *w -= rate * (*m * scale_m) / ((*v * scale_v).sqrt() + epsilon);
                    }
                },
            );
        });
    }
}

/// Numbers that one thread takes at a time.
const PIECE: usize = 8192;

/// For code written against dfdx: clones the gradients, which [`Adam::step`] does not.
impl<M: TensorCollection<f32, Cpu>> Optimizer<M, Cpu, f32> for Adam {
    fn update(
        &mut self,
        module: &mut M,
        gradients: &Gradients<f32, Cpu>,
    ) -> Result<(), OptimizerUpdateError<CpuError>> {
        self.step(module, gradients.clone());
        Ok(())
    }
}

struct Step<'a> {
    adam: &'a mut Adam,
    gradients: Gradients<f32, Cpu>,
    tensor: usize,
}

impl TensorVisitor<f32, Cpu> for Step<'_> {
    type Viewer = ViewTensorMut;
    type Err = Infallible;
    type E2 = f32;
    type D2 = Cpu;

    fn visit<S: Shape>(
        &mut self,
        options: TensorOptions<S, f32, Cpu>,
        tensor: &mut Tensor<S, f32, Cpu>,
    ) -> Result<Option<Tensor<S, f32, Cpu>>, Infallible> {
        if options.do_gradient_update {
            let mut values = to_buffer(tensor);
            let gradient = self.gradients.get_or_alloc_mut(tensor).expect("memory");
            self.adam.update(self.tensor, &mut values, gradient);
            tensor.copy_from(&values);
            self.tensor += 1;
        }
        Ok(None)
    }
}
