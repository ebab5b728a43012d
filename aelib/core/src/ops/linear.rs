//! The fully connected layer.

use super::engine::buffer;
use super::engine::correlate::{Correlation, Start};
use super::engine::kernel::{Kernel, Pass};
use super::engine::lanes::{gather, room, spread};
use super::engine::window::Taps;
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

    /// `dW[o,i] += Σ_n dY[n,o] · X[n,i]`, `db[o] += Σ_n dY[n,o]`. The first is a linear map
    /// again, but images are what is summed over, and inputs lie side by side; or outputs,
    /// where inputs would leave lanes idle.
    fn add_gradients(&self, Pass { x, dy }: Pass, dw: &mut [f32], db: &mut [f32]) {
        let (inputs, outputs) = (self.inputs, self.outputs);
        let n = x.len() / inputs;
        if inputs == room(inputs) {
            let (mut columns, mut rows) = (buffer::take(n * inputs), buffer::take(n * outputs));
            spread(n, x, &mut columns);
            gather(outputs, dy, &mut rows);
            add_rows(&rows, db);
            return self.products(n, &rows, &columns, Start::Result, dw);
        }
        let wide = room(outputs);
        let (mut columns, mut rows) = (buffer::take(n * wide), buffer::take(n * inputs));
        spread(n, dy, &mut columns);
        gather(inputs, x, &mut rows);
        columns
            .chunks_exact(wide)
            .for_each(|dy| add_rows(&dy[..outputs], db));
        let mut sums = buffer::take(inputs * wide);
        self.products(n, &rows, &columns, Start::Bias(&[]), &mut sums);
        for (o, dw) in dw.chunks_exact_mut(inputs).enumerate() {
            let sums = sums[o..].iter().step_by(wide);
            dw.iter_mut().zip(sums).for_each(|(dw, sum)| *dw += sum);
        }
    }

    /// `sums[r,c] = start + Σ_n rows[n,r] · columns[n,c]`.
    fn products(&self, n: usize, rows: &[f32], columns: &[f32], start: Start, sums: &mut [f32]) {
        let products = Correlation {
            taps: &self.one,
            channels: [n, rows.len() / n],
            weight: rows,
            start,
        };
        products.run(columns, sums);
    }
}

/// Adds each row to `sum`.
fn add_rows(rows: &[f32], sum: &mut [f32]) {
    for row in rows.chunks_exact(sum.len()) {
        sum.iter_mut()
            .zip(row)
            .for_each(|(sum, value)| *sum += value);
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

    /// dW and db as above, `dX[i,n] = Σ_o W[o,i] · dY[o,n]`.
    fn backward(
        &self,
        _images: Range<usize>,
        pass: Pass,
        dx: Option<&mut [f32]>,
        dparams: &mut [f32],
    ) {
        let (dw, db) = dparams.split_at_mut(self.weight.len());
        self.add_gradients(pass, dw, db);
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
