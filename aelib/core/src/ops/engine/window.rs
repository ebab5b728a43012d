//! Windows on a map, and which pixels they connect.

/// Which way a convolution goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// `Y[o,y,x] = b[o] + Σ_c,i,j W[o,c,i,j] · X[c,y·S+i−P,x·S+j−P]`: `conv2d`.
    Down,
    /// Every input pixel stamps the kernel, scaled by the pixel, into the output:
    /// `Y[o,y·S+i−P,x·S+j−P] += W[c,o,i,j] · X[c,y,x]`, on top of `b[o]`: `conv_transpose2d`.
    Up,
}

/// The geometry of a convolution, in pixels: heights and widths, and what lies between.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// Channels of the large map.
    pub channels: usize,
    pub large: [usize; 2],
    /// The places of the window.
    pub small: [usize; 2],
    pub kernel: [usize; 2],
    pub stride: usize,
    pub padding: usize,
    pub dilation: usize,
}

impl Window {
    /// Pixels of the small map: places of the window, H'·W'.
    pub fn places(&self) -> usize {
        self.small[0] * self.small[1]
    }

    /// Pixels of the large map, H·W.
    pub fn pixels(&self) -> usize {
        self.large[0] * self.large[1]
    }

    /// Taps, K·K.
    pub fn taps(&self) -> usize {
        self.kernel[0] * self.kernel[1]
    }

    /// The pixel that a tap sees from a place, along one axis; `None` in the padding.
    fn pixel(&self, axis: usize, place: usize, tap: usize) -> Option<usize> {
        let pixel = (place * self.stride + tap * self.dilation).checked_sub(self.padding)?;
        (pixel < self.large[axis]).then_some(pixel)
    }

    /// Calls `connect(place, tap, pixel)` for all that see each other.
    fn each(&self, mut connect: impl FnMut(usize, usize, usize)) {
        for (y, x) in grid(self.small) {
            for (i, j) in grid(self.kernel) {
                if let (Some(v), Some(h)) = (self.pixel(0, y, i), self.pixel(1, x, j)) {
                    let (place, tap) = (y * self.small[1] + x, i * self.kernel[1] + j);
                    connect(place, tap, v * self.large[1] + h);
                }
            }
        }
    }
}

/// All pairs of a row and a column, row by row.
pub fn grid([rows, cols]: [usize; 2]) -> impl Iterator<Item = (usize, usize)> {
    (0..rows).flat_map(move |row| (0..cols).map(move |col| (row, col)))
}

/// For each pixel that comes out, the pixels that go in, each through one tap.
pub struct Taps {
    /// Pixels that go in.
    pub inputs: usize,
    /// Where each output's pairs begin, and where the last one's end.
    starts: Vec<usize>,
    /// A tap, and a pixel that goes in.
    pairs: Vec<(usize, usize)>,
}

impl Taps {
    /// The pixels that a convolution connects, in their order.
    pub fn new(window: &Window, direction: Direction) -> Self {
        let (places, pixels) = (window.places(), window.pixels());
        let (inputs, outputs) = match direction {
            Direction::Down => (pixels, places),
            Direction::Up => (places, pixels),
        };
        let each = |connect: &mut dyn FnMut(usize, usize, usize)| {
            window.each(|place, tap, pixel| match direction {
                Direction::Down => connect(place, tap, pixel),
                Direction::Up => connect(pixel, tap, place),
            });
        };
        let mut starts = vec![0; outputs + 1];
        each(&mut |output, _, _| starts[output + 1] += 1);
        for output in 0..outputs {
            starts[output + 1] += starts[output];
        }
        let (mut free, mut pairs) = (starts.clone(), vec![(0, 0); starts[outputs]]);
        each(&mut |output, tap, input| {
            pairs[free[output]] = (tap, input);
            free[output] += 1;
        });
        Self {
            inputs,
            starts,
            pairs,
        }
    }

    /// Each pixel by itself, through one tap; with one pixel, a linear map.
    pub fn same(pixels: usize) -> Self {
        Self {
            inputs: pixels,
            starts: (0..=pixels).collect(),
            pairs: (0..pixels).map(|pixel| (0, pixel)).collect(),
        }
    }

    /// Pixels that come out.
    pub fn outputs(&self) -> usize {
        self.starts.len() - 1
    }

    /// What an output is made of: taps, and pixels that go in.
    pub fn of(&self, output: usize) -> &[(usize, usize)] {
        &self.pairs[self.starts[output]..self.starts[output + 1]]
    }
}
