//! The size formulas of the lecture, once, as `const fn`: layers use them at compile
//! time, operations at run time. A size that does not exist says why, and what to change.

use super::text::Text;
use crate::{Error, Result};

/// Stride, padding and dilation of a convolution, as PyTorch names them.
///
/// ```
/// use aelib_core::ops::Conv2dOptions;
/// let halving = Conv2dOptions { stride: 2, padding: 1, ..Default::default() };
/// assert_eq!(halving.output_size(28, 3), Some(14));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conv2dOptions {
    /// How many pixels the kernel moves from one output to the next.
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
    /// How many pixels the stamp moves in the output from one input to the next.
    pub stride: usize,
    /// Pixels cut from each side of the output.
    pub padding: usize,
    /// Pixels added at the output's bottom and right; smaller than stride or dilation.
    pub output_padding: usize,
    /// Distance between neighbouring taps of the kernel; 1 is a dense kernel.
    pub dilation: usize,
}

/// Why there is no output.
enum Problem {
    /// A number that has to be more than 0: what to do about it.
    Zero(&'static str),
    /// A number on the way is larger than a computer can count.
    TooLarge,
    /// The kernel covers more than there is.
    Kernel { covers: usize, padded: usize },
    /// The padding cuts all away.
    Padding { cuts: usize, grown: usize },
    /// The output padding is smaller than neither.
    OutputPadding { stride: usize, dilation: usize },
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

    /// `N = floor((M + 2p - d(k - 1) - 1) / s) + 1`, the side of the output map.
    ///
    /// `None` where no output exists: an empty input or kernel, a stride or dilation
    /// of 0, or a kernel larger than the padded input.
    ///
    /// # Source
    /// Dumoulin & Visin 2016, relationship 6 (and 12 for the dilation).
    pub const fn output_size(&self, input: usize, kernel: usize) -> Option<usize> {
        match self.size(input, kernel) {
            Ok(size) => Some(size),
            Err(_) => None,
        }
    }

    const fn size(&self, input: usize, kernel: usize) -> Result<usize, Problem> {
        if let Some(zero) = zero(input, kernel, self.stride, self.dilation) {
            return Err(Problem::Zero(zero));
        }
        let covers = covered(kernel, self.dilation);
        let padded = input as u128 + 2 * self.padding as u128;
        let (Some(covers), Some(padded)) = (countable(covers), countable(padded)) else {
            return Err(Problem::TooLarge);
        };
        if covers > padded {
            return Err(Problem::Kernel { covers, padded });
        }
        let moves = (padded - covers) / self.stride;
        match moves.checked_add(1) {
            Some(size) => Ok(size),
            None => Err(Problem::TooLarge),
        }
    }

    /// The formula with its numbers, as a student would write it.
    pub const fn formula(&self, input: usize, kernel: usize) -> Text {
        let text = Text::new()
            .str("N = floor((M + 2p - k) / s) + 1 = floor((")
            .number(input)
            .str(" + 2*")
            .number(self.padding)
            .str(" - ");
        let text = spanned(text, kernel, self.dilation)
            .str(") / ")
            .number(self.stride)
            .str(") + 1");
        result(text, self.output_size(input, kernel))
    }

    /// [`output_size`](Self::output_size) along one `side`, "height" or "width".
    ///
    /// # Errors
    /// If there is no output.
    pub fn require_size(&self, side: &'static str, input: usize, kernel: usize) -> Result<usize> {
        let formula = self.formula(input, kernel);
        let size = self.size(input, kernel);
        size.map_err(|problem| problem.error("conv2d", side, formula, input))
    }

    /// Stride, padding and dilation.
    pub(crate) const fn steps(self) -> [usize; 3] {
        [self.stride, self.padding, self.dilation]
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

    /// The lecture's `N = s(M - 1) + k - 2p`, the side of the output map; in full
    /// `N = s(M - 1) + d(k - 1) + 1 + output_padding - 2p`.
    ///
    /// `None` where no output exists: an empty input or kernel, a stride or dilation
    /// of 0, a padding that leaves nothing, or an output padding that is neither
    /// smaller than the stride nor smaller than the dilation.
    ///
    /// # Source
    /// Dumoulin & Visin 2016, relationships 13 and 14.
    pub const fn output_size(&self, input: usize, kernel: usize) -> Option<usize> {
        match self.size(input, kernel) {
            Ok(size) => Some(size),
            Err(_) => None,
        }
    }

    const fn size(&self, input: usize, kernel: usize) -> Result<usize, Problem> {
        if let Some(zero) = zero(input, kernel, self.stride, self.dilation) {
            return Err(Problem::Zero(zero));
        }
        let (stride, dilation) = (self.stride, self.dilation);
        if self.output_padding >= stride && self.output_padding >= dilation {
            return Err(Problem::OutputPadding { stride, dilation });
        }
        // All is added before anything is subtracted: s(M - 1) alone may be less than 2p.
        let stamps = stride as u128 * (input - 1) as u128;
        let grown = stamps
            .saturating_add(covered(kernel, dilation))
            .saturating_add(self.output_padding as u128);
        let (Some(grown), Some(cuts)) = (countable(grown), countable(2 * self.padding as u128))
        else {
            return Err(Problem::TooLarge);
        };
        match grown > cuts {
            true => Ok(grown - cuts),
            false => Err(Problem::Padding { cuts, grown }),
        }
    }

    /// The formula with its numbers, as a student would write it.
    pub const fn formula(&self, input: usize, kernel: usize) -> Text {
        let text = Text::new()
            .str("N = s(M - 1) + k - 2p = ")
            .number(self.stride)
            .str("*(")
            .number(input)
            .str(" - 1) + ");
        let mut text = spanned(text, kernel, self.dilation)
            .str(" - 2*")
            .number(self.padding);
        if self.output_padding > 0 {
            text = text.str(" + output padding ").number(self.output_padding);
        }
        result(text, self.output_size(input, kernel))
    }

    /// [`output_size`](Self::output_size) along one `side`, "height" or "width".
    ///
    /// # Errors
    /// If there is no output.
    pub fn require_size(&self, side: &'static str, input: usize, kernel: usize) -> Result<usize> {
        let formula = self.formula(input, kernel);
        let size = self.size(input, kernel);
        size.map_err(|problem| problem.error("conv_transpose2d", side, formula, input))
    }

    /// Stride, padding and dilation.
    pub(crate) const fn steps(self) -> [usize; 3] {
        [self.stride, self.padding, self.dilation]
    }
}

impl Default for Conv2dOptions {
    fn default() -> Self {
        Self::new(1, 0)
    }
}

impl Default for ConvTranspose2dOptions {
    fn default() -> Self {
        Self::new(1, 0)
    }
}

impl Problem {
    /// What is wrong with the numbers of a formula, and what to change.
    fn error(
        self,
        operation: &'static str,
        side: &'static str,
        formula: Text,
        input: usize,
    ) -> Error {
        let advice = match self {
            Self::Zero(advice) => advice.into(),
            Self::TooLarge => {
                "these numbers are larger than a computer can count: use smaller ones".into()
            }
            Self::Kernel { covers, padded } => format!(
                "the kernel covers {covers} of {padded} padded pixels: use a kernel that covers \
                 at most {padded}, or a padding of at least {}",
                (covers - input).div_ceil(2)
            ),
            Self::Padding { cuts, grown } => format!(
                "the padding cuts {cuts} of {grown} pixels away: use a padding of at most {}",
                (grown - 1) / 2
            ),
            Self::OutputPadding { stride, dilation } => format!(
                "an output padding must be smaller than the stride ({stride}) or the dilation \
                 ({dilation}): use at most {}",
                stride.max(dilation) - 1
            ),
        };
        Error::Size {
            operation,
            side,
            formula: formula.to_string(),
            advice,
        }
    }
}

/// What to do about the first of these numbers that is 0.
const fn zero(input: usize, kernel: usize, stride: usize, dilation: usize) -> Option<&'static str> {
    Some(match (input, kernel, stride, dilation) {
        (0, ..) => "the input has no pixels: give it at least one",
        (_, 0, ..) => "the kernel has no numbers: give it at least one",
        (_, _, 0, _) => "a stride of 0 never moves: use at least 1",
        (.., 0) => "a dilation of 0 puts all taps on one pixel: use at least 1",
        _ => return None,
    })
}

/// `d(k - 1) + 1`, what a kernel covers.
const fn covered(kernel: usize, dilation: usize) -> u128 {
    dilation as u128 * (kernel as u128 - 1) + 1
}

/// A number that fits.
const fn countable(number: u128) -> Option<usize> {
    if number <= usize::MAX as u128 {
        Some(number as usize)
    } else {
        None
    }
}

/// `k`, or what a dilated kernel covers: `d(k - 1) + 1`.
const fn spanned(text: Text, kernel: usize, dilation: usize) -> Text {
    if dilation == 1 {
        return text.number(kernel);
    }
    text.str("(")
        .number(dilation)
        .str("*(")
        .number(kernel)
        .str(" - 1) + 1)")
}

const fn result(text: Text, size: Option<usize>) -> Text {
    match size {
        Some(size) => text.str(" = ").number(size),
        None => text.str(": no such output"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The message about a size that does not exist.
    macro_rules! message {
        ($options:expr, $input:expr, $kernel:expr) => {
            $options
                .require_size("height", $input, $kernel)
                .unwrap_err()
                .to_string()
        };
    }

    #[test]
    fn the_lectures_example_has_side_5() {
        let options = ConvTranspose2dOptions::default();
        assert_eq!(options.output_size(3, 3), Some(5));
        let formula = "N = s(M - 1) + k - 2p = 1*(3 - 1) + 3 - 2*0 = 5";
        assert_eq!(options.formula(3, 3).as_str(), formula);
        // s(M - 1) - 2p is negative here, and the result is not.
        assert_eq!(ConvTranspose2dOptions::new(1, 1).output_size(1, 3), Some(1));
    }

    #[test]
    fn the_advice_works() {
        assert_eq!(
            message!(Conv2dOptions::new(1, 1), 2, 5),
            "conv2d, height: N = floor((M + 2p - k) / s) + 1 = floor((2 + 2*1 - 5) / 1) + 1: \
             no such output; the kernel covers 5 of 4 padded pixels: use a kernel that covers \
             at most 4, or a padding of at least 2"
        );
        assert_eq!(Conv2dOptions::new(1, 2).output_size(2, 5), Some(2));
        assert_eq!(Conv2dOptions::new(1, 1).output_size(2, 4), Some(1));
        assert_eq!(
            message!(ConvTranspose2dOptions::new(1, 3), 3, 3),
            "conv_transpose2d, height: N = s(M - 1) + k - 2p = 1*(3 - 1) + 3 - 2*3: no such \
             output; the padding cuts 6 of 5 pixels away: use a padding of at most 2"
        );
        assert_eq!(ConvTranspose2dOptions::new(1, 2).output_size(3, 3), Some(1));
        let eager = ConvTranspose2dOptions {
            output_padding: 2,
            ..ConvTranspose2dOptions::new(2, 0)
        };
        assert!(message!(eager, 3, 3).ends_with("use at most 1"));
    }

    #[test]
    fn zeros_and_giants() {
        let (down, up) = (Conv2dOptions::new, ConvTranspose2dOptions::new);
        assert!(message!(down(0, 0), 3, 3).contains("use at least 1"));
        assert!(message!(down(1, 0), 0, 3).contains("no pixels"));
        assert!(message!(up(1, 0), 3, 0).contains("no numbers"));
        assert!(message!(down(1, usize::MAX), 3, 3).ends_with("use smaller ones"));
        assert!(message!(up(usize::MAX, 0), 3, 3).ends_with("smaller ones"));
    }
}
