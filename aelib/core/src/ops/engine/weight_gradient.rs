//! The gradient of a convolution's weight, for both directions.

use super::buffer::{self, Buffer};
use super::simd;
use super::window::{Window, grid};
use pulp::{Simd, WithSimd};

/// `dW[s,c,t] += Σ_n,(p,q) small[s,p,n] · large[c,q,n]`, over all places p and the pixels q
/// that tap t sees from them.
///
/// # Shapes
/// `small` (S, H'·W', n), `large` (C, H·W, n) → adds to `dw` (S, C, K·K)
pub fn add(window: &Window, small: &[f32], large: &[f32], dw: &mut [f32]) {
    let n = large.len() / (window.channels * window.pixels());
    let (padded, columns) = pad(window, large, n);
    simd::arch().dispatch(Run {
        window,
        n,
        small,
        padded: &padded,
        columns,
        dw,
    });
}

/// The large map with its padding, as far as windows see, so that every tap sees something
/// everywhere; and for each channel and tap where it sees its first pixel.
fn pad(window: &Window, large: &[f32], n: usize) -> (Buffer, Vec<usize>) {
    let (padding, [height, width]) = (window.padding, window.large);
    let [rows, cols] = extent(window);
    let mut padded = buffer::take(window.channels * rows * cols * n);
    let seen = width.min(cols.saturating_sub(padding));
    for (line, to) in padded.chunks_exact_mut(cols * n).enumerate() {
        let (c, y) = (line / rows, (line % rows).wrapping_sub(padding));
        if y >= height || seen == 0 {
            to.fill(0.0);
            continue;
        }
        let (left, rest) = to.split_at_mut(padding * n);
        let (middle, right) = rest.split_at_mut(seen * n);
        left.fill(0.0);
        middle.copy_from_slice(&large[(c * height + y) * width * n..][..seen * n]);
        right.fill(0.0);
    }
    let (dilation, kernel) = (window.dilation, window.kernel);
    let column = |c, (i, j)| (c * rows + i * dilation) * cols + j * dilation;
    let channels = 0..window.channels;
    let columns = channels.flat_map(|c| grid(kernel).map(move |tap| column(c, tap)));
    (padded, columns.collect())
}

/// Rows and columns of the large map, with padding, that windows see.
fn extent(window: &Window) -> [usize; 2] {
    [0, 1].map(|axis| {
        (window.small[axis] - 1) * window.stride + (window.kernel[axis] - 1) * window.dilation + 1
    })
}

struct Run<'a> {
    window: &'a Window,
    n: usize,
    small: &'a [f32],
    padded: &'a [f32],
    columns: Vec<usize>,
    dw: &'a mut [f32],
}

impl WithSimd for Run<'_> {
    type Output = ();

    /// A tile of sums stays in registers while the window moves over the whole map.
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match S::F32_LANES {
            16 => self.each::<S, 4>(simd),
            _ => self.each::<S, 2>(simd),
        }
    }
}

impl Run<'_> {
    #[inline(always)]
    fn each<S: Simd, const ROWS: usize>(mut self, simd: S) {
        let (rows, columns) = (self.dw.len() / self.columns.len(), self.columns.len());
        let mut row = 0;
        while row < rows {
            let wide = rows - row >= ROWS;
            let mut column = 0;
            while column < columns {
                let at = [row, column];
                column += match (wide, columns - column >= 4) {
                    (true, true) => self.tile::<S, ROWS, 4>(simd, at),
                    (true, false) => self.tile::<S, ROWS, 1>(simd, at),
                    (false, true) => self.tile::<S, 1, 4>(simd, at),
                    (false, false) => self.tile::<S, 1, 1>(simd, at),
                };
            }
            row += if wide { ROWS } else { 1 };
        }
    }

    /// `R` channels of the small map by `C` columns: pairs of a channel and a tap.
    #[inline(always)]
    fn tile<S: Simd, const R: usize, const C: usize>(
        &mut self,
        simd: S,
        [row, column]: [usize; 2],
    ) -> usize {
        let Window {
            small: [height, width],
            stride,
            ..
        } = *self.window;
        let (lanes, cols) = (self.n / S::F32_LANES, extent(self.window)[1]);
        let (small, padded) = (
            S::as_simd_f32s(self.small).0,
            S::as_simd_f32s(self.padded).0,
        );
        let small: [_; R] = std::array::from_fn(|r| {
            let map = height * width * lanes;
            &small[(row + r) * map..][..map]
        });
        let large: [_; C] = std::array::from_fn(|c| &padded[self.columns[column + c] * lanes..]);
        let mut sums = [[simd.splat_f32s(0.0); C]; R];
        for y in 0..height {
            for x in 0..width {
                let (p, q) = ((y * width + x) * lanes, (y * cols + x) * stride * lanes);
                for v in 0..lanes {
                    let large: [_; C] = std::array::from_fn(|c| large[c][q + v]);
                    for r in 0..R {
                        let small = small[r][p + v];
                        for c in 0..C {
                            sums[r][c] = simd.mul_add_e_f32s(small, large[c], sums[r][c]);
                        }
                    }
                }
            }
        }
        for (r, sums) in sums.iter().enumerate() {
            for (c, sum) in sums.iter().enumerate() {
                self.dw[(row + r) * self.columns.len() + column + c] += simd.reduce_sum_f32s(*sum);
            }
        }
        C
    }
}
