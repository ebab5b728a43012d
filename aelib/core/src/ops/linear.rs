//! The fully connected layer.

use super::engine::buffer;
use super::engine::correlate::{Connected, Start};
use super::engine::kernel::{Kernel, Pass};
use super::engine::lanes::{gather, room, spread};
use super::engine::window::Taps;
use std::ops::Range;

/// `Y[o] = b[o] + Σ_i W[o,i] · X[i]`
///
/// # Shapes
/// X (I, n), W (O, I), b (O) → Y (O, n)
pub struct LinearKernel {
    /// (1, I, O)
    forward: Connected,
    /// (1, O, I)
    back: Connected,
    /// (O)
    bias: Vec<f32>,
}

impl LinearKernel {
    /// With a weight (O, I) and a bias (O).
    pub fn new(weight: Vec<f32>, bias: Vec<f32>) -> Self {
        let (inputs, outputs) = (weight.len() / bias.len(), bias.len());
        let mut inputs_first = vec![0.0; weight.len()];
        gather(outputs, &weight, &mut inputs_first);
        let connect = |channels, weight| Connected {
            taps: Taps::same(1),
            channels,
            weight,
        };
        Self {
            forward: connect([inputs, outputs], inputs_first),
            back: connect([outputs, inputs], weight),
            bias,
        }
    }

    /// `dW[o,i] += Σ_n dY[n,o] · X[n,i]`, `db[o] += Σ_n dY[n,o]`. The first is a linear map
    /// again, but images are what is summed over, and inputs lie side by side; or outputs,
    /// where inputs would leave lanes idle.
    fn add_gradients(&self, x: &[f32], dy: &[f32], dw: &mut [f32], db: &mut [f32]) {
        let [inputs, outputs] = self.forward.channels;
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
        let rows_of_dy = columns.chunks_exact(wide);
        rows_of_dy.for_each(|dy| add_rows(&dy[..outputs], db));
        let mut sums = buffer::take(inputs * wide);
        self.products(n, &rows, &columns, Start::ZERO, &mut sums);
        for (o, dw) in dw.chunks_exact_mut(inputs).enumerate() {
            let sums = sums[o..].iter().step_by(wide);
            dw.iter_mut().zip(sums).for_each(|(dw, sum)| *dw += sum);
        }
    }

    /// `sums[r,c] = start + Σ_n rows[n,r] · columns[n,c]`.
    fn products(&self, n: usize, rows: &[f32], columns: &[f32], start: Start, sums: &mut [f32]) {
        let channels = [n, rows.len() / n];
        start.correlate(&self.forward.taps, channels, rows, columns, sums);
    }
}

/// Adds each row to `sum`.
fn add_rows(rows: &[f32], sum: &mut [f32]) {
    for row in rows.chunks_exact(sum.len()) {
        let pairs = sum.iter_mut().zip(row);
        pairs.for_each(|(sum, value)| *sum += value);
    }
}

impl Kernel for LinearKernel {
    fn lens(&self) -> [usize; 2] {
        self.forward.channels
    }

    fn params(&self) -> usize {
        self.forward.weight.len() + self.bias.len()
    }

    fn forward(&self, _images: Range<usize>, x: &[f32], y: &mut [f32]) {
        self.forward.run(Start::Bias(&self.bias), x, y);
    }

    /// dW and db as above, `dX[i,n] = Σ_o W[o,i] · dY[o,n]`.
    fn backward(&self, pass: Pass, dx: Option<&mut [f32]>, dparams: &mut [f32]) {
        let (dw, db) = dparams.split_at_mut(self.forward.weight.len());
        self.add_gradients(pass.x, pass.dy, dw, db);
        if let Some(dx) = dx {
            self.back.run(Start::ZERO, pass.dy, dx);
        }
    }
}
