//! Channels first, as tensors are, and channels last, as kernels want maps.

use super::kernel::{Kernel, Pass};
use std::ops::Range;

/// `(count, rows, cols)` to `(count, cols, rows)`: each of `count` matrices transposed.
pub fn transpose(rows: usize, cols: usize, from: &[f32], to: &mut [f32]) {
    // Squares that fit the nearest cache, so that neither side is read with a stride for long.
    const SQUARE: usize = 16;
    for (from, to) in from
        .chunks_exact(rows * cols)
        .zip(to.chunks_exact_mut(rows * cols))
    {
        for top in (0..rows).step_by(SQUARE) {
            for left in (0..cols).step_by(SQUARE) {
                for col in left..cols.min(left + SQUARE) {
                    for row in top..rows.min(top + SQUARE) {
                        to[col * rows + row] = from[row * cols + col];
                    }
                }
            }
        }
    }
}

/// (N, C, P) to (N, P, C), or back.
#[derive(Clone, Copy)]
pub struct Transpose {
    /// Rows of what goes in.
    pub rows: usize,
    /// Columns of what goes in.
    pub cols: usize,
}

impl Transpose {
    /// To channels-last, for a map (C, H, W); `None` where that changes nothing.
    pub fn to_last([channels, height, width]: [usize; 3]) -> Option<Self> {
        let pixels = height * width;
        (channels > 1 && pixels > 1).then_some(Self {
            rows: channels,
            cols: pixels,
        })
    }

    /// From channels-last, for a map (C, H, W); `None` where that changes nothing.
    pub fn to_first(map: [usize; 3]) -> Option<Self> {
        Self::to_last(map).map(Self::back)
    }

    /// The way back.
    pub fn back(self) -> Self {
        Self {
            rows: self.cols,
            cols: self.rows,
        }
    }

    /// Changes the layout of each row of a matrix.
    pub fn rows_of(self, matrix: &mut [f32]) {
        let from = matrix.to_vec();
        transpose(self.rows, self.cols, &from, matrix);
    }

    /// Changes the order of the rows of a matrix, as if each column were laid out anew.
    pub fn columns_of(self, matrix: &mut [f32]) {
        let width = matrix.len() / (self.rows * self.cols);
        let from = matrix.to_vec();
        let rows =
            (0..self.cols).flat_map(|col| (0..self.rows).map(move |row| row * self.cols + col));
        for (to, row) in matrix.chunks_exact_mut(width).zip(rows) {
            to.copy_from_slice(&from[row * width..][..width]);
        }
    }
}

impl Kernel for Transpose {
    fn input_len(&self) -> usize {
        self.rows * self.cols
    }

    fn output_len(&self) -> usize {
        self.rows * self.cols
    }

    fn as_layout(&self) -> Option<Transpose> {
        Some(*self)
    }

    fn forward(&self, _images: Range<usize>, x: &[f32], y: &mut [f32]) {
        transpose(self.rows, self.cols, x, y);
    }

    fn backward(
        &self,
        _images: Range<usize>,
        pass: Pass,
        dx: Option<&mut [f32]>,
        _dparams: &mut [f32],
    ) {
        if let Some(dx) = dx {
            transpose(self.cols, self.rows, pass.dy, dx);
        }
    }
}
