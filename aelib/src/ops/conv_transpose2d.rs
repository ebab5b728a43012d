//! The transposed convolution: what a convolution does to gradients, used forwards.
//!
//! N batch, C channels in, O channels out, K kernel, S stride, P padding.

use super::buffer;
use super::gemm::{Into, Matrix, gemm};
use super::kernel::{Kernel, Pass};
use super::layout::transpose;
use super::simd::{fill_rows, sum_rows};
use super::window::{Columns, Window};
use std::ops::Range;

/// Every input pixel stamps the kernel, scaled by the pixel, into the output:
/// `Y[n,y·S+i−P,x·S+j−P,o] += W[c,o,i,j] · X[n,y,x,c]`, on top of `b[o]`.
///
/// # Shapes
/// X (N, H, W, C), W (C, O, K, K), b (O) → Y (N, H', W', O)
pub struct ConvTranspose2dKernel {
    /// From the input (small) to the output (large).
    columns: Columns,
    /// (C, K, K, O)
    weight: Vec<f32>,
    /// (O); empty for none.
    bias: Vec<f32>,
    channels_in: usize,
}

impl ConvTranspose2dKernel {
    /// With a weight (C, O, K, K) and a bias (O), or an empty one for none.
    pub fn new(window: Window, channels_in: usize, weight: &[f32], bias: Vec<f32>) -> Self {
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
            channels_in,
        }
    }

    fn window(&self) -> &Window {
        self.columns.window()
    }

    fn stamps(&self) -> Matrix<'_> {
        Matrix::new(&self.weight, self.channels_in, self.window().taps())
    }
}

impl Kernel for ConvTranspose2dKernel {
    fn input_len(&self) -> usize {
        self.window().places() * self.channels_in
    }

    fn output_len(&self) -> usize {
        self.window().large_len()
    }

    fn param_lens(&self) -> Vec<usize> {
        vec![self.weight.len(), self.bias.len()]
    }

    fn forward(&self, images: Range<usize>, x: &[f32], y: &mut [f32]) {
        let (places, taps) = (images.len() * self.window().places(), self.window().taps());
        let mut columns = buffer::take(places * taps);
        // (N·H·W, C) × (C, K·K·O)
        let x = Matrix::new(x, places, self.channels_in);
        gemm(x, self.stamps(), Into::Replace, &mut columns);
        fill_rows(&self.bias, y);
        self.columns.scatter(&columns, y);
    }

    /// `dW[c,o,i,j] += Σ_n,y,x X[n,y,x,c] · dY[n,y·S+i−P,x·S+j−P,o]`,
    /// `db[o] += Σ_n,y,x dY[n,y,x,o]`, and dX is the convolution of dY.
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
        self.columns.gather(pass.dy, &mut columns);
        let dy = Matrix::new(&columns, places, taps);
        // (C, N·H·W) × (N·H·W, K·K·O)
        let x = Matrix::new(pass.x, places, self.channels_in);
        gemm(x.t(), dy, Into::Add, dw);
        if let Some(dx) = dx {
            // (N·H·W, K·K·O) × (K·K·O, C)
            gemm(dy, self.stamps().t(), Into::Replace, dx);
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
