//! A size, or an error that shows the formula with its numbers and says what to change.

use super::size::{Conv2dOptions, ConvTranspose2dOptions};
use crate::{Error, Result};

impl Conv2dOptions {
    /// [`output_size`](Self::output_size) along one `side`, "height" or "width".
    ///
    /// # Errors
    /// If there is no output.
    pub fn require_size(&self, side: &'static str, input: usize, kernel: usize) -> Result<usize> {
        self.output_size(input, kernel).ok_or_else(|| Error::Size {
            operation: "conv2d",
            side,
            formula: self.formula(input, kernel).to_string(),
            advice: self.advice(input, kernel),
        })
    }

    fn advice(&self, input: usize, kernel: usize) -> String {
        if let Some(advice) = zero(input, kernel, self.stride, self.dilation) {
            return advice.into();
        }
        let span = span(kernel, self.dilation);
        let padded = self
            .padding
            .checked_mul(2)
            .and_then(|p| p.checked_add(input));
        let (Some(span), Some(padded)) = (span, padded) else {
            return TOO_LARGE.into();
        };
        if span <= padded {
            return TOO_LARGE.into();
        }
        let padding = (span - input).div_ceil(2);
        format!(
            "the kernel covers {span} of {padded} padded pixels: use a kernel that covers \
             at most {padded}, or a padding of at least {padding}"
        )
    }
}

impl ConvTranspose2dOptions {
    /// [`output_size`](Self::output_size) along one `side`, "height" or "width".
    ///
    /// # Errors
    /// If there is no output.
    pub fn require_size(&self, side: &'static str, input: usize, kernel: usize) -> Result<usize> {
        self.output_size(input, kernel).ok_or_else(|| Error::Size {
            operation: "conv_transpose2d",
            side,
            formula: self.formula(input, kernel).to_string(),
            advice: self.advice(input, kernel),
        })
    }

    fn advice(&self, input: usize, kernel: usize) -> String {
        if let Some(advice) = zero(input, kernel, self.stride, self.dilation) {
            return advice.into();
        }
        let most = self.stride.max(self.dilation) - 1;
        if self.output_padding > most {
            return format!(
                "an output padding must be smaller than the stride ({}) or the dilation \
                 ({}): use at most {most}",
                self.stride, self.dilation
            );
        }
        let stamps = self.stride.checked_mul(input - 1);
        let grown = stamps
            .and_then(|stamps| stamps.checked_add(span(kernel, self.dilation)?))
            .and_then(|size| size.checked_add(self.output_padding));
        match (grown, self.padding.checked_mul(2)) {
            (Some(grown), Some(cut)) if grown <= cut => format!(
                "the padding cuts {cut} of {grown} pixels away: use a padding of at most {}",
                (grown - 1) / 2
            ),
            _ => TOO_LARGE.into(),
        }
    }
}

const TOO_LARGE: &str = "these numbers are larger than a computer can count: use smaller ones";

fn zero(input: usize, kernel: usize, stride: usize, dilation: usize) -> Option<&'static str> {
    let advices = [
        (input, "the input has no pixels: give it at least one"),
        (kernel, "the kernel has no numbers: give it at least one"),
        (stride, "a stride of 0 never moves: use at least 1"),
        (
            dilation,
            "a dilation of 0 puts all taps on one pixel: use at least 1",
        ),
    ];
    let wrong = advices.iter().find(|(number, _)| *number == 0);
    wrong.map(|(_, advice)| *advice)
}

/// `d(k - 1) + 1`
fn span(kernel: usize, dilation: usize) -> Option<usize> {
    dilation.checked_mul(kernel - 1)?.checked_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn down(options: Conv2dOptions, input: usize, kernel: usize) -> String {
        let size = options.require_size("height", input, kernel);
        size.unwrap_err().to_string()
    }

    fn up(options: ConvTranspose2dOptions, input: usize, kernel: usize) -> String {
        let size = options.require_size("width", input, kernel);
        size.unwrap_err().to_string()
    }

    #[test]
    fn a_kernel_larger_than_the_padded_input() {
        assert_eq!(
            down(Conv2dOptions::new(1, 1), 2, 5),
            "conv2d, height: N = floor((M + 2p - k) / s) + 1 = floor((2 + 2*1 - 5) / 1) + 1: \
             no such output; the kernel covers 5 of 4 padded pixels: use a kernel that covers \
             at most 4, or a padding of at least 2"
        );
        // The advice works.
        assert!(
            Conv2dOptions::new(1, 2)
                .require_size("height", 2, 5)
                .is_ok()
        );
        assert!(
            Conv2dOptions::new(1, 1)
                .require_size("height", 2, 4)
                .is_ok()
        );
    }

    #[test]
    fn a_padding_that_eats_the_output() {
        assert_eq!(
            up(ConvTranspose2dOptions::new(1, 3), 3, 3),
            "conv_transpose2d, width: N = s(M - 1) + k - 2p = 1*(3 - 1) + 3 - 2*3: no such \
             output; the padding cuts 6 of 5 pixels away: use a padding of at most 2"
        );
        let mended = ConvTranspose2dOptions::new(1, 2).require_size("width", 3, 3);
        assert_eq!(mended.unwrap(), 1);
    }

    #[test]
    fn zeros_and_giants() {
        assert!(down(Conv2dOptions::new(0, 0), 3, 3).contains("use at least 1"));
        assert!(down(Conv2dOptions::new(1, 0), 0, 3).contains("no pixels"));
        assert!(up(ConvTranspose2dOptions::new(1, 0), 3, 0).contains("no numbers"));
        assert!(down(Conv2dOptions::new(1, usize::MAX), 3, 3).ends_with("use smaller ones"));
        assert!(up(ConvTranspose2dOptions::new(usize::MAX, 0), 3, 3).ends_with("smaller ones"));
    }

    #[test]
    fn too_much_output_padding() {
        let eager = ConvTranspose2dOptions {
            output_padding: 2,
            ..ConvTranspose2dOptions::new(2, 0)
        };
        assert!(up(eager, 3, 3).ends_with("use at most 1"));
    }
}
