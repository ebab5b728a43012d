//! The convolution.
//!
//! N batch, C channels in, O channels out, K kernel, S stride, P padding.

use super::gemm::{Into, Matrix, gemm};
use super::kernel::{Kernel, Pass};
use super::window::Window;

/// `Y[n,o,y,x] = b[o] + Σ_c,i,j W[o,c,i,j] · X[n,c,y·S+i−P,x·S+j−P]`
///
/// # Shapes
/// X (N, C, H, W), W (O, C, K, K), b (O) → Y (N, O, H', W')
pub struct Conv2dKernel {
    /// From the input (large) to the output (small).
    pub window: Window,
    /// Channels out, O.
    pub channels_out: usize,
    /// (O, C, K, K)
    pub weight: Vec<f32>,
    /// (O); empty for none.
    pub bias: Vec<f32>,
}

impl Conv2dKernel {
    fn filters(&self) -> Matrix<'_> {
        Matrix::new(&self.weight, self.channels_out, self.window.taps())
    }
}

impl Kernel for Conv2dKernel {
    fn input_len(&self) -> usize {
        self.window.large_len()
    }

    fn output_len(&self) -> usize {
        self.channels_out * self.window.positions()
    }

    fn param_lens(&self) -> Vec<usize> {
        vec![self.weight.len(), self.bias.len()]
    }

    fn forward(&self, _n: usize, x: &[f32], y: &mut [f32]) {
        let (taps, positions) = (self.window.taps(), self.window.positions());
        let mut columns = vec![0.0; taps * positions];
        let images = x.chunks_exact(self.input_len());
        for (x, y) in images.zip(y.chunks_exact_mut(self.output_len())) {
            self.window.gather(x, &mut columns);
            // (O, C·K·K) × (C·K·K, H'·W')
            let columns = Matrix::new(&columns, taps, positions);
            gemm(self.filters(), columns, Into::Replace, y);
            for (row, b) in y.chunks_exact_mut(positions).zip(&self.bias) {
                row.iter_mut().for_each(|v| *v += b);
            }
        }
    }

    /// `dW[o,c,i,j] += Σ_n,y,x dY[n,o,y,x] · X[n,c,y·S+i−P,x·S+j−P]`,
    /// `db[o] += Σ_n,y,x dY[n,o,y,x]`, and dX is the transposed convolution of dY.
    fn backward(&self, _n: usize, pass: Pass, dx: &mut [f32], dparams: &mut [f32]) {
        let (taps, positions) = (self.window.taps(), self.window.positions());
        let mut columns = vec![0.0; taps * positions];
        let (dw, db) = dparams.split_at_mut(self.weight.len());
        dx.fill(0.0);
        let images = pass.x.chunks_exact(self.input_len());
        let grads = pass.dy.chunks_exact(self.output_len());
        for ((x, dy), dx) in images.zip(grads).zip(dx.chunks_exact_mut(self.input_len())) {
            for (row, db) in dy.chunks_exact(positions).zip(db.iter_mut()) {
                *db += row.iter().sum::<f32>();
            }
            let dy = Matrix::new(dy, self.channels_out, positions);
            self.window.gather(x, &mut columns);
            // (O, H'·W') × (H'·W', C·K·K)
            gemm(dy, Matrix::new(&columns, taps, positions).t(), Into::Add, dw);
            // (C·K·K, O) × (O, H'·W')
            gemm(self.filters().t(), dy, Into::Replace, &mut columns);
            self.window.scatter_add(&columns, dx);
        }
    }
}
