//! A network in words and numbers that a page understands.

use crate::text;
use aelib_core::nn::{Conv2d, ConvTranspose2d, FeatureMap, Flatten, Gaussian, Layer};
use aelib_core::nn::{Linear, Relu, Unflatten};
use aelib_core::ops::storage::to_vec;
use dfdx::prelude::Rank1;
use serde::Serialize;
use serde_json::{Value, json};

/// Numbers as whole multiples of a step, 65,535 of which reach from the smallest possible
/// number to the largest: half the size of f32, and for a picture as good.
#[derive(Clone, Debug, Serialize)]
pub struct Packed {
    /// The step.
    pub step: f32,
    /// Base64 of i16, little-endian.
    pub multiples: String,
}

impl Packed {
    /// Numbers, each rounded to the nearest multiple.
    pub fn new(numbers: &[f32]) -> Self {
        let largest = numbers.iter().fold(0f32, |most, v| most.max(v.abs()));
        let step = largest / f32::from(i16::MAX);
        let multiple = |v: &f32| match step > 0.0 {
            true => (v / step).round() as i16,
            false => 0,
        };
        let bytes = numbers.iter().flat_map(|v| multiple(v).to_le_bytes());
        let multiples = text::base64(Vec::from_iter(bytes));
        Self { step, multiples }
    }
}

/// A layer, or a tuple of layers, that can say what it computes, in JSON: the kind of the
/// `layer`, its sizes, and its `weight` and `bias` as [`Packed`] numbers, in the order of the
/// layer's own tensors. What only changes the shape says nothing: numbers keep their order.
pub trait Describe {
    /// Appends the layer's description.
    fn describe(&self, layers: &mut Vec<Value>);

    /// All that it says.
    fn described(&self) -> Vec<Value> {
        let mut layers = Vec::new();
        self.describe(&mut layers);
        layers
    }
}

impl<const I: usize, const O: usize> Describe for Linear<I, O> {
    fn describe(&self, layers: &mut Vec<Value>) {
        layers.push(json!({
            "layer": "linear",
            "inputs": I,
            "outputs": O,
            "weight": Packed::new(&to_vec(&self.weight)),
            "bias": Packed::new(&to_vec(&self.bias)),
        }));
    }
}

/// One fully connected layer: first the means, then the logarithms of the variances.
impl<const I: usize, const LATENT: usize> Describe for Gaussian<I, LATENT> {
    fn describe(&self, layers: &mut Vec<Value>) {
        let (mu, log_var) = (&self.mu, &self.log_var);
        layers.push(json!({
            "layer": "linear",
            "inputs": I,
            "outputs": 2 * LATENT,
            "weight": Packed::new(&[to_vec(&mu.weight), to_vec(&log_var.weight)].concat()),
            "bias": Packed::new(&[to_vec(&mu.bias), to_vec(&log_var.bias)].concat()),
        }));
    }
}

impl Describe for Relu {
    fn describe(&self, layers: &mut Vec<Value>) {
        layers.push(json!({"layer": "relu"}));
    }
}

impl<In, const N: usize> Describe for Flatten<In, N>
where
    Self: Layer<In>,
    In: FeatureMap,
{
    fn describe(&self, _: &mut Vec<Value>) {}
}

impl<const N: usize, Out> Describe for Unflatten<N, Out>
where
    Self: Layer<Rank1<N>>,
{
    fn describe(&self, _: &mut Vec<Value>) {}
}

macro_rules! convolution {
    ($layer:ident, $name:literal) => {
        impl<In: FeatureMap, Out: FeatureMap, const K: usize, const S: usize, const P: usize>
            Describe for $layer<In, Out, K, S, P>
        {
            fn describe(&self, layers: &mut Vec<Value>) {
                layers.push(json!({
                    "layer": $name,
                    // Channels, height and width.
                    "input": In::SIZES,
                    "output": Out::SIZES,
                    "kernel": K,
                    "stride": S,
                    "padding": P,
                    "weight": Packed::new(&to_vec(&self.weight)),
                    "bias": Packed::new(&to_vec(&self.bias)),
                }));
            }
        }
    };
}
convolution!(Conv2d, "conv2d");
convolution!(ConvTranspose2d, "conv_transpose2d");

macro_rules! tuple {
    ($($layer:ident)*) => {
        impl<$($layer: Describe),*> Describe for ($($layer,)*) {
            #[allow(non_snake_case)]
            fn describe(&self, layers: &mut Vec<Value>) {
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
