//! The transposed convolution: what a convolution does to gradients, used forwards.
//!
//! N batch, C channels in, O channels out, K kernel, S stride, P padding.

use super::buffer;
use super::gemm::{Into, Matrix, gemm};
use super::kernel::{Kernel, Pass};
use super::window::Window;

/// Every input pixel stamps the kernel, scaled by the pixel, into the output:
/// `Y[n,o,y·S+i−P,x·S+j−P] += W[c,o,i,j] · X[n,c,y,x]`, and then `+ b[o]`.
///
/// # Shapes
/// X (N, C, H, W), W (C, O, K, K), b (O) → Y (N, O, H', W')
pub struct ConvTranspose2dKernel {
    /// From the input (small) to the output (large).
    pub window: Window,
    /// Channels in, C.
    pub channels_in: usize,
    /// (C, O, K, K)
    pub weight: Vec<f32>,
    /// (O); empty for none.
    pub bias: Vec<f32>,
}

impl ConvTranspose2dKernel {
    fn stamps(&self) -> Matrix<'_> {
        Matrix::new(&self.weight, self.channels_in, self.window.taps())
    }
}

impl Kernel for ConvTranspose2dKernel {
    fn input_len(&self) -> usize {
        self.channels_in * self.window.positions()
    }

    fn output_len(&self) -> usize {
        self.window.large_len()
    }

    fn param_lens(&self) -> Vec<usize> {
        vec![self.weight.len(), self.bias.len()]
    }

    fn forward(&self, n: usize, x: &[f32], y: &mut [f32]) {
        let (taps, width) = (self.window.taps(), n * self.window.grid());
        let mut columns = buffer::take(taps * width);
        let mut grids = buffer::take(self.channels_in * width);
        self.window.spread(n, self.channels_in, x, &mut grids);
        // (O·K·K, C) × (C, N·H·W)
        let x = Matrix::new(&grids, self.channels_in, width);
        gemm(self.stamps().t(), x, Into::Replace, &mut columns);
        self.window.scatter(n, &columns, &self.bias, y);
    }

    /// `dW[c,o,i,j] += Σ_n,y,x X[n,c,y,x] · dY[n,o,y·S+i−P,x·S+j−P]`,
    /// `db[o] += Σ_n,y,x dY[n,o,y,x]`, and dX is the convolution of dY.
    fn backward(&self, n: usize, pass: Pass, dx: &mut [f32], dparams: &mut [f32]) {
        let (taps, width) = (self.window.taps(), n * self.window.grid());
        let pixels = self.window.large[0] * self.window.large[1];
        let (dw, db) = dparams.split_at_mut(self.weight.len());
        if !db.is_empty() {
            for dy in pass.dy.chunks_exact(self.output_len()) {
                for (db, map) in db.iter_mut().zip(dy.chunks_exact(pixels)) {
                    *db += map.iter().sum::<f32>();
                }
            }
        }
        let mut columns = buffer::take(taps * width);
        let mut grids = buffer::take(self.channels_in * width);
        self.window.gather(n, pass.dy, &mut columns);
        self.window.spread(n, self.channels_in, pass.x, &mut grids);
        let dy = Matrix::new(&columns, taps, width);
        // (C, N·H·W) × (N·H·W, O·K·K)
        gemm(
            Matrix::new(&grids, self.channels_in, width),
            dy.t(),
            Into::Add,
            dw,
        );
        // (C, O·K·K) × (O·K·K, N·H·W)
        gemm(self.stamps(), dy, Into::Replace, &mut grids);
        self.window.unspread(n, &grids, &[], dx);
    }
}
