//! The fully connected layer, alone and at the waist of a variational autoencoder.

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
        let step = Step::new(kernel).named("linear", [O]);
        steps.push(step.param(&self.weight).param(&self.bias));
    }
}
super::module!({const I: usize, const O: usize} Linear<I, O>, Rank1<I>);

/// Two linear layers side by side: the mean and the logarithm of the variance of each of
/// `LATENT` numbers.
///
/// # Shapes
/// (N, I) → (N, 2, `LATENT`): first μ, then ln σ²
#[derive(Clone, Debug)]
pub struct Gaussian<const I: usize, const LATENT: usize, E: Dtype = f32, D: Storage<E> = Cpu> {
    /// μ
    pub mu: Linear<I, LATENT, E, D>,
    /// ln σ²
    pub log_var: Linear<I, LATENT, E, D>,
}

super::collection!({const I: usize, const LATENT: usize,}
    Gaussian, Gaussian<I, LATENT, E, D> => Gaussian<I, LATENT, E2, D2>
    { mu: module, log_var: module });

impl<const I: usize, const LATENT: usize> Layer<Rank1<I>> for Gaussian<I, LATENT> {
    type Out = Rank2<2, LATENT>;

    fn push(&self, steps: &mut Vec<Step>) {
        let (mu, log_var) = (&self.mu, &self.log_var);
        let weight = [to_vec(&mu.weight), to_vec(&log_var.weight)].concat();
        let bias = [to_vec(&mu.bias), to_vec(&log_var.bias)].concat();
        let step = Step::new(LinearKernel::new(weight, bias));
        let step = step.param(&mu.weight).param(&log_var.weight);
        steps.push(step.param(&mu.bias).param(&log_var.bias));
    }
}
super::module!({const I: usize, const LATENT: usize} Gaussian<I, LATENT>, Rank1<I>);
