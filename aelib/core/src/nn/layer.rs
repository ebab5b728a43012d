//! What a layer is: a change of shape, and the operations that do it.

use crate::ops::engine::tape::{self, Output, Step};
use dfdx::prelude::*;

/// Channels, height and width of one image: the shape of a feature map.
pub type Map<const C: usize, const H: usize, const W: usize> = Rank3<C, H, W>;

/// The shape of one image or one code, and the shape of a batch of them.
pub trait Features: ConstShape {
    /// The shape with the batch in front.
    type Batch: Shape;

    /// The batch's shape for `n` images.
    fn batch(n: usize) -> Self::Batch;
}

macro_rules! features {
    ($($rank:ident<$($size:ident),*>)*) => {$(
        impl<$(const $size: usize),*> Features for $rank<$($size),*> {
            type Batch = (usize, $(Const<$size>),*);

            fn batch(n: usize) -> Self::Batch {
                (n, $(Const::<$size>),*)
            }
        }
    )*};
}
features!(Rank1<I> Rank2<A, B> Rank3<C, H, W>);

/// A feature map as a type: its sizes, and its channels as a dimension of weights.
pub trait FeatureMap: Features {
    /// The channels, as a type.
    type Channels: ConstDim;
    /// Channels, height and width.
    const SIZES: [usize; 3];
}

impl<const C: usize, const H: usize, const W: usize> FeatureMap for Rank3<C, H, W> {
    type Channels = Const<C>;
    const SIZES: [usize; 3] = [C, H, W];
}

/// The shape of a convolution's weight: two numbers of channels, and K x K taps.
pub type Kernels<A, B, const K: usize> = (A, B, Const<K>, Const<K>);

/// A layer, or a tuple of layers, that turns `In` into [`Out`](Self::Out).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand here: it does not take `{In}`",
    label = "no layer from `{In}`",
    note = "a layer takes what the one before it gives: `Linear<784, 32>` gives 32 numbers, and \
            between maps and numbers stand `Flatten` and `Unflatten`",
    note = "a tuple has at most six layers: nest them, a tuple is a layer, too"
)]
pub trait Layer<In: Features> {
    /// What comes out.
    type Out: Features;

    /// Appends the layer's operations.
    fn push(&self, steps: &mut Vec<Step>);
}

/// A layer, or a tuple of layers, that can be built and trained.
pub trait Network<In: Features>:
    Layer<In> + TensorCollection<f32, Cpu, To<f32, Cpu> = Self>
{
}

impl<In: Features, L> Network<In> for L where
    L: Layer<In> + TensorCollection<f32, Cpu, To<f32, Cpu> = L>
{
}

/// A batch of `S`, as a tensor.
pub type Batch<S, T = NoneTape> = Tensor<<S as Features>::Batch, f32, Cpu, T>;

/// Runs a whole tuple of layers as one operation of the tape: up to rounding the same numbers
/// as dfdx's own `tuple.forward(x)`, and much faster.
///
/// # Shapes
/// (N, `In`) → (N, `L::Out`)
pub fn forward<In: Features, L: Layer<In>, T: Tape<f32, Cpu>>(
    layers: &L,
    x: Batch<In, T>,
) -> Batch<L::Out, T> {
    let n = x.shape().concrete()[0];
    tape::apply(x, steps(layers), L::Out::batch(n))
}

/// As [`forward`], (N, `In`) → (N, `L::Out`), for data: the layers learn, and `x` gets no
/// gradient.
pub fn forward_data<In: Features, L: Layer<In>, T: Tape<f32, Cpu>>(
    layers: &L,
    x: &Batch<In>,
    tape: T,
) -> Batch<L::Out, T> {
    let n = x.shape().concrete()[0];
    tape::run(x, tape, steps(layers), L::Out::batch(n), false)
}

/// What comes out of each layer for one image, its rectifier included; layers that only change
/// the shape have no output of their own.
///
/// # Panics
/// If there are several images, or none.
pub fn outputs<In: Features, L: Layer<In>>(layers: &L, x: &Batch<In>) -> Vec<Output> {
    let images = x.shape().concrete()[0];
    assert_eq!(images, 1, "outputs: of one image");
    tape::outputs(x, steps(layers))
}

pub(crate) fn steps<In: Features, L: Layer<In>>(layers: &L) -> Vec<Step> {
    let mut steps = Vec::new();
    layers.push(&mut steps);
    steps
}

macro_rules! tuple {
    ($first:ident $($layer:ident $before:ident)* ; $last:ident) => {
        impl<In: Features, $first: Layer<In>, $($layer: Layer<$before::Out>),*> Layer<In>
            for ($first, $($layer,)*)
        {
            type Out = $last::Out;

            #[allow(non_snake_case)]
            fn push(&self, steps: &mut Vec<Step>) {
                let ($first, $($layer,)*) = self;
                $first.push(steps);
                $($layer.push(steps);)*
            }
        }
    };
}

tuple!(A; A);
tuple!(A B A; B);
tuple!(A B A C B; C);
tuple!(A B A C B D C; D);
tuple!(A B A C B D C E D; E);
tuple!(A B A C B D C E D F E; F);
