//! The size formulas of the lecture, once, as `const fn`: layers use them at compile
//! time, operations at run time. A size that does not exist says why, and what to change.

use super::text::Text;
use crate::{Error, Result};

/// Stride, padding and dilation of a convolution, as PyTorch names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conv2dOptions {
    /// Pixels that the kernel moves from one output to the next.
    pub stride: usize,
    /// Zeros added on each side of the input.
    pub padding: usize,
    /// Distance between neighbouring taps of the kernel; 1 is a dense kernel.
    pub dilation: usize,
}

/// Stride, padding, output padding and dilation of a transposed convolution, as
/// PyTorch names them.
///
/// `padding` is the padding of the convolution that this one transposes: it takes
/// pixels *away* from the result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConvTranspose2dOptions {
    /// Pixels that the stamp moves in the output from one input to the next.
    pub stride: usize,
    /// Pixels cut from each side of the output.
    pub padding: usize,
    /// Pixels added at the output's bottom and right; smaller than stride or dilation.
    pub output_padding: usize,
    /// Distance between neighbouring taps of the kernel; 1 is a dense kernel.
    pub dilation: usize,
}

impl Conv2dOptions {
    /// For constants, where `Default` cannot be called.
    pub const fn new(stride: usize, padding: usize) -> Self {
        Self {
            stride,
            padding,
            dilation: 1,
        }
    }

    /// `N = floor((M + 2p - d(k - 1) - 1) / s) + 1`; there is no output for a kernel larger
    /// than the padded input.
    ///
    /// # Source
    /// Dumoulin & Visin 2016, relationship 6 (and 12 for the dilation).
    #[expect(clippy::result_large_err, reason = "a constant cannot allocate")]
    const fn size(&self, input: usize, kernel: usize) -> Result<usize, Text> {
        if let Some(advice) = zero(input, kernel, self.stride, self.dilation) {
            return Err(advice);
        }
        let padded = input as u128 + 2 * self.padding as u128;
        let Some([covers, padded]) = countable(covered(kernel, self.dilation), padded) else {
            return Err(TOO_LARGE);
        };
        if covers > padded {
            let kernel = "the kernel covers # of # padded pixels: use a kernel that covers at most";
            let advice = Text::new().with(kernel, &[covers, padded]);
            let padding = (covers - input).div_ceil(2);
            return Err(advice.with(" #, or a padding of at least #", &[padded, padding]));
        }
        match ((padded - covers) / self.stride).checked_add(1) {
            Some(size) => Ok(size),
            None => Err(TOO_LARGE),
        }
    }

    /// The formula with its numbers, as a student would write it.
    pub const fn formula(&self, input: usize, kernel: usize) -> Text {
        let start = "N = floor((M + 2p - k) / s) + 1 = floor((# + 2*# - ";
        let text = Text::new().with(start, &[input, self.padding]);
        let text = covering(text, kernel, self.dilation).with(") / #) + 1", &[self.stride]);
        result(text, self.output_size(input, kernel))
    }
}

impl ConvTranspose2dOptions {
    /// For constants, where `Default` cannot be called.
    pub const fn new(stride: usize, padding: usize) -> Self {
        Self {
            stride,
            padding,
            output_padding: 0,
            dilation: 1,
        }
    }

    /// The lecture's `N = s(M - 1) + k - 2p`; in full
    /// `N = s(M - 1) + d(k - 1) + 1 + output_padding - 2p`. There is no output where the padding
    /// leaves nothing, or where the output padding is smaller than neither stride nor dilation.
    ///
    /// # Source
    /// Dumoulin & Visin 2016, relationships 13 and 14.
    #[expect(clippy::result_large_err, reason = "a constant cannot allocate")]
    const fn size(&self, input: usize, kernel: usize) -> Result<usize, Text> {
        let (s, d) = (self.stride, self.dilation);
        if let Some(advice) = zero(input, kernel, s, d) {
            return Err(advice);
        }
        let most = if s > d { s } else { d } - 1;
        if self.output_padding > most {
            let advice = "an output padding must be smaller than the stride (#) or the dilation \
                          (#): use at most #";
            return Err(Text::new().with(advice, &[s, d, most]));
        }
        // All is added before anything is subtracted: s(M - 1) alone may be less than 2p.
        let stamps = (s as u128 * (input - 1) as u128).saturating_add(covered(kernel, d));
        let grown = stamps.saturating_add(self.output_padding as u128);
        let Some([grown, cuts]) = countable(grown, 2 * self.padding as u128) else {
            return Err(TOO_LARGE);
        };
        if grown > cuts {
            return Ok(grown - cuts);
        }
        let advice = "the padding cuts # of # pixels away: use a padding of at most #";
        Err(Text::new().with(advice, &[cuts, grown, (grown - 1) / 2]))
    }

    /// The formula with its numbers, as a student would write it.
    pub const fn formula(&self, input: usize, kernel: usize) -> Text {
        let start = "N = s(M - 1) + k - 2p = #*(# - 1) + ";
        let text = Text::new().with(start, &[self.stride, input]);
        let mut text = covering(text, kernel, self.dilation).with(" - 2*#", &[self.padding]);
        if self.output_padding > 0 {
            text = text.with(" + output padding #", &[self.output_padding]);
        }
        result(text, self.output_size(input, kernel))
    }
}

macro_rules! options {
    ($options:ident, $operation:literal) => {
        impl $options {
            /// The side of the output map; `None` where none exists. That is so for an empty
            /// input or kernel, a stride or dilation of 0, and where the formula finds none.
            pub const fn output_size(&self, input: usize, kernel: usize) -> Option<usize> {
                match self.size(input, kernel) {
                    Ok(size) => Some(size),
                    Err(_) => None,
                }
            }

            /// [`output_size`](Self::output_size) along one `side`, "height" or "width".
            ///
            /// # Errors
            /// If there is no output.
            pub fn require_size(
                &self,
                side: &'static str,
                input: usize,
                kernel: usize,
            ) -> Result<usize> {
                self.size(input, kernel).map_err(|advice| Error::Size {
                    operation: $operation,
                    side,
                    formula: self.formula(input, kernel).to_string(),
                    advice: advice.to_string(),
                })
            }

            /// Channels, height and width of the output, for an input and a kernel, which
            /// comes with the channels of the output.
            pub(super) fn output(&self, input: [usize; 3], kernel: [usize; 3]) -> [usize; 3] {
                let side = |axis: usize| {
                    let size = self.output_size(input[axis], kernel[axis]);
                    size.expect("an output")
                };
                [kernel[0], side(1), side(2)]
            }

            /// Stride, padding and dilation.
            pub(crate) const fn steps(self) -> [usize; 3] {
                [self.stride, self.padding, self.dilation]
            }
        }

        impl Default for $options {
            fn default() -> Self {
                Self::new(1, 0)
            }
        }
    };
}
options!(Conv2dOptions, "conv2d");
options!(ConvTranspose2dOptions, "conv_transpose2d");

const TOO_LARGE: Text = Text::new().with(
    "these numbers are larger than a computer can count: use smaller ones",
    &[],
);

/// What to do about the first of these numbers that is 0.
const fn zero(input: usize, kernel: usize, stride: usize, dilation: usize) -> Option<Text> {
    let advice = match (input, kernel, stride, dilation) {
        (0, ..) => "the input has no pixels: give it at least one",
        (_, 0, ..) => "the kernel has no numbers: give it at least one",
        (_, _, 0, _) => "a stride of 0 never moves: use at least 1",
        (.., 0) => "a dilation of 0 puts all taps on one pixel: use at least 1",
        _ => return None,
    };
    Some(Text::new().with(advice, &[]))
}

/// `d(k - 1) + 1`, what a kernel covers.
const fn covered(kernel: usize, dilation: usize) -> u128 {
    dilation as u128 * (kernel as u128 - 1) + 1
}

/// Both numbers, if they fit.
const fn countable(a: u128, b: u128) -> Option<[usize; 2]> {
    const MOST: u128 = usize::MAX as u128;
    if a <= MOST && b <= MOST {
        return Some([a as usize, b as usize]);
    }
    None
}

/// `k`, or what a dilated kernel covers: `d(k - 1) + 1`.
const fn covering(text: Text, kernel: usize, dilation: usize) -> Text {
    match dilation {
        1 => text.with("#", &[kernel]),
        _ => text.with("(#*(# - 1) + 1)", &[dilation, kernel]),
    }
}

const fn result(text: Text, size: Option<usize>) -> Text {
    match size {
        Some(size) => text.with(" = #", &[size]),
        None => text.with(": no such output", &[]),
    }
}
