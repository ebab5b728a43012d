//! The transposed convolution as a layer.

use super::layer::{FeatureMap, Kernels, Layer};
use super::{init, size_check};
use crate::ops::conv_transpose2d::ConvTranspose2dKernel;
use crate::ops::engine::tape::Step;
use crate::ops::engine::window::Window;
use crate::ops::storage::to_vec;
use crate::ops::{ConvTranspose2dOptions, Text};
use dfdx::prelude::*;

/// A transposed convolution from the map `In` to the map `Out` with kernel `K`, stride
/// `S` and padding `P`, the padding of the convolution that it transposes.
///
/// The type states both maps, and a layer whose numbers break the lecture's formula does
/// not build:
///
/// ```
/// use aelib_core::prelude::*;
/// // 7x7 to 14x14: 2*(7 - 1) + 4 - 2*1 = 14
/// type Double = ConvTranspose2d<Map<32, 7, 7>, Map<16, 14, 14>, 4, 2, 1>;
/// let layer: Double = BuildModule::build(&Cpu::default());
/// assert_eq!(layer.weight.shape().concrete(), [32, 16, 4, 4]);
/// ```
///
/// # Shapes
/// (N, C, H, W) → (N, O, H', W'); `weight` (C, O, K, K), `bias` (O)
///
/// # Initialisation
/// Glorot's uniform distribution for the weight and zero for the bias, as in Keras.
#[derive(Clone, Debug)]
pub struct ConvTranspose2d<
    In: FeatureMap,
    Out: FeatureMap,
    const K: usize,
    const S: usize = 1,
    const P: usize = 0,
    E: Dtype = f32,
    D: Storage<E> = Cpu,
> {
    /// (C, O, K, K)
    pub weight: Tensor<Kernels<In::Channels, Out::Channels, K>, E, D>,
    /// (O)
    pub bias: Tensor<(Out::Channels,), E, D>,
}

impl<In, Out, const K: usize, const S: usize, const P: usize, E, D>
    ConvTranspose2d<In, Out, K, S, P, E, D>
where
    In: FeatureMap,
    Out: FeatureMap,
    E: Dtype,
    D: Storage<E>,
{
    const OPTIONS: ConvTranspose2dOptions = ConvTranspose2dOptions::new(S, P);

    /// What is wrong with the sizes, or `None`: the formula with its numbers.
    pub const PROBLEM: Option<Text> = {
        let ([_, h, w], options) = (In::SIZES, Self::OPTIONS);
        size_check::problem(
            "ConvTranspose2d",
            In::SIZES,
            Out::SIZES,
            [options.output_size(h, K), options.output_size(w, K)],
            [options.formula(h, K), options.formula(w, K)],
        )
    };

    const CHECK: () = size_check::require(Self::PROBLEM);
}

impl<In, Out, const K: usize, const S: usize, const P: usize, E, D> TensorCollection<E, D>
    for ConvTranspose2d<In, Out, K, S, P, E, D>
where
    In: FeatureMap,
    Out: FeatureMap,
    E: Dtype,
    D: Device<E>,
{
    type To<E2: Dtype, D2: Device<E2>> = ConvTranspose2d<In, Out, K, S, P, E2, D2>;

    fn iter_tensors<V: ModuleVisitor<Self, E, D>>(
        visitor: &mut V,
    ) -> Result<Option<Self::To<V::E2, V::D2>>, V::Err> {
        const { Self::CHECK }
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
            |(weight, bias)| ConvTranspose2d { weight, bias },
        )
    }
}

impl<In: FeatureMap, Out: FeatureMap, const K: usize, const S: usize, const P: usize> Layer<In>
    for ConvTranspose2d<In, Out, K, S, P>
{
    type Out = Out;

    fn push(&self, steps: &mut Vec<Step>) {
        const { Self::CHECK }
        let ([channels_in, h, w], [channels, rows, cols]) = (In::SIZES, Out::SIZES);
        let window = Window {
            channels,
            large: [rows, cols],
            small: [h, w],
            kernel: [K, K],
            stride: S,
            padding: P,
            dilation: 1,
        };
        let kernel = ConvTranspose2dKernel::new(
            window,
            channels_in,
            &to_vec(&self.weight),
            to_vec(&self.bias),
        );
        steps.push(Step::new(kernel).param(&self.weight).param(&self.bias));
    }
}
super::module!({In: FeatureMap, Out: FeatureMap, const K: usize, const S: usize, const P: usize} ConvTranspose2d<In, Out, K, S, P>, In);
