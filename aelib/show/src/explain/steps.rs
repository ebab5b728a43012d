//! The steps of a convolution as data: one for each place of the kernel.

use super::maps::{Maps, inside, places};
use super::problem::Problem;
use aelib_core::ops::ConvTranspose2dOptions;
use serde::Serialize;

/// One place of the kernel.
///
/// A transposed convolution *stamps*: the step takes one pixel of the input and adds the
/// kernel, scaled by that pixel, to the output. A convolution *gathers*: the step makes
/// one pixel of the output, the sum of what the kernel sees.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// Channel, row and column of the pixel: of the input when transposed, else of the
    /// output.
    pub pixel: [usize; 3],
    /// One product for each number of the kernel.
    pub taps: Vec<Tap>,
}

/// One product: a number of the input times a number of the kernel.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tap {
    /// Channel, row and column on the large map (a convolution's input, a transposed
    /// convolution's output) with its padding: counted from the padding's corner.
    #[serde(skip)]
    pub at: [usize; 3],
    /// Place of the number in the input; `None` for a zero of the padding.
    pub from: Option<[usize; 3]>,
    /// Its value.
    pub value: f32,
    /// Place of the number in the kernel: map, row and column.
    pub kernel: [usize; 3],
    /// Its value.
    pub weight: f32,
    /// `value * weight`
    pub product: f32,
    /// Landing in the output; `None` if the padding of a transposed convolution cuts it away.
    pub lands: Option<Landing>,
}

/// A product arrives in the output.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Landing {
    /// Channel, row and column.
    pub cell: [usize; 3],
    /// Sum before.
    pub before: f32,
    /// Sum after.
    pub after: f32,
}

/// All steps, and the output after the last one.
pub(super) fn steps(problem: &Problem) -> (Vec<Step>, Maps) {
    let mut output = Maps::zeros(problem.output_sizes());
    let pixels = match problem.transposed() {
        true => problem.input().places(),
        false => output.places(),
    };
    let step = |pixel| Step {
        pixel,
        taps: taps(problem, pixel, &mut output),
    };
    let steps = pixels.map(step).collect();
    (steps, output)
}

/// The products of one step; adds them to the output.
fn taps(problem: &Problem, pixel: [usize; 3], output: &mut Maps) -> Vec<Tap> {
    let (input, kernel) = (problem.input(), problem.kernel());
    let ([_, k_h, k_w], [channel, y, x]) = (kernel.sizes(), pixel);
    let ConvTranspose2dOptions {
        stride,
        padding,
        dilation,
        ..
    } = problem.options();
    let large = match problem.transposed() {
        true => output.sizes(),
        false => input.sizes(),
    };
    let tap = |[other, i, j]: [usize; 3]| {
        let at = [other, y * stride + i * dilation, x * stride + j * dilation];
        let place = inside(at, padding, large);
        let (from, to, map) = match problem.transposed() {
            true => (Some(pixel), place, problem.kernel_map(channel, other)),
            false => (place, Some(pixel), problem.kernel_map(other, channel)),
        };
        let value = from.map_or(0.0, |from| input.at(from));
        let weight = kernel.at([map, i, j]);
        // Adding 0 makes a 0 of -0, which nobody expects to see.
        let product = value * weight + 0.0;
        let lands = to.map(|cell| {
            let before = output.at(cell);
            let after = before + product;
            output.set(cell, after);
            Landing {
                cell,
                before,
                after,
            }
        });
        Tap {
            at,
            from,
            value,
            kernel: [map, i, j],
            weight,
            product,
            lands,
        }
    };
    places([large[0], k_h, k_w]).map(tap).collect()
}
