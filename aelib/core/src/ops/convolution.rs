//! Both convolutions. A window moves over a *large* map, and each of its places is a pixel of
//! a *small* one: a convolution goes down to it, a transposed convolution comes up from it.
//! What one does to its input, the other does to gradients.
//!
//! N batch, C channels in, O channels out, K kernel, S stride, P padding.

use super::engine::buffer;
use super::engine::correlate::{Start, Weight};
use super::engine::kernel::{Kernel, Pass};
use super::engine::simd::{self, add_row_sums};
use super::engine::weight_gradient;
pub use super::engine::window::Direction;
use super::engine::window::{Taps, Window};
use std::ops::Range;

/// A convolution of batches.
///
/// # Shapes
/// X (C, H, W, n), W (O, C, K, K), or (C, O, K, K) to go up, b (O) → Y (O, H', W', n)
pub struct ConvolutionKernel {
    direction: Direction,
    window: Window,
    forward: Connected,
    back: Connected,
    /// The weight as it is, to stamp.
    stamps: Vec<f32>,
    /// (O); empty for none.
    bias: Vec<f32>,
}

/// Fewer channels than this are stamped.
const FEW: usize = 4;

impl ConvolutionKernel {
    /// Between maps of channels, height and width, with a kernel's height and width, and
    /// stride, padding and dilation.
    pub fn new(
        direction: Direction,
        [input, output]: [[usize; 3]; 2],
        kernel: [usize; 2],
        [stride, padding, dilation]: [usize; 3],
        weight: Vec<f32>,
        bias: Vec<f32>,
    ) -> Self {
        let (small, large) = match direction {
            Direction::Down => (output, input),
            Direction::Up => (input, output),
        };
        let window = Window {
            channels: large[0],
            large: [large[1], large[2]],
            small: [small[1], small[2]],
            kernel,
            stride,
            padding,
            dilation,
        };
        let connect = |direction| Connected::new(&window, direction, small[0], &weight);
        let (forward, back) = match direction {
            Direction::Down => (connect(Direction::Down), connect(Direction::Up)),
            Direction::Up => (connect(Direction::Up), connect(Direction::Down)),
        };
        Self {
            direction,
            window,
            forward,
            back,
            stamps: weight,
            bias,
        }
    }

    /// The way up to few channels, which would leave registers idle: every input pixel makes
    /// its stamp, all taps of it at once, and every output pixel adds up its own.
    fn stamp(&self, x: &[f32], y: &mut [f32]) {
        let (places, n) = (self.window.places(), x.len() / self.lens()[0]);
        let height = self.window.channels * self.window.taps();
        let mut stamps = buffer::take(height * places * n);
        let weight = Weight {
            numbers: &self.stamps,
            channels: [self.forward.channels[0], height],
            strides: [0, height, 1],
        };
        Start::ZERO.correlate(&Taps::same(places), weight, x, &mut stamps);
        let pixels = self.window.pixels();
        simd::wide!({
            for (i, y) in y.chunks_exact_mut(n).enumerate() {
                let (o, pixel) = (i / pixels, i % pixels);
                y.fill(self.bias.get(o).copied().unwrap_or(0.0));
                for (tap, place) in self.forward.taps.of(pixel) {
                    let stamp = (o * self.window.taps() + tap) * places + place;
                    let stamp = &stamps[stamp * n..][..n];
                    y.iter_mut().zip(stamp).for_each(|(y, stamp)| *y += stamp);
                }
            }
        });
    }
}

/// Pixels and channels that a weight connects, in one direction.
struct Connected {
    /// Which pixels are connected.
    taps: Taps,
    /// Channels that go in, C, and come out, O.
    channels: [usize; 2],
    /// (taps, C, O): what is multiplied by one number lies side by side.
    weight: Vec<f32>,
}

impl Connected {
    /// What a window connects, by a weight (small channels, large channels, taps).
    fn new(window: &Window, direction: Direction, smalls: usize, weight: &[f32]) -> Self {
        let sizes = [smalls, window.channels, window.taps()];
        let strides = [sizes[1] * sizes[2], sizes[2], 1];
        let order = match direction {
            Direction::Down => [2, 1, 0],
            Direction::Up => [2, 0, 1],
        };
        let [count, from, to] = order.map(|axis| sizes[axis]);
        let [i, j, k] = order.map(|axis| strides[axis]);
        let mut ordered = Vec::with_capacity(weight.len());
        for tap in 0..count {
            for c in 0..from {
                ordered.extend((0..to).map(|o| weight[tap * i + c * j + o * k]));
            }
        }
        Self {
            taps: Taps::new(window, direction),
            channels: [from, to],
            weight: ordered,
        }
    }

    /// See [`Start::correlate`].
    fn run(&self, start: Start, x: &[f32], y: &mut [f32]) {
        let [from, to] = self.channels;
        let weight = Weight {
            numbers: &self.weight,
            channels: self.channels,
            strides: [from * to, to, 1],
        };
        start.correlate(&self.taps, weight, x, y);
    }
}

impl Kernel for ConvolutionKernel {
    fn lens(&self) -> [usize; 2] {
        let Connected { taps, channels, .. } = &self.forward;
        [channels[0] * taps.inputs, channels[1] * taps.outputs()]
    }

    fn params(&self) -> usize {
        self.stamps.len() + self.bias.len()
    }

    fn forward(&self, _images: Range<usize>, x: &[f32], y: &mut [f32]) {
        match self.direction == Direction::Up && self.window.channels < FEW {
            true => self.stamp(x, y),
            false => self.forward.run(Start::Bias(&self.bias), x, y),
        }
    }

    /// `dW[o,c,i,j] += Σ_n,y,x dY[o,y,x,n] · X[c,y·S+i−P,x·S+j−P,n]`, or on the way up
    /// `dW[c,o,i,j] += Σ_n,y,x X[c,y,x,n] · dY[o,y·S+i−P,x·S+j−P,n]`;
    /// `db[o] += Σ_n,y,x dY[o,y,x,n]`, and dX is what the other convolution makes of dY.
    fn backward(&self, pass: Pass, dx: Option<&mut [f32]>, dparams: &mut [f32]) {
        let Pass { x, dy, .. } = pass;
        let (dw, db) = dparams.split_at_mut(self.stamps.len());
        let (small, large) = match self.direction {
            Direction::Down => (dy, x),
            Direction::Up => (x, dy),
        };
        weight_gradient::add(&self.window, small, large, dw);
        add_row_sums(dy, db);
        if let Some(dx) = dx {
            self.back.run(Start::ZERO, dy, dx);
        }
    }
}
