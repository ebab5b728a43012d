//! The two convolutions as functions, with sizes known at run time.

use super::convolution::{ConvolutionKernel, Direction};
use super::engine::storage::to_vec;
use super::engine::tape::{Step, apply};
use super::size::{Conv2dOptions, ConvTranspose2dOptions};
use crate::{Error, Result};
use dfdx::prelude::*;

/// Batch, channels, height and width, all known at run time.
pub type Nchw = (usize, usize, usize, usize);

/// For a convolution that adds nothing to its result.
pub const NO_BIAS: Option<&'static Tensor<Rank1<1>, f32, Cpu>> = None;

/// The convolution of a batch, for shapes that only run time knows.
///
/// # Shapes
/// `x` (N, C, H, W), `weight` (O, C, K_h, K_w), `bias` (O) → (N, O, H', W')
///
/// # Errors
/// Channels that do not fit, or a size for which the formula has no answer.
pub fn conv2d<X: Shape, W: Shape, B: Shape, T: Tape<f32, Cpu>>(
    x: Tensor<X, f32, Cpu, T>,
    weight: &Tensor<W, f32, Cpu>,
    bias: Option<&Tensor<B, f32, Cpu>>,
    options: Conv2dOptions,
) -> Result<Tensor<Nchw, f32, Cpu, T>> {
    let names = ["conv2d", "conv2d input", "conv2d weight"];
    let size = |side, input, kernel| options.require_size(side, input, kernel);
    convolve(
        names,
        Direction::Down,
        options.steps(),
        size,
        x,
        weight,
        bias,
    )
}

/// The transposed convolution of a batch, for shapes that only run time knows.
///
/// # Shapes
/// As [`conv2d`], but `weight` (C, O, K_h, K_w)
///
/// # Errors
/// As [`conv2d`].
pub fn conv_transpose2d<X: Shape, W: Shape, B: Shape, T: Tape<f32, Cpu>>(
    x: Tensor<X, f32, Cpu, T>,
    weight: &Tensor<W, f32, Cpu>,
    bias: Option<&Tensor<B, f32, Cpu>>,
    options: ConvTranspose2dOptions,
) -> Result<Tensor<Nchw, f32, Cpu, T>> {
    let [input, weight_name] = ["conv_transpose2d input", "conv_transpose2d weight"];
    let names = ["conv_transpose2d", input, weight_name];
    let size = |side, input, kernel| options.require_size(side, input, kernel);
    convolve(names, Direction::Up, options.steps(), size, x, weight, bias)
}

fn convolve<X: Shape, W: Shape, B: Shape, T: Tape<f32, Cpu>>(
    [operation, input, kernel]: [&'static str; 3],
    direction: Direction,
    steps: [usize; 3],
    size: impl Fn(&'static str, usize, usize) -> Result<usize>,
    x: Tensor<X, f32, Cpu, T>,
    weight: &Tensor<W, f32, Cpu>,
    bias: Option<&Tensor<B, f32, Cpu>>,
) -> Result<Tensor<Nchw, f32, Cpu, T>> {
    let [n, c, h, w] = four(input, x.shape())?;
    let [small, large, k_h, k_w] = four(kernel, weight.shape())?;
    let (from, to) = match direction {
        Direction::Down => (large, small),
        Direction::Up => (small, large),
    };
    fit(operation, "input channels", from, c)?;
    let numbers = bias.map(to_vec).unwrap_or_default();
    if bias.is_some() {
        fit(operation, "numbers in the bias", to, numbers.len())?;
    }
    let (rows, cols) = (size("height", h, k_h)?, size("width", w, k_w)?);
    let maps = [[c, h, w], [to, rows, cols]];
    let (side, weights) = ([k_h, k_w], to_vec(weight));
    let kernel = ConvolutionKernel::new(direction, maps, side, steps, weights, numbers);
    let step = Step::new(kernel).param(weight);
    let step = match bias {
        Some(bias) => step.param(bias),
        None => step,
    };
    Ok(apply(x, vec![step], (n, to, rows, cols)))
}

fn four<S: Shape>(what: &'static str, shape: &S) -> Result<[usize; 4]> {
    let sizes: Vec<usize> = shape.concrete().into_iter().collect();
    <[usize; 4]>::try_from(sizes).map_err(|found| Error::Shape {
        what,
        expected: "four sizes: batch or channels, channels, height, width".into(),
        found: format!("{found:?}"),
    })
}

fn fit(operation: &'static str, what: &str, expected: usize, found: usize) -> Result<()> {
    if expected == found {
        return Ok(());
    }
    Err(Error::Shape {
        what: operation,
        expected: format!("{expected} {what}"),
        found: found.to_string(),
    })
}
