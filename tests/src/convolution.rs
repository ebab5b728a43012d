//! Either convolution behind one face, with its sizes as numbers.

use aelib::dfdx::prelude::{Backward, Cpu, SumTo, Tensor, TensorFromVec, Trace};
use aelib::ops::{
    Conv2dOptions, ConvTranspose2dOptions, conv_transpose2d, conv2d, reference, storage::to_vec,
};

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

    /// The output by the plain loops of [`reference`](mod@reference).
    pub fn plain(&self, arguments: &[Vec<f32>]) -> Vec<f32> {
        let ([_, c, h, w], [_, _, k_h, k_w]) = (self.x, self.weight);
        let (map, kernel) = ([c, h, w], [self.channels_out(), k_h, k_w]);
        let bias = arguments.get(2).map_or(&[][..], |b| b);
        let images = arguments[0].chunks(c * h * w);
        let convolved = images.map(|x| match self.operation {
            Operation::Conv2d => {
                reference::conv2d(x, map, &arguments[1], kernel, bias, self.down())
            }
            Operation::ConvTranspose2d => {
                reference::conv_transpose2d(x, map, &arguments[1], kernel, bias, self.up())
            }
        });
        convolved.flatten().collect()
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
