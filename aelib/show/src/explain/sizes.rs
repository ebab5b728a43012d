//! The size formulas as tables over kernel, stride and padding.

use super::picture::{Cell, Part, WRITTEN, row, sentence, stack};
use crate::plot::{MARGIN, Picture};
use aelib_core::ops::{Conv2dOptions, ConvTranspose2dOptions};
use std::fmt;

/// The sides of kernels in a table.
const KERNELS: [usize; 7] = [1, 2, 3, 4, 5, 6, 7];
/// Its strides.
const STRIDES: [usize; 4] = [1, 2, 3, 4];
/// Its paddings.
const PADDINGS: [usize; 3] = [0, 1, 2];

/// The sizes that one of the two convolutions makes of one input size, for all small
/// kernels, strides and paddings.
///
/// ```
/// use aelib_show::explain::Sizes;
/// let sizes = Sizes::conv_transpose2d(7);
/// // The layer of the course's decoder: k = 4, s = 2, p = 1.
/// assert_eq!(sizes.size(4, 2, 1), Some(14));
/// assert!(sizes.to_string().contains("N = s(M - 1) + k - 2p"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    input: usize,
    transposed: bool,
}

impl Sizes {
    /// Sizes of a convolution with an input of `input` rows.
    pub fn conv2d(input: usize) -> Self {
        Self {
            input,
            transposed: false,
        }
    }

    /// Sizes of a transposed convolution with an input of `input` rows.
    pub fn conv_transpose2d(input: usize) -> Self {
        Self {
            input,
            transposed: true,
        }
    }

    /// The size with kernel `k`, stride `s` and padding `p`; `None` if there is no output.
    pub fn size(&self, k: usize, s: usize, p: usize) -> Option<usize> {
        match self.transposed {
            true => ConvTranspose2dOptions::new(s, p).output_size(self.input, k),
            false => Conv2dOptions::new(s, p).output_size(self.input, k),
        }
    }

    /// Whether a size is what the stride alone would give.
    fn is_exact(&self, n: usize, s: usize) -> bool {
        match self.transposed {
            true => n == s * self.input,
            false => s * n == self.input,
        }
    }

    /// The formula and M; and whose padding p is, and what is marked.
    fn words(&self) -> [String; 2] {
        let m = self.input;
        let (title, legend) = match self.transposed {
            true => (
                format!("transposed convolution of M = {m}: N = s(M - 1) + k - 2p"),
                "p rows and columns are cut from each side of the result. Marked: exactly s \
                 times as large as the input.",
            ),
            false => (
                format!("convolution of M = {m}: N = floor((M + 2p - k) / s) + 1"),
                "p rows and columns of zeros are added to each side of the input. Marked: \
                 exactly one s-th of the input.",
            ),
        };
        [title, legend.into()]
    }
}

/// One block for each padding; a star where the size is what the stride alone would give.
impl fmt::Display for Sizes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [title, legend] = self.words();
        writeln!(f, "{title}")?;
        for p in PADDINGS {
            let strides = STRIDES.map(|s| format!("{:>6}", format!("s={s}")));
            writeln!(f, "\np={p}  {}", strides.concat())?;
            for k in KERNELS {
                let cells = STRIDES.map(|s| match self.size(k, s, p) {
                    Some(n) if self.is_exact(n, s) => format!("{n:>5}*"),
                    Some(n) => format!("{n:>5} "),
                    None => "    - ".into(),
                });
                writeln!(f, "k={k}  {}", cells.concat().trim_end())?;
            }
        }
        write!(f, "\n{legend}")
    }
}

impl Sizes {
    /// One table for each padding, with a row for each kernel and a column for each stride.
    /// Marked is what the stride alone would give: s times as large, or an s-th.
    pub fn picture(&self) -> Picture {
        let panels = PADDINGS.map(|p| {
            let sizes = [1, KERNELS.len() + 1, STRIDES.len() + 1];
            Part::maps(&format!("p = {p}"), sizes, |[_, r, c]| match (r, c) {
                (0, 0) => Cell::blank(),
                (0, c) => Cell::text(format!("s={}", STRIDES[c - 1])).pale(),
                (r, 0) => Cell::text(format!("k={}", KERNELS[r - 1])).pale(),
                (r, c) => {
                    let (k, s) = (KERNELS[r - 1], STRIDES[c - 1]);
                    match self.size(k, s, p) {
                        Some(n) => Cell::text(n.to_string()).marked(self.is_exact(n, s), WRITTEN),
                        None => Cell::text("–").pale(),
                    }
                }
            })
        });
        let tables = row(&panels, 52.0);
        let width = tables.size()[0];
        let [title, legend] = self.words().map(|words| sentence(&words, width, 1));
        stack(&[title, tables, legend], MARGIN).picture(self.to_string())
    }

    /// Shows the picture as a cell's result; evcxr calls this.
    pub fn evcxr_display(&self) {
        self.picture().evcxr_display();
    }
}
