//! The transposed convolution: what a convolution does to gradients, used forwards.
//!
//! N batch, C channels in, O channels out, K kernel, S stride, P padding.

use super::engine::buffer;
use super::engine::correlate::{Correlation, Start};
use super::engine::kernel::{Kernel, Pass};
use super::engine::layout::permute;
use super::engine::simd::{self, add_row_sums};
use super::engine::weight_gradient;
use super::engine::window::{Taps, Window};
use std::ops::Range;

/// Every input pixel stamps the kernel, scaled by the pixel, into the output:
/// `Y[o,y·S+i−P,x·S+j−P] += W[c,o,i,j] · X[c,y,x]`, on top of `b[o]`.
///
/// # Shapes
/// X (C, H, W, n), W (C, O, K, K), b (O) → Y (O, H', W', n)
pub struct ConvTranspose2dKernel {
    window: Window,
    channels_in: usize,
    up: Taps,
    down: Taps,
    /// (C, O, K, K), to stamp.
    stamps: Vec<f32>,
    /// (K, K, C, O), to go up.
    weight: Vec<f32>,
    /// (K, K, O, C), to go back down.
    weight_down: Vec<f32>,
    /// (O); empty for none.
    bias: Vec<f32>,
}

impl ConvTranspose2dKernel {
    /// With a weight (C, O, K, K) and a bias (O), or an empty one for none.
    pub fn new(window: Window, channels_in: usize, weight: &[f32], bias: Vec<f32>) -> Self {
        let sizes = [channels_in, window.channels, window.taps()];
        Self {
            window,
            channels_in,
            up: Taps::up(&window),
            down: Taps::down(&window),
            stamps: weight.to_vec(),
            weight: permute(weight, sizes, [2, 0, 1]),
            weight_down: permute(weight, sizes, [2, 1, 0]),
            bias,
        }
    }

    /// Forward for few channels, which would leave registers idle: every input pixel makes
    /// its stamp, all taps of it at once, and every output pixel adds up its own.
    fn stamp(&self, x: &[f32], y: &mut [f32]) {
        let (places, n) = (self.window.places(), x.len() / self.input_len());
        let height = self.window.channels * self.window.taps();
        let mut stamps = buffer::take(height * places * n);
        let make = Correlation {
            taps: &Taps::same(places),
            channels: [self.channels_in, height],
            weight: &self.stamps,
            start: Start::Bias(&[]),
        };
        make.run(x, &mut stamps);
        let pixels = self.window.pixels();
        simd::run(
            #[inline(always)]
            || {
                for (i, y) in y.chunks_exact_mut(n).enumerate() {
                    let (o, pixel) = (i / pixels, i % pixels);
                    y.fill(self.bias.get(o).copied().unwrap_or(0.0));
                    for (tap, place) in self.up.of(pixel) {
                        let stamp = (o * self.window.taps() + tap) * places + place;
                        let stamp = &stamps[stamp * n..][..n];
                        y.iter_mut().zip(stamp).for_each(|(y, stamp)| *y += stamp);
                    }
                }
            },
        );
    }
}

/// Fewer channels than this are stamped.
const FEW: usize = 4;

impl Kernel for ConvTranspose2dKernel {
    fn input_len(&self) -> usize {
        self.channels_in * self.window.places()
    }

    fn output_len(&self) -> usize {
        self.window.channels * self.window.pixels()
    }

    fn param_lens(&self) -> Vec<usize> {
        vec![self.weight.len(), self.bias.len()]
    }

    fn forward(&self, _images: Range<usize>, x: &[f32], y: &mut [f32]) {
        if self.window.channels < FEW {
            return self.stamp(x, y);
        }
        let forward = Correlation {
            taps: &self.up,
            channels: [self.channels_in, self.window.channels],
            weight: &self.weight,
            start: Start::Bias(&self.bias),
        };
        forward.run(x, y);
    }

    /// `dW[c,o,i,j] += Σ_n,y,x X[c,y,x,n] · dY[o,y·S+i−P,x·S+j−P,n]`,
    /// `db[o] += Σ_n,y,x dY[o,y,x,n]`, and dX is the convolution of dY.
    fn backward(
        &self,
        _images: Range<usize>,
        pass: Pass,
        dx: Option<&mut [f32]>,
        dparams: &mut [f32],
    ) {
        let (dw, db) = dparams.split_at_mut(self.weight.len());
        weight_gradient::add(&self.window, pass.x, pass.dy, dw);
        add_row_sums(pass.dy, db);
        if let Some(dx) = dx {
            let back = Correlation {
                taps: &self.down,
                channels: [self.window.channels, self.channels_in],
                weight: &self.weight_down,
                start: Start::Bias(&[]),
            };
            back.run(pass.dy, dx);
        }
    }
}
