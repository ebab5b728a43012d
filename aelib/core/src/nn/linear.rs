//! The fully connected layer.

use super::init;
use super::layer::Layer;
use crate::ops::engine::tape::Step;
use crate::ops::linear::LinearKernel;
use crate::ops::storage::to_vec;
use dfdx::prelude::{
    Cpu, Device, Dtype, ModuleVisitor, Rank1, Rank2, Storage, Tensor, TensorCollection,
    TensorOptions,
};

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

impl<const I: usize, const O: usize, E: Dtype, D: Device<E>> TensorCollection<E, D>
    for Linear<I, O, E, D>
{
    type To<E2: Dtype, D2: Device<E2>> = Linear<I, O, E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        visitor.visit_fields(
            (
                Self::tensor("weight", |s| &s.weight, |s| &mut s.weight, init::glorot()),
                Self::tensor(
                    "bias",
                    |s| &s.bias,
                    |s| &mut s.bias,
                    TensorOptions::reset_to_zeros(),
                ),
            ),
            |(weight, bias)| Linear { weight, bias },
        )
    }
}

impl<const I: usize, const O: usize> Layer<Rank1<I>> for Linear<I, O> {
    type Out = Rank1<O>;

    fn push(&self, steps: &mut Vec<Step>) {
        let kernel = LinearKernel::new(to_vec(&self.weight), to_vec(&self.bias));
        steps.push(Step::new(kernel).param(&self.weight).param(&self.bias));
    }
}
super::module!({const I: usize, const O: usize} Linear<I, O>, Rank1<I>);
