//! A layer that makes maps larger and learns nothing.

use super::layer::{FeatureMap, Layer};
use crate::ops::engine::tape::Step;
use crate::ops::upsample::UpsampleKernel;
use dfdx::prelude::*;
use std::marker::PhantomData;

/// Every pixel repeated, so that height and width are a whole number of times as large:
/// nearest neighbour, PyTorch's `nn.Upsample`. A convolution behind it does what a transposed
/// one does, and gives every pixel as much as its neighbours.
///
/// ```
/// use aelib_core::prelude::*;
///
/// let x = Cpu::default().tensor_from_vec(vec![1.0, 2.0], (1, Const::<1>, Const::<1>, Const::<2>));
/// let larger = Upsample::<Map<1, 1, 2>, Map<1, 2, 4>>::default().forward(x);
/// assert_eq!(larger.as_vec(), [1.0, 1.0, 2.0, 2.0, 1.0, 1.0, 2.0, 2.0]);
/// ```
///
/// # Shapes
/// (N, C, H, W) → (N, C, F·H, F·W)
///
/// # Source
/// Odena, Dumoulin & Olah 2016, "Deconvolution and checkerboard artifacts".
#[derive(Clone, Copy, Debug, Default)]
pub struct Upsample<In, Out>(PhantomData<(In, Out)>);

impl<In: FeatureMap, Out: FeatureMap> Upsample<In, Out> {
    const FACTOR: usize = {
        let ([c, h, w], [o, rows, columns]) = (In::SIZES, Out::SIZES);
        let factor = rows / h;
        let fits = c == o && rows == factor * h && columns == factor * w && factor > 0;
        assert!(
            fits,
            "Upsample: the same channels, and height and width the same whole number of times as large"
        );
        factor
    };
}

impl<In: FeatureMap, Out: FeatureMap> ZeroSizedModule for Upsample<In, Out> {}

impl<In: FeatureMap, Out: FeatureMap> Layer<In> for Upsample<In, Out> {
    type Out = Out;

    fn push(&self, steps: &mut Vec<Step>) {
        let (map, factor) = (In::SIZES, const { Self::FACTOR });
        let step = Step::new(UpsampleKernel { map, factor });
        steps.push(step.named("resized", Out::SIZES));
    }
}

super::module!({In: FeatureMap, Out: FeatureMap} Upsample<In, Out>, In);
