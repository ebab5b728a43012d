//! The layer at the waist of a variational autoencoder.

use super::layer::Layer;
use super::linear::Linear;
use crate::ops::engine::tape::Step;
use crate::ops::linear::LinearKernel;
use crate::ops::storage::to_vec;
use dfdx::prelude::*;

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
        let both = |a: Vec<f32>, b: Vec<f32>| [a, b].concat();
        let kernel = LinearKernel::new(
            both(to_vec(&self.mu.weight), to_vec(&self.log_var.weight)),
            both(to_vec(&self.mu.bias), to_vec(&self.log_var.bias)),
        );
        let step = Step::new(kernel)
            .param(&self.mu.weight)
            .param(&self.log_var.weight)
            .param(&self.mu.bias)
            .param(&self.log_var.bias);
        steps.push(step);
    }
}
super::module!({const I: usize, const LATENT: usize} Gaussian<I, LATENT>, Rank1<I>);
