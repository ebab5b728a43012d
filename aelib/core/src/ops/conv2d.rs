//! The convolution.
//!
//! N batch, C channels in, O channels out, K kernel, S stride, P padding.

use super::engine::correlate::{Correlation, Start};
use super::engine::kernel::{Kernel, Pass};
use super::engine::layout::permute;
use super::engine::simd::add_row_sums;
use super::engine::weight_gradient;
use super::engine::window::{Taps, Window};
use std::ops::Range;

/// `Y[o,y,x] = b[o] + Σ_c,i,j W[o,c,i,j] · X[c,y·S+i−P,x·S+j−P]`
///
/// # Shapes
/// X (C, H, W, n), W (O, C, K, K), b (O) → Y (O, H', W', n)
pub struct Conv2dKernel {
    window: Window,
    channels_out: usize,
    down: Taps,
    up: Taps,
    /// (K, K, C, O), to go down.
    weight: Vec<f32>,
    /// (K, K, O, C), to go back up.
    weight_up: Vec<f32>,
    /// (O); empty for none.
    bias: Vec<f32>,
}

impl Conv2dKernel {
    /// With a weight (O, C, K, K) and a bias (O), or an empty one for none.
    pub fn new(window: Window, channels_out: usize, weight: &[f32], bias: Vec<f32>) -> Self {
        let sizes = [channels_out, window.channels, window.taps()];
        Self {
            window,
            channels_out,
            down: Taps::down(&window),
            up: Taps::up(&window),
            weight: permute(weight, sizes, [2, 1, 0]),
            weight_up: permute(weight, sizes, [2, 0, 1]),
            bias,
        }
    }
}

impl Kernel for Conv2dKernel {
    fn input_len(&self) -> usize {
        self.window.channels * self.window.pixels()
    }

    fn output_len(&self) -> usize {
        self.channels_out * self.window.places()
    }

    fn param_lens(&self) -> Vec<usize> {
        vec![self.weight.len(), self.bias.len()]
    }

    fn forward(&self, _images: Range<usize>, x: &[f32], y: &mut [f32]) {
        let forward = Correlation {
            taps: &self.down,
            channels: [self.window.channels, self.channels_out],
            weight: &self.weight,
            start: Start::Bias(&self.bias),
        };
        forward.run(x, y);
    }

    /// `dW[o,c,i,j] += Σ_n,y,x dY[o,y,x,n] · X[c,y·S+i−P,x·S+j−P,n]`,
    /// `db[o] += Σ_n,y,x dY[o,y,x,n]`, and dX is the transposed convolution of dY.
    fn backward(
        &self,
        _images: Range<usize>,
        pass: Pass,
        dx: Option<&mut [f32]>,
        dparams: &mut [f32],
    ) {
        let (dw, db) = dparams.split_at_mut(self.weight.len());
        weight_gradient::add(&self.window, pass.dy, pass.x, dw);
        add_row_sums(pass.dy, db);
        if let Some(dx) = dx {
            let back = Correlation {
                taps: &self.up,
                channels: [self.channels_out, self.window.channels],
                weight: &self.weight_up,
                start: Start::Bias(&[]),
            };
            back.run(pass.dy, dx);
        }
    }
}
