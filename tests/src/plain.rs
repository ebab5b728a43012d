//! Convolutions and their gradients by the definition, in f64: one walk over all products,
//! and each product in its place. It shares no code with what it is compared with.

use crate::{Convolution, Operation, Outcome};

/// A product of the small map's number, the large map's and the weight's: the places of the
/// three.
struct Product {
    small: usize,
    large: usize,
    weight: usize,
}

impl Convolution {
    /// Output and gradients for the upstream gradient `dy`, by plain loops.
    ///
    /// A convolution goes from the large map to the small one, a transposed one from the
    /// small map to the large one; both have a weight (small channels, large channels, K, K).
    ///
    /// # Panics
    /// If there is no output.
    pub fn plain_backward(&self, arguments: &[Vec<f32>], dy: &[f32]) -> Outcome {
        let (x, w) = (&arguments[0], &arguments[1]);
        let (mut y, mut dx) = (vec![0.0; dy.len()], vec![0.0; x.len()]);
        let mut dw = vec![0.0; w.len()];
        self.each_product(
            |Product {
                 small,
                 large,
                 weight,
             }| {
                let (from, to) = match self.operation {
                    Operation::Conv2d => (large, small),
                    Operation::ConvTranspose2d => (small, large),
                };
                y[to] += f64::from(w[weight]) * f64::from(x[from]);
                dx[from] += f64::from(w[weight]) * f64::from(dy[to]);
                dw[weight] += f64::from(x[from]) * f64::from(dy[to]);
            },
        );
        let [_, _, height, width] = self.y().expect("an output");
        let mut db = vec![0.0; self.channels_out()];
        for (map, (y, dy)) in y
            .chunks_exact_mut(height * width)
            .zip(dy.chunks_exact(height * width))
            .enumerate()
        {
            let channel = map % db.len();
            let bias = arguments
                .get(2)
                .map_or(0.0, |bias| f64::from(bias[channel]));
            y.iter_mut().for_each(|y| *y += bias);
            db[channel] += dy.iter().map(|dy| f64::from(*dy)).sum::<f64>();
        }
        let rounded = |numbers: Vec<f64>| numbers.iter().map(|n| *n as f32).collect();
        let mut gradients: Vec<Vec<f32>> = vec![rounded(dx), rounded(dw)];
        gradients.extend(self.bias.then(|| rounded(db)));
        Outcome {
            y: rounded(y),
            gradients,
        }
    }

    fn each_product(&self, mut add: impl FnMut(Product)) {
        let y = self.y().expect("an output");
        let (small, large) = match self.operation {
            Operation::Conv2d => (y, self.x),
            Operation::ConvTranspose2d => (self.x, y),
        };
        let at = |[_, c, h, w]: [usize; 4], [n, channel, row, col]: [usize; 4]| {
            ((n * c + channel) * h + row) * w + col
        };
        let seen = |place: usize, tap: usize, size: usize| {
            let pixel = (place * self.stride + tap * self.dilation).checked_sub(self.padding)?;
            (pixel < size).then_some(pixel)
        };
        let [_, _, k_h, k_w] = self.weight;
        for n in 0..small[0] {
            for [s, l, i, j] in places([small[1], large[1], k_h, k_w]) {
                for [_, _, row, col] in places([1, 1, small[2], small[3]]) {
                    let (v, h) = (seen(row, i, large[2]), seen(col, j, large[3]));
                    if let (Some(v), Some(h)) = (v, h) {
                        add(Product {
                            small: at(small, [n, s, row, col]),
                            large: at(large, [n, l, v, h]),
                            weight: at(self.weight, [s, l, i, j]),
                        });
                    }
                }
            }
        }
    }
}

fn places([a, b, c, d]: [usize; 4]) -> impl Iterator<Item = [usize; 4]> {
    (0..a * b * c * d).map(move |i| [i / d / c / b, i / d / c % b, i / d % c, i % d])
}
