//! The loop in which nearly all time goes: every output pixel is a sum over taps and
//! channels. Forwards and backwards, convolutions, transposed convolutions and linear maps
//! differ only in what is [`Connected`].

use super::lanes::LANES;
use super::simd;
use super::window::{Direction, Taps, Window};
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
    /// `x` (C, inputs, n), `weight` (taps, C, O) → `y` (O, outputs, n), with n a multiple of
    /// [`LANES`]
    ///
    /// # Panics
    /// If the slices have other lengths.
    pub fn correlate(
        self,
        taps: &Taps,
        channels: [usize; 2],
        weight: &[f32],
        x: &[f32],
        y: &mut [f32],
    ) {
        let [from, to] = channels;
        let n = x.len() / (from * taps.inputs);
        assert_eq!(x.len(), from * taps.inputs * n, "what goes in");
        assert_eq!(y.len(), to * taps.outputs() * n, "what comes out");
        assert_eq!(n % LANES, 0, "images side by side");
        simd::arch().dispatch(Run {
            taps,
            channels,
            weight,
            start: self,
            n,
            x,
            y,
        });
    }
}

/// Pixels and channels that a weight connects, in one direction.
pub struct Connected {
    /// Which pixels are connected.
    pub taps: Taps,
    /// Channels that go in, C, and come out, O.
    pub channels: [usize; 2],
    /// (taps, C, O)
    pub weight: Vec<f32>,
}

impl Connected {
    /// What a window connects, by a weight (small channels, large channels, taps).
    pub fn new(window: &Window, direction: Direction, smalls: usize, weight: &[f32]) -> Self {
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
    pub fn run(&self, start: Start, x: &[f32], y: &mut [f32]) {
        start.correlate(&self.taps, self.channels, &self.weight, x, y);
    }
}

struct Run<'a> {
    taps: &'a Taps,
    channels: [usize; 2],
    weight: &'a [f32],
    start: Start<'a>,
    n: usize,
    x: &'a [f32],
    y: &'a mut [f32],
}

impl WithSimd for Run<'_> {
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

impl Run<'_> {
    /// `CHANNELS` at a time, of 16 images in `WIDTH` registers.
    #[inline(always)]
    fn each<S: Simd, const CHANNELS: usize, const WIDTH: usize>(mut self, simd: S) {
        for lane in (0..self.n / S::F32_LANES).step_by(WIDTH) {
            for output in 0..self.taps.outputs() {
                let (mut o, to) = (0, self.channels[1]);
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
        let (taps, [from, to], weight) = (self.taps, self.channels, self.weight);
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
                let w = &weight[(tap * from + c) * to + first..][..O];
                let x = &x[(c * taps.inputs + input) * width + lane..][..WIDTH];
                for o in 0..O {
                    let w = simd.splat_f32s(w[o]);
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
