//! The rectifier.

use super::kernel::{Kernel, Pass};

/// `Y = max(X, 0)`, element by element.
pub struct ReluKernel {
    /// Numbers per image.
    pub len: usize,
}

impl Kernel for ReluKernel {
    fn input_len(&self) -> usize {
        self.len
    }

    fn output_len(&self) -> usize {
        self.len
    }

    fn forward(&self, _n: usize, x: &[f32], y: &mut [f32]) {
        for (y, x) in y.iter_mut().zip(x) {
            *y = x.max(0.0);
        }
    }

    /// `dX = dY` where Y is positive, else 0.
    fn backward(&self, _n: usize, pass: Pass, dx: &mut [f32], _dparams: &mut [f32]) {
        for ((dx, dy), y) in dx.iter_mut().zip(pass.dy).zip(pass.y) {
            *dx = if *y > 0.0 { *dy } else { 0.0 };
        }
    }
}
