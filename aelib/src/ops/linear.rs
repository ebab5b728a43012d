//! The fully connected layer.

use super::gemm::{Into, Matrix, gemm};
use super::kernel::{Kernel, Pass};
use super::simd::{fill_rows, sum_rows};

/// `Y[n,o] = b[o] + Σ_i W[o,i] · X[n,i]`
///
/// # Shapes
/// X (N, I), W (O, I), b (O) → Y (N, O)
pub struct LinearKernel {
    /// Numbers in, I.
    pub inputs: usize,
    /// Numbers out, O.
    pub outputs: usize,
    /// (O, I)
    pub weight: Vec<f32>,
    /// (O)
    pub bias: Vec<f32>,
}

impl LinearKernel {
    fn weights(&self) -> Matrix<'_> {
        Matrix::new(&self.weight, self.outputs, self.inputs)
    }
}

impl Kernel for LinearKernel {
    fn input_len(&self) -> usize {
        self.inputs
    }

    fn output_len(&self) -> usize {
        self.outputs
    }

    fn param_lens(&self) -> Vec<usize> {
        vec![self.weight.len(), self.bias.len()]
    }

    fn forward(&self, n: usize, x: &[f32], y: &mut [f32]) {
        fill_rows(&self.bias, y);
        // (N, I) × (I, O)
        let x = Matrix::new(x, n, self.inputs);
        gemm(x, self.weights().t(), Into::Add, y);
    }

    /// `dW[o,i] += Σ_n dY[n,o] · X[n,i]`, `db[o] += Σ_n dY[n,o]`,
    /// `dX[n,i] = Σ_o dY[n,o] · W[o,i]`.
    fn backward(&self, n: usize, pass: Pass, dx: Option<&mut [f32]>, dparams: &mut [f32]) {
        let (dw, db) = dparams.split_at_mut(self.weight.len());
        sum_rows(pass.dy, db);
        let x = Matrix::new(pass.x, n, self.inputs);
        let dy = Matrix::new(pass.dy, n, self.outputs);
        // (O, N) × (N, I)
        gemm(dy.t(), x, Into::Add, dw);
        if let Some(dx) = dx {
            // (N, O) × (O, I)
            gemm(dy, self.weights(), Into::Replace, dx);
        }
    }
}
