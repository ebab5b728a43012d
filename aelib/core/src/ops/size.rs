//! The size formulas of the lecture, once, as `const fn`: layers use them at compile
//! time, operations at run time.

use super::text::Text;

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

impl Default for Conv2dOptions {
    fn default() -> Self {
        Self::new(1, 0)
    }
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
        if input == 0 || kernel == 0 || self.stride == 0 || self.dilation == 0 {
            return None;
        }
        let (Some(span), Some(padded)) =
            (grown(self.dilation, kernel), grown_by(input, self.padding))
        else {
            return None;
        };
        match padded.checked_sub(span) {
            // One more than a quotient only overflows for stride 1.
            Some(free) => (free / self.stride).checked_add(1),
            None => None,
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

impl Default for ConvTranspose2dOptions {
    fn default() -> Self {
        Self::new(1, 0)
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
        if input == 0 || kernel == 0 || self.stride == 0 || self.dilation == 0 {
            return None;
        }
        if self.output_padding >= self.stride && self.output_padding >= self.dilation {
            return None;
        }
        // Add before subtracting: s(M - 1) alone may be smaller than 2p.
        let (Some(stamps), Some(span)) = (
            self.stride.checked_mul(input - 1),
            grown(self.dilation, kernel),
        ) else {
            return None;
        };
        let Some(grown) = stamps.checked_add(span) else {
            return None;
        };
        let (Some(grown), Some(cut)) = (
            grown.checked_add(self.output_padding),
            self.padding.checked_mul(2),
        ) else {
            return None;
        };
        match grown.checked_sub(cut) {
            None | Some(0) => None,
            size => size,
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
}

/// `d(k - 1) + 1`, what a kernel covers; `None` where usize is too small.
const fn grown(dilation: usize, kernel: usize) -> Option<usize> {
    match dilation.checked_mul(kernel - 1) {
        Some(span) => span.checked_add(1),
        None => None,
    }
}

/// `M + 2p`
const fn grown_by(input: usize, padding: usize) -> Option<usize> {
    match padding.checked_mul(2) {
        Some(both) => input.checked_add(both),
        None => None,
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

    #[test]
    fn the_lectures_example_has_side_5() {
        let options = ConvTranspose2dOptions::default();
        assert_eq!(options.output_size(3, 3), Some(5));
        assert_eq!(
            options.formula(3, 3).as_str(),
            "N = s(M - 1) + k - 2p = 1*(3 - 1) + 3 - 2*0 = 5"
        );
    }

    #[test]
    fn a_legal_size_does_not_underflow_on_the_way() {
        // s(M - 1) - 2p is negative here, and the result is not.
        assert_eq!(ConvTranspose2dOptions::new(1, 1).output_size(1, 3), Some(1));
    }

    #[test]
    fn convolution_undoes_the_size_of_the_transposed_one() {
        for stride in 1..5 {
            for padding in 0..4 {
                for kernel in 1..7 {
                    for input in 1..12 {
                        let up = ConvTranspose2dOptions::new(stride, padding);
                        let down = Conv2dOptions::new(stride, padding);
                        if let Some(n) = up.output_size(input, kernel) {
                            assert_eq!(down.output_size(n, kernel), Some(input));
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn impossible_sizes_are_none() {
        assert_eq!(Conv2dOptions::new(1, 0).output_size(2, 3), None);
        assert_eq!(Conv2dOptions::new(0, 0).output_size(5, 3), None);
        assert_eq!(ConvTranspose2dOptions::new(1, 2).output_size(1, 3), None);
        let eager = ConvTranspose2dOptions {
            output_padding: 2,
            ..ConvTranspose2dOptions::new(2, 0)
        };
        assert_eq!(eager.output_size(3, 3), None);
    }
}
