//! The fully connected layer.

use super::engine::buffer;
use super::engine::correlate::{Start, Weight};
use super::engine::kernel::{Kernel, Pass};
use super::engine::lanes::{room, spread};
use super::engine::simd::add_row_sums;
use super::engine::window::Taps;
use std::ops::Range;

/// `Y[o] = b[o] + Σ_i W[o,i] · X[i]`
///
/// # Shapes
/// X (I, n), W (O, I), b (O) → Y (O, n)
pub struct LinearKernel {
    /// (O, I)
    weight: Vec<f32>,
    /// (O)
    bias: Vec<f32>,
}

impl LinearKernel {
    /// With a weight (O, I) and a bias (O).
    pub fn new(weight: Vec<f32>, bias: Vec<f32>) -> Self {
        Self { weight, bias }
    }

    /// `dW[o,i] += Σ_n dY[o,n] · X[i,n]`: a linear map again, but images are what is summed
    /// over, and inputs lie side by side; or outputs, where inputs would leave lanes idle.
    fn add_gradient(&self, Pass { x, rows, dy, .. }: Pass, dw: &mut [f32]) {
        let [inputs, outputs] = self.lens();
        let n = x.len() / inputs;
        let turned = |len, numbers: &[f32]| {
            let mut turned = buffer::take(n * room(len));
            spread(n, numbers, &mut turned);
            turned
        };
        if inputs == room(inputs) {
            let made;
            let rows = match rows {
                Some(rows) => rows,
                None => {
                    made = turned(inputs, x);
                    &made
                }
            };
            let images = rows.len() / inputs;
            return product(Start::Result, by_row(dy, [images, outputs], n), rows, dw);
        }
        let wide = room(outputs);
        let mut sums = buffer::take(inputs * wide);
        let weight = by_row(x, [n, inputs], n);
        product(Start::ZERO, weight, &turned(outputs, dy), &mut sums);
        for (o, dw) in dw.chunks_exact_mut(inputs).enumerate() {
            let sums = sums[o..].iter().step_by(wide);
            dw.iter_mut().zip(sums).for_each(|(dw, sum)| *dw += sum);
        }
    }
}

/// `Y[o,n] = start + Σ_c W[o,c] · X[c,n]`
fn product(start: Start, weight: Weight, x: &[f32], y: &mut [f32]) {
    start.correlate(&Taps::same(1), weight, x, y);
}

/// A weight of channels in and out, of which each row, one for an output, has `len` numbers.
fn by_row(numbers: &[f32], channels: [usize; 2], len: usize) -> Weight<'_> {
    Weight {
        numbers,
        channels,
        strides: [0, 1, len],
    }
}

impl Kernel for LinearKernel {
    fn lens(&self) -> [usize; 2] {
        [self.weight.len() / self.bias.len(), self.bias.len()]
    }

    fn params(&self) -> usize {
        self.weight.len() + self.bias.len()
    }

    fn forward(&self, _images: Range<usize>, x: &[f32], y: &mut [f32]) {
        let weight = by_row(&self.weight, self.lens(), self.lens()[0]);
        product(Start::Bias(&self.bias), weight, x, y);
    }

    /// dW as above, `db[o] += Σ_n dY[o,n]`, `dX[i,n] = Σ_o W[o,i] · dY[o,n]`.
    fn backward(&self, pass: Pass, dx: Option<&mut [f32]>, dparams: &mut [f32]) {
        let (dy, [inputs, outputs]) = (pass.dy, self.lens());
        let (dw, db) = dparams.split_at_mut(self.weight.len());
        self.add_gradient(pass, dw);
        add_row_sums(dy, db);
        if let Some(dx) = dx {
            let weight = Weight {
                numbers: &self.weight,
                channels: [outputs, inputs],
                strides: [0, inputs, 1],
            };
            product(Start::ZERO, weight, dy, dx);
        }
    }
}
