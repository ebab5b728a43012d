//! Maps made larger by repeating each pixel: nothing is learned, and no pixel gets more than
//! another.

use super::engine::kernel::{Kernel, Pass};
use std::ops::Range;

/// From `channels` maps of one size to as many whose sides are `factor` times as long.
pub struct UpsampleKernel {
    /// Channels, height and width of what goes in.
    pub map: [usize; 3],
    /// How often a pixel stands in a row, and its row one below the other.
    pub factor: usize,
}

impl UpsampleKernel {
    /// For each row of a larger map the row of the smaller one that it repeats.
    fn rows(&self) -> impl Iterator<Item = usize> {
        let ([channels, height, _], factor) = (self.map, self.factor);
        (0..channels * height).flat_map(move |row| std::iter::repeat_n(row, factor))
    }
}

/// Slices are (C, H, W, n): pixels of n images side by side.
impl Kernel for UpsampleKernel {
    fn lens(&self) -> [usize; 2] {
        let len = self.map.iter().product::<usize>();
        [len, len * self.factor * self.factor]
    }

    /// `Y[c, y, x] = X[c, ⌊y / F⌋, ⌊x / F⌋]`
    fn forward(&self, _images: Range<usize>, x: &[f32], y: &mut [f32]) {
        let images = x.len() / self.lens()[0];
        let row = self.map[2] * images;
        for (from, y) in self.rows().zip(y.chunks_exact_mut(self.factor * row)) {
            let pixels = x[from * row..][..row].chunks_exact(images);
            for (pixel, copies) in pixels.zip(y.chunks_exact_mut(self.factor * images)) {
                copies
                    .chunks_exact_mut(images)
                    .for_each(|copy| copy.copy_from_slice(pixel));
            }
        }
    }

    /// `dX[c, i, j] = Σ dY[c, y, x]` over the F·F pixels that repeat it.
    fn backward(&self, pass: Pass, dx: Option<&mut [f32]>, _dparams: &mut [f32]) {
        let Some(dx) = dx else { return };
        let images = dx.len() / self.lens()[0];
        let row = self.map[2] * images;
        dx.fill(0.0);
        for (to, dy) in self.rows().zip(pass.dy.chunks_exact(self.factor * row)) {
            let pixels = dx[to * row..][..row].chunks_exact_mut(images);
            for (pixel, copies) in pixels.zip(dy.chunks_exact(self.factor * images)) {
                for copy in copies.chunks_exact(images) {
                    pixel.iter_mut().zip(copy).for_each(|(sum, dy)| *sum += dy);
                }
            }
        }
    }
}
