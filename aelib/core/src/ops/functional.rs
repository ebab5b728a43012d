//! The two convolutions as functions, with sizes known at run time.

use super::conv_transpose2d::ConvTranspose2dKernel;
use super::conv2d::Conv2dKernel;
use super::engine::storage::to_vec;
use super::engine::tape::{Step, apply};
use super::engine::window::Window;
use super::size::{Conv2dOptions, ConvTranspose2dOptions};
use crate::{Error, Result};
use dfdx::prelude::*;

/// Batch, channels, height and width, all known at run time.
pub type Nchw = (usize, usize, usize, usize);

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
    let [n, c, h, w] = four("conv2d input", x.shape())?;
    let [o, c_weight, k_h, k_w] = four("conv2d weight", weight.shape())?;
    fit("conv2d", "input channels", c_weight, c)?;
    if let Some(bias) = bias {
        fit(
            "conv2d",
            "numbers in the bias",
            o,
            bias.shape().num_elements(),
        )?;
    }
    let rows = options.require_size("height", h, k_h)?;
    let cols = options.require_size("width", w, k_w)?;
    let window = Window {
        channels: c,
        large: [h, w],
        small: [rows, cols],
        kernel: [k_h, k_w],
        stride: options.stride,
        padding: options.padding,
        dilation: options.dilation,
    };
    let numbers = bias.map(to_vec).unwrap_or_default();
    let kernel = Conv2dKernel::new(window, o, &to_vec(weight), numbers);
    let step = with_params(Step::new(kernel), weight, bias);
    Ok(apply(x, vec![step], (n, o, rows, cols)))
}

/// The transposed convolution of a batch, for shapes that only run time knows.
///
/// # Shapes
/// `x` (N, C, H, W), `weight` (C, O, K_h, K_w), `bias` (O) → (N, O, H', W')
///
/// # Errors
/// Channels that do not fit, or a size for which the formula has no answer.
pub fn conv_transpose2d<X: Shape, W: Shape, B: Shape, T: Tape<f32, Cpu>>(
    x: Tensor<X, f32, Cpu, T>,
    weight: &Tensor<W, f32, Cpu>,
    bias: Option<&Tensor<B, f32, Cpu>>,
    options: ConvTranspose2dOptions,
) -> Result<Tensor<Nchw, f32, Cpu, T>> {
    let [n, c, h, w] = four("conv_transpose2d input", x.shape())?;
    let [c_weight, o, k_h, k_w] = four("conv_transpose2d weight", weight.shape())?;
    fit("conv_transpose2d", "input channels", c_weight, c)?;
    if let Some(bias) = bias {
        fit(
            "conv_transpose2d",
            "numbers in the bias",
            o,
            bias.shape().num_elements(),
        )?;
    }
    let rows = options.require_size("height", h, k_h)?;
    let cols = options.require_size("width", w, k_w)?;
    let window = Window {
        channels: o,
        large: [rows, cols],
        small: [h, w],
        kernel: [k_h, k_w],
        stride: options.stride,
        padding: options.padding,
        dilation: options.dilation,
    };
    let numbers = bias.map(to_vec).unwrap_or_default();
    let kernel = ConvTranspose2dKernel::new(window, c, &to_vec(weight), numbers);
    let step = with_params(Step::new(kernel), weight, bias);
    Ok(apply(x, vec![step], (n, o, rows, cols)))
}

fn with_params<W: Shape, B: Shape>(
    step: Step,
    weight: &Tensor<W, f32, Cpu>,
    bias: Option<&Tensor<B, f32, Cpu>>,
) -> Step {
    let step = step.param(weight);
    match bias {
        Some(bias) => step.param(bias),
        None => step,
    }
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
