//! The fully connected layer.

use super::gemm::{Into, Matrix, gemm};
use super::kernel::{Kernel, Pass};
use super::layout::Transpose;
use super::simd::{fill_rows, sum_rows};
use std::ops::Range;

/// `Y[n,o] = b[o] + Σ_i W[o,i] · X[n,i]`
///
/// # Shapes
/// X (N, I), W (O, I), b (O) → Y (N, O)
pub struct LinearKernel {
    inputs: usize,
    outputs: usize,
    /// (O, I)
    weight: Vec<f32>,
    /// (O)
    bias: Vec<f32>,
    /// Changes of layout that the weight has taken over: before, and after.
    layouts: [Option<Transpose>; 2],
}

impl LinearKernel {
    /// With a weight (O, I) and a bias (O).
    pub fn new(weight: Vec<f32>, bias: Vec<f32>) -> Self {
        Self {
            inputs: weight.len() / bias.len(),
            outputs: bias.len(),
            weight,
            bias,
            layouts: [None; 2],
        }
    }

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

    /// `W·T(x) = W'·x`: the columns of W change places instead of the numbers of x.
    fn fold_input(&mut self, layout: Transpose) -> bool {
        self.layouts[0] = Some(layout);
        layout.back().rows_of(&mut self.weight);
        true
    }

    /// `T(W·x + b) = W'·x + b'`: the rows of W change places instead of the numbers of y.
    fn fold_output(&mut self, layout: Transpose) -> bool {
        self.layouts[1] = Some(layout);
        layout.columns_of(&mut self.weight);
        layout.columns_of(&mut self.bias);
        true
    }

    fn restore(&self, dparams: &mut [f32]) {
        let (dw, db) = dparams.split_at_mut(self.weight.len());
        let [before, after] = self.layouts;
        if let Some(after) = after {
            after.back().columns_of(dw);
            after.back().columns_of(db);
        }
        if let Some(before) = before {
            before.rows_of(dw);
        }
    }

    fn forward(&self, images: Range<usize>, x: &[f32], y: &mut [f32]) {
        fill_rows(&self.bias, y);
        // (N, I) × (I, O)
        let x = Matrix::new(x, images.len(), self.inputs);
        gemm(x, self.weights().t(), Into::Add, y);
    }

    /// `dW[o,i] += Σ_n dY[n,o] · X[n,i]`, `db[o] += Σ_n dY[n,o]`,
    /// `dX[n,i] = Σ_o dY[n,o] · W[o,i]`.
    fn backward(
        &self,
        images: Range<usize>,
        pass: Pass,
        dx: Option<&mut [f32]>,
        dparams: &mut [f32],
    ) {
        let (dw, db) = dparams.split_at_mut(self.weight.len());
        sum_rows(pass.dy, db);
        let x = Matrix::new(pass.x, images.len(), self.inputs);
        let dy = Matrix::new(pass.dy, images.len(), self.outputs);
        // (O, N) × (N, I)
        gemm(dy.t(), x, Into::Add, dw);
        if let Some(dx) = dx {
            // (N, O) × (O, I)
            gemm(dy, self.weights(), Into::Replace, dx);
        }
    }
}
