//! What is to be explained: an operation with its numbers, known to have a result.

use super::maps::{Maps, wrong};
use aelib_core::Result;
use aelib_core::ops::reference::{conv_transpose2d, conv2d};
use aelib_core::ops::{Conv2dOptions, ConvTranspose2dOptions, Text};

/// Which of the two convolutions, with its options.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// The convolution.
    Conv2d(Conv2dOptions),
    /// The transposed convolution.
    ConvTranspose2d(ConvTranspose2dOptions),
}

/// Numbers that come out: what is to be understood step by step is small.
const MOST: usize = 4096;

/// Products, and pixels with all zeros around them.
const MOST_PRODUCTS: usize = 1 << 18;

/// An input, kernels and an operation that fit together.
///
/// ```
/// use aelib_show::explain::Problem;
/// use aelib_core::ops::ConvTranspose2dOptions;
/// let problem = Problem::conv_transpose2d(
///     "1 2 1; 0 1 0; 1 -1 1".parse()?,
///     "1 1 1; -1 -1 -1; 0 0 0".parse()?,
///     ConvTranspose2dOptions::default(),
/// )?;
/// assert_eq!(problem.output_sizes(), [1, 5, 5]);
/// # Ok::<(), aelib_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    operation: Operation,
    input: Maps,
    kernel: Maps,
    output: [usize; 3],
}

impl Problem {
    /// A convolution.
    ///
    /// # Shapes
    /// `input` (C, H, W); `kernel` (O·C, K_h, K_w), for each output channel one map per
    /// input channel: PyTorch's (O, C, K_h, K_w), its first two sizes joined
    ///
    /// # Errors
    /// Kernels that are no multiple of C, a size for which the formula has no answer, or a
    /// problem too large to be followed step by step.
    pub fn conv2d(input: Maps, kernel: Maps, options: Conv2dOptions) -> Result<Self> {
        Self::new(input, kernel, Operation::Conv2d(options))
    }

    /// A transposed convolution.
    ///
    /// # Shapes
    /// `input` (C, H, W); `kernel` (C·O, K_h, K_w), for each input channel one map per
    /// output channel: PyTorch's (C, O, K_h, K_w), its first two sizes joined
    ///
    /// # Errors
    /// As [`conv2d`](Self::conv2d).
    pub fn conv_transpose2d(
        input: Maps,
        kernel: Maps,
        options: ConvTranspose2dOptions,
    ) -> Result<Self> {
        Self::new(input, kernel, Operation::ConvTranspose2d(options))
    }

    /// Either.
    ///
    /// # Errors
    /// As [`conv2d`](Self::conv2d).
    pub fn new(input: Maps, kernel: Maps, operation: Operation) -> Result<Self> {
        let ([channels, h, w], [kernels, k_h, k_w]) = (input.sizes(), kernel.sizes());
        if kernels == 0 || kernels % channels != 0 {
            let expected = format!("a map per input channel, so a multiple of {channels}");
            let advice = "`|` begins the next map";
            return Err(wrong("kernel", expected, kernels.to_string(), advice));
        }
        let size = |side, input, kernel| match operation {
            Operation::Conv2d(o) => o.require_size(side, input, kernel),
            Operation::ConvTranspose2d(o) => o.require_size(side, input, kernel),
        };
        let (rows, columns) = (size("height", h, k_h)?, size("width", w, k_w)?);
        let output = [kernels / channels, rows, columns];
        let places = match operation {
            Operation::Conv2d(_) => [rows, columns],
            Operation::ConvTranspose2d(_) => [h, w],
        };
        small("numbers in the output", &output, MOST)?;
        let products = [places[0], places[1], kernels, k_h, k_w];
        small("products", &products, MOST_PRODUCTS)?;
        let problem = Self {
            operation,
            input,
            kernel,
            output,
        };
        let padded = problem.sliding_sizes();
        small(
            "pixels with the zeros between and around them",
            &padded,
            MOST_PRODUCTS,
        )?;
        Ok(problem)
    }

    /// The operation.
    pub fn operation(&self) -> Operation {
        self.operation
    }

    /// What goes in, (C, H, W).
    pub fn input(&self) -> &Maps {
        &self.input
    }

    /// The kernels: see [`conv2d`](Self::conv2d) and
    /// [`conv_transpose2d`](Self::conv_transpose2d).
    pub fn kernel(&self) -> &Maps {
        &self.kernel
    }

    /// Channels, height and width of what comes out.
    pub fn output_sizes(&self) -> [usize; 3] {
        self.output
    }

    /// The size formula with the numbers of height and width.
    pub fn formulas(&self) -> [Text; 2] {
        let ([_, h, w], [_, k_h, k_w]) = (self.input.sizes(), self.kernel.sizes());
        [(h, k_h), (w, k_w)].map(|(input, kernel)| match self.operation {
            Operation::Conv2d(options) => options.formula(input, kernel),
            Operation::ConvTranspose2d(options) => options.formula(input, kernel),
        })
    }

    /// Whether the convolution is a transposed one.
    pub fn transposed(&self) -> bool {
        matches!(self.operation, Operation::ConvTranspose2d(_))
    }

    /// What comes out, as [`reference`](aelib_core::ops::reference) computes it, (O, H', W').
    pub fn output(&self) -> Maps {
        let (input, weight) = (self.input.values(), self.kernel.values());
        let [_, k_h, k_w] = self.kernel.sizes();
        let (sizes, kernel) = (self.input.sizes(), [self.output[0], k_h, k_w]);
        let y = match self.operation {
            Operation::Conv2d(options) => conv2d(input, sizes, weight, kernel, &[], options),
            Operation::ConvTranspose2d(options) => {
                conv_transpose2d(input, sizes, weight, kernel, &[], options)
            }
        };
        Maps::new(self.output, y)
    }

    /// The map of the kernel that leads from an input channel to an output channel.
    pub(super) fn kernel_map(&self, from: usize, to: usize) -> usize {
        match self.operation {
            Operation::Conv2d(_) => to * self.input.sizes()[0] + from,
            Operation::ConvTranspose2d(_) => from * self.output[0] + to,
        }
    }

    /// Its options; a convolution has an output padding of 0.
    pub(super) fn options(&self) -> ConvTranspose2dOptions {
        match self.operation {
            Operation::ConvTranspose2d(options) => options,
            Operation::Conv2d(options) => ConvTranspose2dOptions {
                stride: options.stride,
                padding: options.padding,
                output_padding: 0,
                dilation: options.dilation,
            },
        }
    }

    /// The sizes of the map over which a window slides in the second view: see
    /// [`Sliding`](super::Sliding).
    pub(super) fn sliding_sizes(&self) -> [usize; 3] {
        let ([channels, h, w], [_, rows, columns]) = (self.input.sizes(), self.output);
        let [_, k_h, k_w] = self.kernel.sizes();
        let ConvTranspose2dOptions {
            padding, dilation, ..
        } = self.options();
        let side = |input: usize, output: usize, kernel: usize| match self.operation {
            Operation::Conv2d(_) => input + 2 * padding,
            Operation::ConvTranspose2d(_) => output + dilation * (kernel - 1),
        };
        [channels, side(h, rows, k_h), side(w, columns, k_w)]
    }
}

fn small(what: &str, sizes: &[usize], most: usize) -> Result<()> {
    let product = sizes
        .iter()
        .try_fold(1usize, |all, size| all.checked_mul(*size));
    match product {
        Some(count) if count <= most => Ok(()),
        _ => {
            let found = product.map_or("many more".into(), |count| count.to_string());
            let advice = "take a smaller example, to be followed step by step";
            Err(wrong(
                "convolution",
                format!("at most {most} {what}"),
                found,
                advice,
            ))
        }
    }
}
