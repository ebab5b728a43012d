//! Either convolution behind one face, with its sizes as numbers.

use crate::{assert_close, randoms};
use aelib::dfdx::prelude::{Backward, Cpu, SumTo, Tensor, TensorFromVec, Trace};
use aelib::ops::{
    Conv2dOptions, ConvTranspose2dOptions, conv_transpose2d, conv2d, reference, storage::to_vec,
};
use proptest::prelude::*;
use std::ops::Range;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// The convolution.
    Conv2d,
    /// The transposed convolution.
    ConvTranspose2d,
}

/// A convolution of a batch. The output padding only means something when transposed.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Convolution {
    pub operation: Operation,
    /// (N, C, H, W)
    pub x: [usize; 4],
    /// (O, C, K_h, K_w), or transposed (C, O, K_h, K_w)
    pub weight: [usize; 4],
    pub bias: bool,
    pub stride: usize,
    pub padding: usize,
    pub output_padding: usize,
    pub dilation: usize,
}

/// What a convolution gives, and its gradients.
pub struct Outcome {
    /// The output.
    pub y: Vec<f32>,
    /// With respect to x, weight and, where there is one, bias.
    pub gradients: Vec<Vec<f32>>,
}

impl Convolution {
    /// How many numbers x, weight and, where there is one, bias have.
    pub fn lens(&self) -> Vec<usize> {
        let mut lens = vec![self.x.iter().product(), self.weight.iter().product()];
        lens.extend(self.bias.then_some(self.channels_out()));
        lens
    }

    /// Channels of the output.
    pub fn channels_out(&self) -> usize {
        match self.operation {
            Operation::Conv2d => self.weight[0],
            Operation::ConvTranspose2d => self.weight[1],
        }
    }

    /// (N, O, H', W'), or `None` if the size formula has no answer.
    pub fn y(&self) -> Option<[usize; 4]> {
        let size = |side: usize| match self.operation {
            Operation::Conv2d => self.down().output_size(self.x[side], self.weight[side]),
            Operation::ConvTranspose2d => self.up().output_size(self.x[side], self.weight[side]),
        };
        Some([self.x[0], self.channels_out(), size(2)?, size(3)?])
    }

    /// The convolution's options.
    pub fn down(&self) -> Conv2dOptions {
        Conv2dOptions {
            stride: self.stride,
            padding: self.padding,
            dilation: self.dilation,
        }
    }

    /// The transposed convolution's options.
    pub fn up(&self) -> ConvTranspose2dOptions {
        ConvTranspose2dOptions {
            stride: self.stride,
            padding: self.padding,
            output_padding: self.output_padding,
            dilation: self.dilation,
        }
    }

    /// The output for `arguments` in the order of [`lens`](Self::lens), without tape.
    pub fn forward(&self, arguments: &[Vec<f32>]) -> Vec<f32> {
        let (x, weight, bias) = self.tensors(arguments);
        let y = match self.operation {
            Operation::Conv2d => conv2d(x, &weight, bias.as_ref(), self.down()),
            Operation::ConvTranspose2d => conv_transpose2d(x, &weight, bias.as_ref(), self.up()),
        };
        to_vec(&y.expect("sizes that fit"))
    }

    /// Output and gradients for the upstream gradient `dy`.
    pub fn backward(&self, arguments: &[Vec<f32>], dy: &[f32]) -> Outcome {
        let (x, weight, bias) = self.tensors(arguments);
        let traced = x.clone().leaky_traced();
        let y = match self.operation {
            Operation::Conv2d => conv2d(traced, &weight, bias.as_ref(), self.down()),
            Operation::ConvTranspose2d => {
                conv_transpose2d(traced, &weight, bias.as_ref(), self.up())
            }
        }
        .expect("sizes that fit");
        let values = to_vec(&y);
        let dy = Cpu::default().tensor_from_vec(dy.to_vec(), shape(self.y().expect("an output")));
        let grads = (y * dy).sum().backward();
        let mut gradients = vec![to_vec(&grads.get(&x)), to_vec(&grads.get(&weight))];
        gradients.extend(bias.map(|bias| to_vec(&grads.get(&bias))));
        Outcome {
            y: values,
            gradients,
        }
    }

    /// Output and gradients for the upstream gradient `dy`, by the plain loops of
    /// [`reference`](mod@reference).
    pub fn plain(&self, arguments: &[Vec<f32>], dy: &[f32]) -> Outcome {
        let ([n, c, h, w], [_, _, k_h, k_w]) = (self.x, self.weight);
        let (map, kernel) = ([c, h, w], [self.channels_out(), k_h, k_w]);
        let (weight, bias) = (&arguments[1], arguments.get(2).map_or(&[][..], |b| b));
        let (mut y, mut dx) = (Vec::new(), Vec::new());
        let (mut dw, mut db) = (vec![0.0; weight.len()], vec![0.0; self.channels_out()]);
        for (x, dy) in arguments[0].chunks(c * h * w).zip(dy.chunks(dy.len() / n)) {
            let (image, back) = match self.operation {
                Operation::Conv2d => (
                    reference::conv2d(x, map, weight, kernel, bias, self.down()),
                    reference::conv2d_backward(x, map, weight, kernel, dy, self.down()),
                ),
                Operation::ConvTranspose2d => (
                    reference::conv_transpose2d(x, map, weight, kernel, bias, self.up()),
                    reference::conv_transpose2d_backward(x, map, weight, kernel, dy, self.up()),
                ),
            };
            y.extend(image);
            dx.extend(back.dx);
            for (sums, gradient) in [(&mut dw, back.dw), (&mut db, back.db)] {
                sums.iter_mut().zip(gradient).for_each(|(sum, g)| *sum += g);
            }
        }
        let mut gradients = vec![dx, dw];
        gradients.extend(self.bias.then_some(db));
        Outcome { y, gradients }
    }

    /// Random numbers for each argument.
    pub fn arguments(&self, seed: u64) -> Vec<Vec<f32>> {
        let lens = self.lens();
        (seed..).zip(lens).map(|(s, len)| randoms(len, s)).collect()
    }

    /// A random upstream gradient.
    ///
    /// # Panics
    /// If there is no output.
    pub fn upstream(&self, seed: u64) -> Vec<f32> {
        randoms(self.y().expect("an output").iter().product(), seed)
    }

    /// Panics unless the fast code gives what the plain loops give: output, with and without
    /// a tape, and all gradients. `atol` is for the output.
    pub fn check(&self, seed: u64, atol: f64) {
        let (arguments, dy) = (self.arguments(seed), self.upstream(seed + 9));
        let (fast, plain) = (self.backward(&arguments, &dy), self.plain(&arguments, &dy));
        assert_close("y", &fast.y, &plain.y, 1e-5, atol);
        // Without a tape there is another way through the code.
        assert_close("y alone", &self.forward(&arguments), &plain.y, 1e-5, atol);
        assert_eq!(fast.gradients.len(), plain.gradients.len());
        let pairs = fast.gradients.iter().zip(&plain.gradients);
        for (name, (fast, plain)) in ["dx", "dw", "db"].iter().zip(pairs) {
            assert_close(name, fast, plain, 1e-5, 2e-4);
        }
    }

    fn tensors(&self, arguments: &[Vec<f32>]) -> (Four, Four, Option<Bias>) {
        let device = Cpu::default();
        let four = |i: usize, sizes| device.tensor_from_vec(arguments[i].clone(), shape(sizes));
        let bias = arguments.get(2);
        (
            four(0, self.x),
            four(1, self.weight),
            bias.map(|b| device.tensor_from_vec(b.clone(), (b.len(),))),
        )
    }
}

type Four = Tensor<(usize, usize, usize, usize), f32, Cpu>;
type Bias = Tensor<(usize,), f32, Cpu>;

fn shape([a, b, c, d]: [usize; 4]) -> (usize, usize, usize, usize) {
    (a, b, c, d)
}

/// Convolutions of either kind that have an output, with so many images, channels on either
/// side, and pixels; kernels, strides, paddings and dilations lie in `window`.
pub fn convolutions(
    operation: Operation,
    images: impl Strategy<Value = usize>,
    channels: [BoxedStrategy<usize>; 2],
    pixels: Range<usize>,
    [kernel, stride, padding, dilation]: [Range<usize>; 4],
) -> impl Strategy<Value = Convolution> {
    let maps = (images, channels, pixels.clone(), pixels);
    let window = (kernel.clone(), kernel, stride, padding, dilation);
    let drawn = (maps, window, any::<bool>(), 0usize..4);
    let convolution = drawn.prop_map(move |((n, [c, o], h, w), window, bias, output_padding)| {
        let (k_h, k_w, stride, padding, dilation) = window;
        Convolution {
            operation,
            x: [n, c, h, w],
            weight: match operation {
                Operation::Conv2d => [o, c, k_h, k_w],
                Operation::ConvTranspose2d => [c, o, k_h, k_w],
            },
            bias,
            stride,
            padding,
            output_padding,
            dilation,
        }
    });
    convolution.prop_filter("has an output", |c| c.y().is_some())
}
