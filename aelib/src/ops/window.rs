//! Windows on a map, and the columns they see: `im2col` and back.
//!
//! A convolution moves a window over the *large* map and writes one pixel of the *small*
//! map for each place; a transposed convolution goes the other way. With one row per
//! place, and in it one number per tap and channel, both become a matrix product.
//!
//! Maps are channels-last (N, H, W, C): what one row of the kernel sees lies side by side
//! in memory, and is copied in one run.

use super::simd;

/// The geometry of a convolution, in pixels.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// Channels of the large map, C.
    pub channels: usize,
    /// Height and width of the large map.
    pub large: [usize; 2],
    /// Height and width of the small map: the places of the window.
    pub small: [usize; 2],
    /// Height and width of the kernel, K.
    pub kernel: [usize; 2],
    /// Pixels from place to place, S.
    pub stride: usize,
    /// Pixels around the large map that read as zero, P.
    pub padding: usize,
    /// Pixels from tap to tap, D.
    pub dilation: usize,
}

impl Window {
    /// Places, H'·W'.
    pub fn places(&self) -> usize {
        self.small[0] * self.small[1]
    }

    /// Taps of one channel, K·K.
    pub fn kernel_len(&self) -> usize {
        self.kernel[0] * self.kernel[1]
    }

    /// Numbers that the window sees at one place, K·K·C.
    pub fn taps(&self) -> usize {
        self.kernel_len() * self.channels
    }

    /// Numbers of the large map, H·W·C.
    pub fn large_len(&self) -> usize {
        self.large[0] * self.large[1] * self.channels
    }

    /// The pixel that a tap sees from a place, along one axis; `None` in the padding.
    fn pixel(&self, axis: usize, place: usize, tap: usize) -> Option<usize> {
        let pixel = (place * self.stride + tap * self.dilation).checked_sub(self.padding)?;
        (pixel < self.large[axis]).then_some(pixel)
    }
}

/// The way between a map and its columns, worked out once.
pub struct Columns {
    window: Window,
    runs: Vec<Run>,
    /// Where the padding is seen: first number in the columns, and how many.
    gaps: Vec<(usize, usize)>,
}

/// Numbers that lie side by side both in a map and in its columns.
#[derive(Clone, Copy)]
struct Run {
    map: usize,
    column: usize,
    len: usize,
}

impl Columns {
    /// For this window.
    pub fn new(window: Window) -> Self {
        let (mut runs, mut gaps) = (Vec::<Run>::new(), Vec::<(usize, usize)>::new());
        let ([rows, cols], [k_h, k_w], c) = (window.small, window.kernel, window.channels);
        let mut column = 0;
        for (y, x) in grid(rows, cols) {
            for (i, j) in grid(k_h, k_w) {
                match (window.pixel(0, y, i), window.pixel(1, x, j)) {
                    (Some(v), Some(h)) => {
                        let map = (v * window.large[1] + h) * c;
                        match runs.last_mut() {
                            Some(r) if r.column + r.len == column && r.map + r.len == map => {
                                r.len += c;
                            }
                            _ => runs.push(Run {
                                map,
                                column,
                                len: c,
                            }),
                        }
                    }
                    _ => match gaps.last_mut() {
                        Some((start, len)) if *start + *len == column => *len += c,
                        _ => gaps.push((column, c)),
                    },
                }
                column += c;
            }
        }
        Self { window, runs, gaps }
    }

    /// The geometry.
    pub fn window(&self) -> &Window {
        &self.window
    }

    /// `im2col`: what the window sees at each place; zero in the padding.
    ///
    /// # Shapes
    /// `maps` (n, H, W, C) → overwrites `columns` (n·H'·W', K·K·C)
    pub fn gather(&self, maps: &[f32], columns: &mut [f32]) {
        let (from, to) = self.lens();
        simd::run(
            #[inline(always)]
            || {
                for (map, columns) in maps.chunks_exact(from).zip(columns.chunks_exact_mut(to)) {
                    for (start, len) in &self.gaps {
                        let gap = &mut columns[*start..start + len];
                        match gap.len() {
                            1 => gap[0] = 0.0,
                            16 => gap[..16].copy_from_slice(&[0.0; 16]),
                            _ => gap.fill(0.0),
                        }
                    }
                    for run in &self.runs {
                        let to = &mut columns[run.column..run.column + run.len];
                        let from = &map[run.map..run.map + run.len];
                        // Runs are short: a call of memcpy takes longer than the copy, so the
                        // usual lengths are compiled in.
                        match run.len {
                            3 => copy::<3>(from, to),
                            4 => copy::<4>(from, to),
                            32 => copy::<32>(from, to),
                            48 => copy::<48>(from, to),
                            64 => copy::<64>(from, to),
                            _ => to.copy_from_slice(from),
                        }
                    }
                }
            },
        );
    }

    /// `col2im`, the transpose of [`gather`](Self::gather): adds each number where it came
    /// from. What falls on the padding is dropped.
    ///
    /// # Shapes
    /// `columns` (n·H'·W', K·K·C) → adds to `maps` (n, H, W, C)
    pub fn scatter(&self, columns: &[f32], maps: &mut [f32]) {
        let (to, from) = self.lens();
        simd::run(
            #[inline(always)]
            || {
                for (map, columns) in maps.chunks_exact_mut(to).zip(columns.chunks_exact(from)) {
                    for run in &self.runs {
                        let from = &columns[run.column..run.column + run.len];
                        let to = &mut map[run.map..run.map + run.len];
                        match run.len {
                            4 => add::<4>(from, to),
                            32 => add::<32>(from, to),
                            48 => add::<48>(from, to),
                            64 => add::<64>(from, to),
                            _ => to.iter_mut().zip(from).for_each(|(to, from)| *to += from),
                        }
                    }
                }
            },
        );
    }

    /// Numbers per image: in the map, and in the columns.
    fn lens(&self) -> (usize, usize) {
        let window = &self.window;
        (window.large_len(), window.places() * window.taps())
    }
}

/// All pairs of a row and a column, row by row.
fn grid(rows: usize, cols: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..rows).flat_map(move |row| (0..cols).map(move |col| (row, col)))
}

#[inline(always)]
fn copy<const LEN: usize>(from: &[f32], to: &mut [f32]) {
    to[..LEN].copy_from_slice(&from[..LEN]);
}

#[inline(always)]
fn add<const LEN: usize>(from: &[f32], to: &mut [f32]) {
    for i in 0..LEN {
        to[..LEN][i] += from[..LEN][i];
    }
}
