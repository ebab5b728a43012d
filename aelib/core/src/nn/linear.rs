//! The fully connected layer.

use super::layer::Layer;
use crate::ops::engine::tape::Step;
use crate::ops::linear::LinearKernel;
use crate::ops::storage::to_vec;
use dfdx::prelude::{Cpu, Dtype, Rank1, Rank2, Storage, Tensor};

/// A fully connected layer from `I` to `O` numbers.
///
/// # Shapes
/// (N, I) → (N, O); `weight` (O, I), `bias` (O)
///
/// # Initialisation
/// Glorot's uniform distribution for the weight and zero for the bias, as in Keras.
#[derive(Clone, Debug)]
pub struct Linear<const I: usize, const O: usize, E: Dtype = f32, D: Storage<E> = Cpu> {
    /// (O, I)
    pub weight: Tensor<Rank2<O, I>, E, D>,
    /// (O)
    pub bias: Tensor<Rank1<O>, E, D>,
}

super::collection!({const I: usize, const O: usize,}
    Linear, Linear<I, O, E, D> => Linear<I, O, E2, D2> { weight: weight, bias: bias });

impl<const I: usize, const O: usize> Layer<Rank1<I>> for Linear<I, O> {
    type Out = Rank1<O>;

    fn push(&self, steps: &mut Vec<Step>) {
        let kernel = LinearKernel::new(to_vec(&self.weight), to_vec(&self.bias));
        steps.push(Step::new(kernel).param(&self.weight).param(&self.bias));
    }
}
super::module!({const I: usize, const O: usize} Linear<I, O>, Rank1<I>);
