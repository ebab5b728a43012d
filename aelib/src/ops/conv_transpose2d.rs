//! The transposed convolution: what a convolution does to gradients, used forwards.
//!
//! N batch, C channels in, O channels out, K kernel, S stride, P padding.

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

    fn forward(&self, _n: usize, x: &[f32], y: &mut [f32]) {
        let (taps, positions) = (self.window.taps(), self.window.positions());
        let mut columns = vec![0.0; taps * positions];
        let pixels = self.window.large[0] * self.window.large[1];
        let images = x.chunks_exact(self.input_len());
        for (x, y) in images.zip(y.chunks_exact_mut(self.output_len())) {
            // (O·K·K, C) × (C, H·W)
            let x = Matrix::new(x, self.channels_in, positions);
            gemm(self.stamps().t(), x, Into::Replace, &mut columns);
            y.fill(0.0);
            for (map, b) in y.chunks_exact_mut(pixels).zip(&self.bias) {
                map.fill(*b);
            }
            self.window.scatter_add(&columns, y);
        }
    }

    /// `dW[c,o,i,j] += Σ_n,y,x X[n,c,y,x] · dY[n,o,y·S+i−P,x·S+j−P]`,
    /// `db[o] += Σ_n,y,x dY[n,o,y,x]`, and dX is the convolution of dY.
    fn backward(&self, _n: usize, pass: Pass, dx: &mut [f32], dparams: &mut [f32]) {
        let (taps, positions) = (self.window.taps(), self.window.positions());
        let mut columns = vec![0.0; taps * positions];
        let pixels = self.window.large[0] * self.window.large[1];
        let (dw, db) = dparams.split_at_mut(self.weight.len());
        let images = pass.x.chunks_exact(self.input_len());
        let grads = pass.dy.chunks_exact(self.output_len());
        for ((x, dy), dx) in images.zip(grads).zip(dx.chunks_exact_mut(self.input_len())) {
            for (map, db) in dy.chunks_exact(pixels).zip(db.iter_mut()) {
                *db += map.iter().sum::<f32>();
            }
            self.window.gather(dy, &mut columns);
            let dy = Matrix::new(&columns, taps, positions);
            // (C, H·W) × (H·W, O·K·K)
            let x = Matrix::new(x, self.channels_in, positions);
            gemm(x, dy.t(), Into::Add, dw);
            // (C, O·K·K) × (O·K·K, H·W)
            gemm(self.stamps(), dy, Into::Replace, dx);
        }
    }
}
