//! The fully connected layer.

use super::buffer;
use super::correlate::{Correlation, Start};
use super::kernel::{Kernel, Pass};
use super::lanes::{gather, room, spread};
use super::window::Taps;
use std::ops::Range;

/// `Y[o] = b[o] + Σ_i W[o,i] · X[i]`
///
/// # Shapes
/// X (I, n), W (O, I), b (O) → Y (O, n)
pub struct LinearKernel {
    inputs: usize,
    outputs: usize,
    one: Taps,
    /// (I, O), to go forward.
    weight: Vec<f32>,
    /// (O, I), to go back.
    weight_back: Vec<f32>,
    /// (O)
    bias: Vec<f32>,
}

impl LinearKernel {
    /// With a weight (O, I) and a bias (O).
    pub fn new(weight: Vec<f32>, bias: Vec<f32>) -> Self {
        let (inputs, outputs) = (weight.len() / bias.len(), bias.len());
        let mut inputs_first = vec![0.0; weight.len()];
        gather(outputs, &weight, &mut inputs_first);
        Self {
            inputs,
            outputs,
            one: Taps::same(1),
            weight: inputs_first,
            weight_back: weight,
            bias,
        }
    }

    /// `dW[o,i] += Σ_n dY[n,o] · X[i,n]`: a linear map again, but images are what is summed
    /// over, and inputs lie side by side; or outputs, where inputs would leave lanes idle.
    fn add_weight_gradient(&self, Pass { x, dy }: Pass, dy_rows: &[f32], dw: &mut [f32]) {
        let (inputs, outputs) = (self.inputs, self.outputs);
        if inputs == room(inputs) {
            return self.products(dy_rows, (inputs, x), Start::Result, dw);
        }
        let mut x_rows = buffer::take(x.len());
        gather(inputs, x, &mut x_rows);
        let mut sums = buffer::take(inputs * room(outputs));
        self.products(&x_rows, (outputs, dy), Start::Bias(&[]), &mut sums);
        for (o, dw) in dw.chunks_exact_mut(inputs).enumerate() {
            let sums = sums[o..].iter().step_by(room(outputs));
            dw.iter_mut().zip(sums).for_each(|(dw, sum)| *dw += sum);
        }
    }

    /// `sums[r,c] = start + Σ_n rows[n,r] · columns[c,n]`, for so many columns.
    fn products(&self, rows: &[f32], columns: (usize, &[f32]), start: Start, sums: &mut [f32]) {
        let (width, columns) = columns;
        let n = columns.len() / width;
        let mut x = buffer::take(n * room(width));
        spread(n, columns, &mut x);
        let products = Correlation {
            taps: &self.one,
            channels: [n, rows.len() / n],
            weight: rows,
            start,
        };
        products.run(&x, sums);
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

    fn forward(&self, _images: Range<usize>, x: &[f32], y: &mut [f32]) {
        let forward = Correlation {
            taps: &self.one,
            channels: [self.inputs, self.outputs],
            weight: &self.weight,
            start: Start::Bias(&self.bias),
        };
        forward.run(x, y);
    }

    /// dW as above, `db[o] += Σ_n dY[o,n]`, `dX[i,n] = Σ_o W[o,i] · dY[o,n]`.
    fn backward(
        &self,
        _images: Range<usize>,
        pass: Pass,
        dx: Option<&mut [f32]>,
        dparams: &mut [f32],
    ) {
        let (dw, db) = dparams.split_at_mut(self.weight.len());
        let mut dy_rows = buffer::take(pass.dy.len());
        gather(self.outputs, pass.dy, &mut dy_rows);
        for dy in dy_rows.chunks_exact(self.outputs) {
            db.iter_mut().zip(dy).for_each(|(db, dy)| *db += dy);
        }
        self.add_weight_gradient(pass, &dy_rows, dw);
        if let Some(dx) = dx {
            let back = Correlation {
                taps: &self.one,
                channels: [self.outputs, self.inputs],
                weight: &self.weight_back,
                start: Start::Bias(&[]),
            };
            back.run(pass.dy, dx);
        }
    }
}
