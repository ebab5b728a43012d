//! A decoder in words and numbers that a page understands.

use crate::text;
use aelib_core::nn::{ConvTranspose2d, FeatureMap, Layer, Linear, Relu, Unflatten};
use aelib_core::ops::storage::to_vec;
use dfdx::prelude::Rank1;
use serde::Serialize;

/// One layer of a decoder. Weights are base64 of f32, little-endian, in the order of the
/// layer's own tensors.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "layer", rename_all = "snake_case")]
pub enum Description {
    /// A fully connected layer.
    Linear {
        /// Numbers in.
        inputs: usize,
        /// Numbers out.
        outputs: usize,
        /// (outputs, inputs)
        weight: String,
        /// (outputs)
        bias: String,
    },
    /// `max(x, 0)`.
    Relu,
    /// A transposed convolution.
    ConvTranspose2d {
        /// Channels, height and width in.
        input: [usize; 3],
        /// Channels, height and width out.
        output: [usize; 3],
        /// The kernel's side.
        kernel: usize,
        /// Pixels from stamp to stamp.
        stride: usize,
        /// Pixels cut off on each side.
        padding: usize,
        /// (C, O, K, K)
        weight: String,
        /// (O)
        bias: String,
    },
}

/// A layer, or a tuple of layers, that can say what it computes. What only changes the
/// shape says nothing: numbers keep their order.
pub trait Describe {
    /// Appends the layer's description.
    fn describe(&self, layers: &mut Vec<Description>);
}

impl<const I: usize, const O: usize> Describe for Linear<I, O> {
    fn describe(&self, layers: &mut Vec<Description>) {
        layers.push(Description::Linear {
            inputs: I,
            outputs: O,
            weight: base64(&to_vec(&self.weight)),
            bias: base64(&to_vec(&self.bias)),
        });
    }
}

impl Describe for Relu {
    fn describe(&self, layers: &mut Vec<Description>) {
        layers.push(Description::Relu);
    }
}

impl<const N: usize, Out> Describe for Unflatten<N, Out>
where
    Self: Layer<Rank1<N>>,
{
    fn describe(&self, _: &mut Vec<Description>) {}
}

impl<In: FeatureMap, Out: FeatureMap, const K: usize, const S: usize, const P: usize> Describe
    for ConvTranspose2d<In, Out, K, S, P>
{
    fn describe(&self, layers: &mut Vec<Description>) {
        layers.push(Description::ConvTranspose2d {
            input: In::SIZES,
            output: Out::SIZES,
            kernel: K,
            stride: S,
            padding: P,
            weight: base64(&to_vec(&self.weight)),
            bias: base64(&to_vec(&self.bias)),
        });
    }
}

macro_rules! tuple {
    ($($layer:ident)*) => {
        impl<$($layer: Describe),*> Describe for ($($layer,)*) {
            #[allow(non_snake_case)]
            fn describe(&self, layers: &mut Vec<Description>) {
                let ($($layer,)*) = self;
                $($layer.describe(layers);)*
            }
        }
    };
}
tuple!(A);
tuple!(A B);
tuple!(A B C);
tuple!(A B C D);
tuple!(A B C D E);
tuple!(A B C D E F);

/// Numbers for a page.
pub(super) fn base64(numbers: &[f32]) -> String {
    let bytes: Vec<u8> = numbers.iter().flat_map(|v| v.to_le_bytes()).collect();
    text::base64(bytes)
}
