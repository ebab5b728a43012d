//! Layers without parameters: the rectifier, and the two changes of shape.

use super::layer::{FeatureMap, Features, Layer};
use crate::ops::engine::tape::{Step, apply};
use dfdx::prelude::*;

/// `max(x, 0)`, element by element.
#[derive(Clone, Copy, Debug, Default)]
pub struct Relu;

impl ZeroSizedModule for Relu {}

impl<S: Features> Layer<S> for Relu {
    type Out = S;

    fn push(&self, steps: &mut Vec<Step>) {
        if steps.is_empty() {
            steps.push(Step::identity(S::NUMEL));
        }
        steps.last_mut().expect("a step").rectify();
    }
}

/// A map as one row of C·H·W numbers.
///
/// # Shapes
/// (N, C, H, W) → (N, C·H·W)
#[derive(Clone, Copy, Debug, Default)]
pub struct Flatten<In, const N: usize>(std::marker::PhantomData<In>);

impl<In: FeatureMap, const N: usize> ZeroSizedModule for Flatten<In, N> {}

impl<In: FeatureMap, const N: usize> Layer<In> for Flatten<In, N> {
    type Out = Rank1<N>;

    fn push(&self, _steps: &mut Vec<Step>) {
        const WRONG: &str = "Flatten: channels x height x width is not the length";
        const { assert!(In::NUMEL == N, "{}", WRONG) }
    }
}

/// One row of C·H·W numbers as a map.
///
/// # Shapes
/// (N, C·H·W) → (N, C, H, W)
#[derive(Clone, Copy, Debug, Default)]
pub struct Unflatten<const N: usize, Out>(std::marker::PhantomData<Out>);

impl<const N: usize, Out: FeatureMap> ZeroSizedModule for Unflatten<N, Out> {}

impl<const N: usize, Out: FeatureMap> Layer<Rank1<N>> for Unflatten<N, Out> {
    type Out = Out;

    fn push(&self, steps: &mut Vec<Step>) {
        const WRONG: &str = "Unflatten: the length is not channels x height x width";
        const { assert!(Out::NUMEL == N, "{}", WRONG) }
        if let Some(step) = steps.last_mut() {
            step.shape = Out::SIZES.into();
        }
    }
}

// One by one, as dfdx's tuples run them.
super::module!({In: FeatureMap, const N: usize} Flatten<In, N>, In);
super::module!({const N: usize, Out: FeatureMap} Unflatten<N, Out>, Rank1<N>);

impl<S: Shape, T: Tape<f32, Cpu>> Module<Tensor<S, f32, Cpu, T>> for Relu {
    type Output = Tensor<S, f32, Cpu, T>;
    type Error = CpuError;

    fn try_forward(&self, x: Tensor<S, f32, Cpu, T>) -> Result<Self::Output, CpuError> {
        let shape = *x.shape();
        let len = shape.num_elements() / shape.concrete().into_iter().next().unwrap_or(1).max(1);
        let mut step = Step::identity(len);
        step.rectify();
        Ok(apply(x, vec![step], shape))
    }
}
