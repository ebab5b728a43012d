//! The loop in which nearly all time goes: every output pixel is a sum over taps and
//! channels. Forwards and backwards, convolutions, transposed convolutions and linear maps
//! differ only in what they connect.

use super::lanes::LANES;
use super::simd;
use super::window::Taps;
use pulp::{Simd, WithSimd};

/// What sums begin with.
#[derive(Clone, Copy)]
pub enum Start<'a> {
    /// A number per channel (O); zero if there are none.
    Bias(&'a [f32]),
    /// What is in the result already.
    Result,
}

impl Start<'_> {
    /// Zero.
    pub const ZERO: Start<'static> = Start::Bias(&[]);

    /// `Y[o,p] = start + Σ_(t,q) Σ_c W[t,c,o] · X[c,q]`, over all pairs of a tap t and a pixel
    /// q that p is made of, from C channels to O.
    ///
    /// # Shapes
    /// `x` (C, inputs, n) → `y` (O, outputs, n), with n a multiple of [`LANES`]
    ///
    /// # Panics
    /// If the slices have other lengths.
    pub fn correlate(self, taps: &Taps, weight: Weight, x: &[f32], y: &mut [f32]) {
        match weight.strides[2] {
            1 => self.run::<true>(taps, weight, x, y),
            _ => self.run::<false>(taps, weight, x, y),
        }
    }

    fn run<const SIDE_BY_SIDE: bool>(self, taps: &Taps, weight: Weight, x: &[f32], y: &mut [f32]) {
        let [from, to] = weight.channels;
        let n = x.len() / (from * taps.inputs);
        assert_eq!(x.len(), from * taps.inputs * n, "what goes in");
        assert_eq!(y.len(), to * taps.outputs() * n, "what comes out");
        assert_eq!(n % LANES, 0, "images side by side");
        simd::arch().dispatch(Run::<SIDE_BY_SIDE> {
            taps,
            weight,
            start: self,
            n,
            x,
            y,
        });
    }
}

/// What each input is multiplied by: it is read where it lies, whatever the order.
#[derive(Clone, Copy)]
pub struct Weight<'a> {
    /// In the order that the strides tell.
    pub numbers: &'a [f32],
    /// Channels that go in, C, and come out, O.
    pub channels: [usize; 2],
    /// Numbers from tap to tap, from input channel to input channel, from output channel to
    /// output channel.
    pub strides: [usize; 3],
}

/// Weights of output channels lie `SIDE_BY_SIDE`, or each in a row of its own.
struct Run<'a, const SIDE_BY_SIDE: bool> {
    taps: &'a Taps,
    weight: Weight<'a>,
    start: Start<'a>,
    n: usize,
    x: &'a [f32],
    y: &'a mut [f32],
}

impl<const SIDE_BY_SIDE: bool> WithSimd for Run<'_, SIDE_BY_SIDE> {
    type Output = ();

    /// Sums stay in registers. AVX-512 has 32 of them, others 16 or fewer.
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        match S::F32_LANES {
            16 => self.each::<S, 16, 1>(simd),
            8 => self.each::<S, 4, 2>(simd),
            4 => self.each::<S, 4, 4>(simd),
            _ => self.each::<S, 4, 16>(simd),
        }
    }
}

impl<const SIDE_BY_SIDE: bool> Run<'_, SIDE_BY_SIDE> {
    /// `CHANNELS` at a time, of 16 images in `WIDTH` registers.
    #[inline(always)]
    fn each<S: Simd, const CHANNELS: usize, const WIDTH: usize>(mut self, simd: S) {
        for lane in (0..self.n / S::F32_LANES).step_by(WIDTH) {
            for output in 0..self.taps.outputs() {
                let (mut o, to) = (0, self.weight.channels[1]);
                while o < to {
                    let at = [output, o, lane];
                    o += match to - o {
                        left if left >= CHANNELS => self.tile::<S, CHANNELS, WIDTH>(simd, at),
                        left if left >= 4 => self.tile::<S, 4, WIDTH>(simd, at),
                        _ => self.tile::<S, 1, WIDTH>(simd, at),
                    }
                }
            }
        }
    }

    /// `O` channels of one pixel.
    #[inline(always)]
    fn tile<S: Simd, const O: usize, const WIDTH: usize>(
        &mut self,
        simd: S,
        [output, first, lane]: [usize; 3],
    ) -> usize {
        let (taps, from) = (self.taps, self.weight.channels[0]);
        let [by_tap, by_input, by_output] = self.weight.strides;
        let weight = &self.weight.numbers[first * by_output..];
        let len = weight.len() - (O - 1) * by_output;
        let rows: [_; O] = std::array::from_fn(|o| match SIDE_BY_SIDE {
            true => &[],
            false => &weight[o * by_output..][..len],
        });
        let (x, (y, _)) = (S::as_simd_f32s(self.x).0, S::as_mut_simd_f32s(self.y));
        let width = self.n / S::F32_LANES;
        let place = |o| ((first + o) * taps.outputs() + output) * width + lane;
        let mut sums = [[simd.splat_f32s(0.0); WIDTH]; O];
        for (o, sum) in sums.iter_mut().enumerate() {
            match self.start {
                Start::Bias([]) => {}
                Start::Bias(bias) => *sum = [simd.splat_f32s(bias[first + o]); WIDTH],
                Start::Result => sum.copy_from_slice(&y[place(o)..][..WIDTH]),
            }
        }
        for (tap, input) in taps.of(output) {
            for c in 0..from {
                let at = tap * by_tap + c * by_input;
                let next = if SIDE_BY_SIDE {
                    &weight[at..][..O]
                } else {
                    &[]
                };
                let x = &x[(c * taps.inputs + input) * width + lane..][..WIDTH];
                for o in 0..O {
                    let w = if SIDE_BY_SIDE { next[o] } else { rows[o][at] };
                    let w = simd.splat_f32s(w);
                    for v in 0..WIDTH {
                        sums[o][v] = simd.mul_add_e_f32s(w, x[v], sums[o][v]);
                    }
                }
            }
        }
        for (o, sum) in sums.iter().enumerate() {
            y[place(o)..][..WIDTH].copy_from_slice(sum);
        }
        O
    }
}
