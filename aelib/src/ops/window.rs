//! A kernel's window sliding over a map, and the two ways to move numbers through it.
//!
//! A convolution and its transpose share one picture: a *large* map over which a k x k
//! window slides, and a *small* map with one pixel per position of the window. The
//! convolution goes from large to small, the transposed convolution from small to
//! large.

/// The geometry of a sliding window. Sides are in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Channels of the large map.
    pub channels: usize,
    /// Height and width of the large map.
    pub large: [usize; 2],
    /// Height and width of the small map: the window's positions.
    pub small: [usize; 2],
    /// Height and width of the kernel.
    pub kernel: [usize; 2],
    /// Step from one position to the next, in pixels of the large map.
    pub stride: usize,
    /// Zeros around the large map.
    pub padding: usize,
    /// Distance between neighbouring taps.
    pub dilation: usize,
}

impl Window {
    /// Rows of the column matrix: numbers under one window, C·K·K.
    pub fn taps(&self) -> usize {
        self.channels * self.kernel[0] * self.kernel[1]
    }

    /// Columns of the column matrix: positions of the window, H'·W'.
    pub fn positions(&self) -> usize {
        self.small[0] * self.small[1]
    }

    /// Numbers in the large map, C·H·W.
    pub fn large_len(&self) -> usize {
        self.channels * self.large[0] * self.large[1]
    }

    /// `im2col`: copies what lies under each position of the window into a column.
    /// Taps on the padding read zero.
    ///
    /// # Shapes
    /// `map` (C, H, W) → `columns` (C·K·K, H'·W')
    pub fn gather(&self, map: &[f32], columns: &mut [f32]) {
        self.each_row(|source, range, column| {
            let row = &mut columns[column..column + self.small[1]];
            row.fill(0.0);
            for x in range {
                row[x] = map[source(x)];
            }
        });
    }

    /// `col2im`, the transpose of [`gather`](Self::gather): adds each column back to
    /// where it came from. What falls on the padding is dropped.
    ///
    /// # Shapes
    /// `columns` (C·K·K, H'·W') → added to `map` (C, H, W)
    pub fn scatter_add(&self, columns: &[f32], map: &mut [f32]) {
        self.each_row(|source, range, column| {
            let row = &columns[column..column + self.small[1]];
            for x in range {
                map[source(x)] += row[x];
            }
        });
    }

    /// Calls `f(source, range, column)` for each tap and each row of window positions:
    /// `column` is where that row starts in the column matrix, `range` the positions
    /// whose tap lies on the map, `source(x)` the pixel that position x sees. Rows
    /// that lie on the padding entirely come with an empty range.
    fn each_row(&self, mut f: impl FnMut(&dyn Fn(usize) -> usize, std::ops::Range<usize>, usize)) {
        let ([height, width], [rows, cols]) = (self.large, self.small);
        let mut column = 0;
        for c in 0..self.channels {
            for i in 0..self.kernel[0] {
                for j in 0..self.kernel[1] {
                    let seen = self.inside(j * self.dilation, cols, width);
                    let shift = j * self.dilation;
                    for y in 0..rows {
                        let row = (y * self.stride + i * self.dilation)
                            .checked_sub(self.padding)
                            .filter(|&row| row < height);
                        let start = (c * height + row.unwrap_or(0)) * width;
                        let source = |x: usize| start + x * self.stride + shift - self.padding;
                        let range = if row.is_some() { seen.clone() } else { 0..0 };
                        f(&source, range, column);
                        column += cols;
                    }
                }
            }
        }
    }

    /// The positions whose tap at `offset` lies inside a side of `len` pixels.
    fn inside(&self, offset: usize, positions: usize, len: usize) -> std::ops::Range<usize> {
        let first = self.padding.saturating_sub(offset).div_ceil(self.stride);
        let end = (len + self.padding)
            .saturating_sub(offset)
            .div_ceil(self.stride)
            .min(positions);
        first.min(end)..end
    }
}
