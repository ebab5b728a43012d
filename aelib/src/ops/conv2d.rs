//! The convolution.
//!
//! N batch, C channels in, O channels out, K kernel, S stride, P padding.

use super::buffer;
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

    fn forward(&self, n: usize, x: &[f32], y: &mut [f32]) {
        let (taps, width) = (self.window.taps(), n * self.window.grid());
        let mut columns = buffer::take(taps * width);
        let mut grids = buffer::take(self.channels_out * width);
        self.window.gather(n, x, &mut columns);
        // (O, C·K·K) × (C·K·K, N·H'·W')
        let columns = Matrix::new(&columns, taps, width);
        gemm(self.filters(), columns, Into::Replace, &mut grids);
        self.window.unspread(n, &grids, &self.bias, y);
    }

    /// `dW[o,c,i,j] += Σ_n,y,x dY[n,o,y,x] · X[n,c,y·S+i−P,x·S+j−P]`,
    /// `db[o] += Σ_n,y,x dY[n,o,y,x]`, and dX is the transposed convolution of dY.
    fn backward(&self, n: usize, pass: Pass, dx: &mut [f32], dparams: &mut [f32]) {
        let (taps, width) = (self.window.taps(), n * self.window.grid());
        let (dw, db) = dparams.split_at_mut(self.weight.len());
        let mut columns = buffer::take(taps * width);
        let mut grids = buffer::take(self.channels_out * width);
        self.window
            .spread(n, self.channels_out, pass.dy, &mut grids);
        for (db, grid) in db.iter_mut().zip(grids.chunks_exact(width)) {
            *db += grid.iter().sum::<f32>();
        }
        let dy = Matrix::new(&grids, self.channels_out, width);
        self.window.gather(n, pass.x, &mut columns);
        // (O, N·H'·W') × (N·H'·W', C·K·K)
        gemm(dy, Matrix::new(&columns, taps, width).t(), Into::Add, dw);
        // (C·K·K, O) × (O, N·H'·W')
        gemm(self.filters().t(), dy, Into::Replace, &mut columns);
        self.window.scatter(n, &columns, &[], dx);
    }
}
