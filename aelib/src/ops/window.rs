//! A kernel's window sliding over a map, and the ways to move numbers through it.
//!
//! A convolution and its transpose share one picture: a *large* map over which a K x K
//! window slides, and a *small* map with one pixel per position of the window. The
//! convolution goes from large to small, the transposed convolution from small to
//! large.
//!
//! Both become one matrix product for a whole group of images through the *column
//! matrix*: a row for each tap of the kernel, a column for each position of the window.
//! To fill it (`im2col`) or to add it back (`col2im`) without touching single pixels,
//! the padded large map is first split into its S x S *phases*, the pixels whose row and
//! column leave the same remainder by S. Within one phase, what a tap sees from one
//! position to the next lies side by side, so a whole row of the column matrix is one
//! contiguous run. For that, rows of the small map are `pitch` numbers apart, a little
//! more than their width; the numbers between are idle.

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
        self.channels * self.taps_per_channel()
    }

    fn taps_per_channel(&self) -> usize {
        self.kernel[0] * self.kernel[1]
    }

    /// Pixels of the small map, H'·W'.
    pub fn positions(&self) -> usize {
        self.small[0] * self.small[1]
    }

    /// Numbers in the large map, C·H·W.
    pub fn large_len(&self) -> usize {
        self.channels * self.large[0] * self.large[1]
    }

    /// Columns of the column matrix for one image: H' rows, a pitch apart.
    pub fn grid(&self) -> usize {
        self.small[0] * self.pitch()
    }

    /// From one row of positions to the next: the width of a phase.
    fn pitch(&self) -> usize {
        self.small[1] + self.reach(1)
    }

    /// How many positions further the last tap of a side sees than the first.
    fn reach(&self, side: usize) -> usize {
        (self.kernel[side] - 1) * self.dilation / self.stride
    }

    /// Numbers in one phase of one channel.
    fn phase_len(&self) -> usize {
        (self.small[0] + self.reach(0)) * self.pitch()
    }

    /// Length of the contiguous run that one tap sees.
    fn run(&self) -> usize {
        self.grid() - self.reach(1)
    }

    /// Where in the phases tap (i, j) starts to read.
    fn start(&self, i: usize, j: usize) -> usize {
        let ([v, h], s) = ([i * self.dilation, j * self.dilation], self.stride);
        (v % s * s + h % s) * self.phase_len() + v / s * self.pitch() + h / s
    }

    /// `im2col`: copies what lies under each position of the window into a column. Taps
    /// on the padding read zero; the idle columns get numbers that mean nothing.
    ///
    /// # Shapes
    /// `maps` (n, C, H, W) → `columns` (C·K·K, n · grid)
    pub fn gather(&self, n: usize, maps: &[f32], columns: &mut [f32]) {
        let (width, run) = (n * self.grid(), self.run());
        let lines = self.lines();
        let mut phases = vec![0.0; self.stride * self.stride * self.phase_len()];
        self.each_channel(n, |map, c, first_column| {
            split(&lines, self.stride, &maps[map], &mut phases);
            let mut row = c * self.taps_per_channel() * width + first_column;
            for i in 0..self.kernel[0] {
                for j in 0..self.kernel[1] {
                    let start = self.start(i, j);
                    columns[row..row + run].copy_from_slice(&phases[start..start + run]);
                    columns[row + run..row + self.grid()].fill(0.0);
                    row += width;
                }
            }
        });
    }

    /// `col2im`, the transpose of [`gather`](Self::gather): adds each column up where it
    /// came from, and `bias[c]` to all pixels of channel c (an empty bias adds nothing). What
    /// falls on the padding is dropped. Idle columns must be zero.
    ///
    /// # Shapes
    /// `columns` (C·K·K, n · grid) → overwrites `maps` (n, C, H, W)
    pub fn scatter(&self, n: usize, columns: &[f32], bias: &[f32], maps: &mut [f32]) {
        let (width, run) = (n * self.grid(), self.run());
        let lines = self.lines();
        let mut phases = vec![0.0; self.stride * self.stride * self.phase_len()];
        self.each_channel(n, |map, c, first_column| {
            maps[map.clone()].fill(bias.get(c).copied().unwrap_or(0.0));
            phases.fill(0.0);
            let mut row = c * self.taps_per_channel() * width + first_column;
            for i in 0..self.kernel[0] {
                for j in 0..self.kernel[1] {
                    let start = self.start(i, j);
                    add(&mut phases[start..start + run], &columns[row..row + run]);
                    row += width;
                }
            }
            let bias = bias.get(c).copied().unwrap_or(0.0);
            join(&lines, self.stride, &phases, bias, &mut maps[map]);
        });
    }

    /// Spreads small maps to a pitch, with zeros between.
    ///
    /// # Shapes
    /// `maps` (n, channels, H', W') → `grids` (channels, n · grid)
    pub fn spread(&self, n: usize, channels: usize, maps: &[f32], grids: &mut [f32]) {
        let ([_, cols], pitch) = (self.small, self.pitch());
        for (image, map) in maps.chunks_exact(channels * self.positions()).enumerate() {
            for (c, map) in map.chunks_exact(self.positions()).enumerate() {
                let grid = &mut grids[(c * n + image) * self.grid()..][..self.grid()];
                for (to, from) in grid.chunks_exact_mut(pitch).zip(map.chunks_exact(cols)) {
                    to[..cols].copy_from_slice(from);
                    to[cols..].fill(0.0);
                }
            }
        }
    }

    /// The reverse of [`spread`](Self::spread), with `bias[c]` added to channel c; an
    /// empty bias adds nothing.
    ///
    /// # Shapes
    /// `grids` (channels, n · grid) → `maps` (n, channels, H', W')
    pub fn unspread(&self, n: usize, grids: &[f32], bias: &[f32], maps: &mut [f32]) {
        let ([_, cols], pitch) = (self.small, self.pitch());
        let channels = grids.len() / (n * self.grid());
        for (image, map) in maps
            .chunks_exact_mut(channels * self.positions())
            .enumerate()
        {
            for (c, map) in map.chunks_exact_mut(self.positions()).enumerate() {
                let bias = bias.get(c).copied().unwrap_or(0.0);
                let grid = &grids[(c * n + image) * self.grid()..][..self.grid()];
                for (to, from) in map.chunks_exact_mut(cols).zip(grid.chunks_exact(pitch)) {
                    for (to, from) in to.iter_mut().zip(from) {
                        *to = from + bias;
                    }
                }
            }
        }
    }

    /// Calls `f` for each channel of each image: where its map lies, which channel it is,
    /// and the image's first column in the column matrix.
    fn each_channel(&self, n: usize, mut f: impl FnMut(std::ops::Range<usize>, usize, usize)) {
        let pixels = self.large[0] * self.large[1];
        for image in 0..n {
            for c in 0..self.channels {
                let map = (image * self.channels + c) * pixels;
                f(map..map + pixels, c, image * self.grid());
            }
        }
    }

    /// Where the pixels of a map lie in its phases. The rest of the phases is padding.
    fn lines(&self) -> Vec<Line> {
        let ([height, width], s, p) = (self.large, self.stride, self.padding);
        let mut lines = Vec::new();
        for phase in 0..s * s {
            let (down, right) = (phase / s, phase % s);
            // The pixels of this phase that are not padding: first and one past the last.
            let first = p.saturating_sub(right).div_ceil(s);
            let end = (width + p)
                .saturating_sub(right)
                .div_ceil(s)
                .min(self.pitch());
            for (y, line) in (0..self.phase_len()).step_by(self.pitch()).enumerate() {
                if let Some(row) = (y * s + down).checked_sub(p)
                    && row < height
                    && first < end
                {
                    lines.push(Line {
                        pixel: row * width + first * s + right - p,
                        phase: phase * self.phase_len() + line + first,
                        count: end - first,
                    });
                }
            }
        }
        lines
    }
}

/// Pixels of one row that lie side by side in a phase.
struct Line {
    /// The first pixel, in the map; the others follow a stride apart.
    pixel: usize,
    /// The first pixel, in the phases.
    phase: usize,
    /// How many.
    count: usize,
}

/// Splits one channel into its phases, and leaves the padding in `phases` as it is.
fn split(lines: &[Line], stride: usize, map: &[f32], phases: &mut [f32]) {
    for line in lines {
        let phase = &mut phases[line.phase..line.phase + line.count];
        for (to, from) in phase.iter_mut().zip(map[line.pixel..].chunks(stride)) {
            *to = from[0];
        }
    }
}

/// Puts the phases of one channel together, without the padding; adds `bias`.
fn join(lines: &[Line], stride: usize, phases: &[f32], bias: f32, map: &mut [f32]) {
    for line in lines {
        let phase = &phases[line.phase..line.phase + line.count];
        for (from, to) in phase.iter().zip(map[line.pixel..].chunks_mut(stride)) {
            to[0] = from + bias;
        }
    }
}

fn add(sum: &mut [f32], values: &[f32]) {
    for (sum, value) in sum.iter_mut().zip(values) {
        *sum += value;
    }
}
