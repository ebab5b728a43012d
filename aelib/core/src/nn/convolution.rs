//! The two convolutions as layers, whose sizes are checked at compile time.

use super::layer::{FeatureMap, Kernels, Layer};
use crate::ops::convolution::{ConvolutionKernel, Direction};
use crate::ops::engine::tape::Step;
use crate::ops::storage::to_vec;
use crate::ops::{Conv2dOptions, ConvTranspose2dOptions, Text};
use dfdx::prelude::*;

/// A layer whose weight is (`$small` channels, `$large` channels, K, K).
macro_rules! layer {
    ($(#[$doc:meta])* $layer:ident, $name:literal, $direction:expr, $options:ident, $small:ident, $large:ident, $weight:literal) => {
        $(#[$doc])*
        ///
        /// The type states both maps, and a layer whose numbers break the size formula does not
        /// build.
        ///
        /// # Initialisation
        /// Glorot's uniform distribution for the weight and zero for the bias, as in Keras.
        #[derive(Clone, Debug)]
        pub struct $layer<
            In: FeatureMap,
            Out: FeatureMap,
            const K: usize,
            const S: usize = 1,
            const P: usize = 0,
            E: Dtype = f32,
            D: Storage<E> = Cpu,
        > {
            #[doc = $weight]
            pub weight: Tensor<Kernels<$small::Channels, $large::Channels, K>, E, D>,
            /// (O)
            pub bias: Tensor<(Out::Channels,), E, D>,
        }

        impl<In: FeatureMap, Out: FeatureMap, const K: usize, const S: usize, const P: usize, E: Dtype, D: Storage<E>>
            $layer<In, Out, K, S, P, E, D>
        {
            const OPTIONS: $options = $options::new(S, P);

            /// What is wrong with the sizes, or `None`: the formula with its numbers.
            pub const PROBLEM: Option<Text> = {
                let ([_, h, w], options) = (In::SIZES, Self::OPTIONS);
                problem(
                    stringify!($layer),
                    [In::SIZES, Out::SIZES],
                    [options.output_size(h, K), options.output_size(w, K)],
                    [options.formula(h, K), options.formula(w, K)],
                )
            };

            const CHECK: () = require(Self::PROBLEM);
        }

        super::collection!({In: FeatureMap, Out: FeatureMap, const K: usize, const S: usize, const P: usize,}
            $layer, $layer<In, Out, K, S, P, E, D> => $layer<In, Out, K, S, P, E2, D2>
            { weight: weight, bias: bias } const { Self::CHECK });

        impl<In: FeatureMap, Out: FeatureMap, const K: usize, const S: usize, const P: usize> Layer<In>
            for $layer<In, Out, K, S, P>
        {
            type Out = Out;

            fn push(&self, steps: &mut Vec<Step>) {
                const { Self::CHECK }
                let kernel = ConvolutionKernel::new(
                    $direction,
                    [In::SIZES, Out::SIZES],
                    [K, K],
                    Self::OPTIONS.steps(),
                    to_vec(&self.weight),
                    to_vec(&self.bias),
                );
                let step = Step::new(kernel).named($name, Out::SIZES);
                steps.push(step.param(&self.weight).param(&self.bias));
            }
        }

        super::module!({In: FeatureMap, Out: FeatureMap, const K: usize, const S: usize, const P: usize}
            $layer<In, Out, K, S, P>, In);
    };
}

layer!(
    /// A convolution from the map `In` to the map `Out` with kernel `K`, stride `S` and
    /// padding `P`.
    ///
    /// ```
    /// use aelib_core::prelude::*;
    /// // 28x28 to 14x14: floor((28 + 2*1 - 3) / 2) + 1 = 14
    /// type Halve = Conv2d<Map<1, 28, 28>, Map<16, 14, 14>, 3, 2, 1>;
    /// let layer: Halve = BuildModule::build(&Cpu::default());
    /// assert_eq!(layer.weight.shape().concrete(), [16, 1, 3, 3]);
    /// ```
    ///
    /// # Shapes
    /// (N, C, H, W) → (N, O, H', W'); `weight` (O, C, K, K), `bias` (O)
    Conv2d, "convolution", Direction::Down, Conv2dOptions, Out, In, "(O, C, K, K)"
);

layer!(
    /// A transposed convolution from the map `In` to the map `Out` with kernel `K`, stride
    /// `S` and padding `P`, the padding of the convolution that it transposes.
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
    ConvTranspose2d, "transposed", Direction::Up, ConvTranspose2dOptions, In, Out, "(C, O, K, K)"
);

/// What is wrong with a layer that states these maps, or `None`: `fits` and `formulas`
/// belong to height and width.
const fn problem(
    layer: &str,
    [input, output]: [[usize; 3]; 2],
    fits: [Option<usize>; 2],
    formulas: [Text; 2],
) -> Option<Text> {
    let ([c, h, w], [o, rows, cols]) = (input, output);
    let mut side = 0;
    while side < 2 {
        let stated = output[side + 1];
        if !matches!(fits[side], Some(size) if size == stated) {
            let maps = " from #x#x# to #x#x# breaks the size formula: ";
            let text = Text::new()
                .with(layer, &[])
                .with(maps, &[c, h, w, o, rows, cols]);
            let change = ", but the layer states #. Change the output map, or k, s or p.";
            return Some(
                text.with(formulas[side].as_str(), &[])
                    .with(change, &[stated]),
            );
        }
        side += 1;
    }
    None
}

/// Stops the build with the text of a problem.
#[track_caller]
pub const fn require(problem: Option<Text>) {
    if let Some(problem) = problem {
        panic!("{}", problem.as_str());
    }
}

/// Checks the size of a layer where it is written, so that the compiler's message points
/// at your line and shows the formula with its numbers.
///
/// ```
/// use aelib_core::prelude::*;
/// check_size!(Conv2d<Map<1, 28, 28>, Map<16, 14, 14>, 3, 2, 1>);
/// ```
///
/// With `Map<16, 13, 13>` it would not build.
#[macro_export]
macro_rules! check_size {
    ($layer:ty) => {
        const _: () = $crate::nn::require(<$layer>::PROBLEM);
    };
}
