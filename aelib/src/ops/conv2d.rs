//! The convolution.
//!
//! N batch, C channels in, O channels out, K kernel, S stride, P padding.

use super::buffer;
use super::gemm::{Into, Matrix, gemm};
use super::kernel::{Kernel, Pass};
use super::layout::transpose;
use super::simd::{fill_rows, sum_rows};
use super::window::{Columns, Window};
use std::ops::Range;

/// `Y[n,y,x,o] = b[o] + Σ_c,i,j W[o,c,i,j] · X[n,y·S+i−P,x·S+j−P,c]`
///
/// # Shapes
/// X (N, H, W, C), W (O, C, K, K), b (O) → Y (N, H', W', O)
pub struct Conv2dKernel {
    /// From the input (large) to the output (small).
    columns: Columns,
    /// (O, K, K, C)
    weight: Vec<f32>,
    /// (O); empty for none.
    bias: Vec<f32>,
    channels_out: usize,
}

impl Conv2dKernel {
    /// With a weight (O, C, K, K) and a bias (O), or an empty one for none.
    pub fn new(window: Window, channels_out: usize, weight: &[f32], bias: Vec<f32>) -> Self {
        let mut taps_first = vec![0.0; weight.len()];
        transpose(
            window.channels,
            window.kernel_len(),
            weight,
            &mut taps_first,
        );
        Self {
            columns: Columns::new(window),
            weight: taps_first,
            bias,
            channels_out,
        }
    }

    fn window(&self) -> &Window {
        self.columns.window()
    }

    fn filters(&self) -> Matrix<'_> {
        Matrix::new(&self.weight, self.channels_out, self.window().taps())
    }
}

impl Kernel for Conv2dKernel {
    fn input_len(&self) -> usize {
        self.window().large_len()
    }

    fn output_len(&self) -> usize {
        self.window().places() * self.channels_out
    }

    fn param_lens(&self) -> Vec<usize> {
        vec![self.weight.len(), self.bias.len()]
    }

    fn forward(&self, images: Range<usize>, x: &[f32], y: &mut [f32]) {
        let (places, taps) = (images.len() * self.window().places(), self.window().taps());
        let mut columns = buffer::take(places * taps);
        self.columns.gather(x, &mut columns);
        // (N·H'·W', K·K·C) × (K·K·C, O)
        let columns = Matrix::new(&columns, places, taps);
        fill_rows(&self.bias, y);
        gemm(columns, self.filters().t(), Into::Add, y);
    }

    /// `dW[o,c,i,j] += Σ_n,y,x dY[n,y,x,o] · X[n,y·S+i−P,x·S+j−P,c]`,
    /// `db[o] += Σ_n,y,x dY[n,y,x,o]`, and dX is the transposed convolution of dY.
    fn backward(
        &self,
        images: Range<usize>,
        pass: Pass,
        dx: Option<&mut [f32]>,
        dparams: &mut [f32],
    ) {
        let (places, taps) = (images.len() * self.window().places(), self.window().taps());
        let (dw, db) = dparams.split_at_mut(self.weight.len());
        sum_rows(pass.dy, db);
        let mut columns = buffer::take(places * taps);
        self.columns.gather(pass.x, &mut columns);
        let dy = Matrix::new(pass.dy, places, self.channels_out);
        // (O, N·H'·W') × (N·H'·W', K·K·C)
        gemm(dy.t(), Matrix::new(&columns, places, taps), Into::Add, dw);
        if let Some(dx) = dx {
            // (N·H'·W', O) × (O, K·K·C)
            gemm(dy, self.filters(), Into::Replace, &mut columns);
            dx.fill(0.0);
            self.columns.scatter(&columns, dx);
        }
    }

    fn restore(&self, dparams: &mut [f32]) {
        let dw = &mut dparams[..self.weight.len()];
        let taps_first = dw.to_vec();
        transpose(
            self.window().kernel_len(),
            self.window().channels,
            &taps_first,
            dw,
        );
    }
}
