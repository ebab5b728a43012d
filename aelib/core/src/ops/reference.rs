//! Both convolutions as plain loops, forward and backward: the lesson, and the oracle that
//! the fast code is tested against. Nothing here is fast.
//!
//! A convolution reads a *large* map and writes a *small* one; a transposed convolution reads
//! the small one and writes the large one. Either way a tap of the kernel connects a pixel of
//! the one with a pixel of the other, and `walk` visits all these connections. What happens
//! at a connection is one line:
//!
//! | pass | `conv2d` | `conv_transpose2d` |
//! |---|---|---|
//! | forward | `y[small] += w · x[large]` | `y[large] += w · x[small]` |
//! | gradient of the input | `dx[large] += w · dy[small]` | `dx[small] += w · dy[large]` |
//! | gradient of the weight | `dw += x[large] · dy[small]` | `dw += x[small] · dy[large]` |
//!
//! C channels in, O channels out, K kernel, S stride, P padding, D dilation.

use super::size::{Conv2dOptions, ConvTranspose2dOptions};

/// Channels, height and width of a map. A kernel has the channels of the output.
pub type Map = [usize; 3];

/// Gradients of a loss with respect to the input, the weight and the bias of a convolution.
#[derive(Clone, Debug, PartialEq)]
pub struct Gradients {
    /// As many numbers as the input has.
    pub dx: Vec<f32>,
    /// As many numbers as the weight has.
    pub dw: Vec<f32>,
    /// One number for each channel of the output.
    pub db: Vec<f32>,
}

/// `Y[o,y,x] = b[o] + Σ_c,i,j W[o,c,i,j] · X[c,y·S+i·D−P,x·S+j·D−P]`, for one image.
///
/// # Shapes
/// `x` (C, H, W), `weight` (O, C, K, K), `bias` (O) or empty → (O, H', W')
///
/// # Panics
/// If there is no output: see [`Conv2dOptions::output_size`].
pub fn conv2d(
    x: &[f32],
    input: Map,
    weight: &[f32],
    kernel: Map,
    bias: &[f32],
    options: Conv2dOptions,
) -> Vec<f32> {
    let output = options.output(input, kernel);
    let mut y = biased(output, bias);
    walk(output, input, kernel, options.steps(), |w, small, large| {
        y[small] += weight[w] * x[large];
    });
    y
}

/// The backward pass of [`conv2d`], for one image: `dy` is the gradient of the output.
///
/// # Shapes
/// `x` (C, H, W), `weight` (O, C, K, K), `dy` (O, H', W')
///
/// # Panics
/// If there is no output.
pub fn conv2d_backward(
    x: &[f32],
    input: Map,
    weight: &[f32],
    kernel: Map,
    dy: &[f32],
    options: Conv2dOptions,
) -> Gradients {
    let output = options.output(input, kernel);
    let mut back = Gradients::zero(x, weight, dy, output);
    walk(output, input, kernel, options.steps(), |w, small, large| {
        back.dx[large] += weight[w] * dy[small];
        back.dw[w] += x[large] * dy[small];
    });
    back
}

/// `Y[o,y·S+i·D−P,x·S+j·D−P] += W[c,o,i,j] · X[c,y,x]`, on top of `b[o]`, for one image.
///
/// # Shapes
/// `x` (C, H, W), `weight` (C, O, K, K), `bias` (O) or empty → (O, H', W')
///
/// # Panics
/// If there is no output: see [`ConvTranspose2dOptions::output_size`].
pub fn conv_transpose2d(
    x: &[f32],
    input: Map,
    weight: &[f32],
    kernel: Map,
    bias: &[f32],
    options: ConvTranspose2dOptions,
) -> Vec<f32> {
    let output = options.output(input, kernel);
    let mut y = biased(output, bias);
    walk(input, output, kernel, options.steps(), |w, small, large| {
        y[large] += weight[w] * x[small];
    });
    y
}

/// The backward pass of [`conv_transpose2d`], for one image: `dy` is the gradient of the
/// output.
///
/// # Shapes
/// `x` (C, H, W), `weight` (C, O, K, K), `dy` (O, H', W')
///
/// # Panics
/// If there is no output.
pub fn conv_transpose2d_backward(
    x: &[f32],
    input: Map,
    weight: &[f32],
    kernel: Map,
    dy: &[f32],
    options: ConvTranspose2dOptions,
) -> Gradients {
    let output = options.output(input, kernel);
    let mut back = Gradients::zero(x, weight, dy, output);
    walk(input, output, kernel, options.steps(), |w, small, large| {
        back.dx[small] += weight[w] * dy[large];
        back.dw[w] += x[small] * dy[large];
    });
    back
}

/// Visits every tap of the kernel at every place: `connect(w, small, large)` gets the indices
/// of the weight, of the pixel of the small map and of the pixel of the large map. Pixels
/// that lie in the padding are passed over.
fn walk(
    [smalls, rows, cols]: Map,
    [larges, height, width]: Map,
    [_, k_h, k_w]: Map,
    [stride, padding, dilation]: [usize; 3],
    mut connect: impl FnMut(usize, usize, usize),
) {
    let at = |place: usize, tap: usize| (place * stride + tap * dilation).checked_sub(padding);
    for (s, l) in pairs(smalls, larges) {
        for (i, j) in pairs(k_h, k_w) {
            let w = ((s * larges + l) * k_h + i) * k_w + j;
            for (row, col) in pairs(rows, cols) {
                if let (Some(v), Some(h)) = (at(row, i), at(col, j))
                    && v < height
                    && h < width
                {
                    let small = (s * rows + row) * cols + col;
                    connect(w, small, (l * height + v) * width + h);
                }
            }
        }
    }
}

fn pairs(a: usize, b: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..a).flat_map(move |i| (0..b).map(move |j| (i, j)))
}

/// A map of each channel's bias; of zeros if there is none.
fn biased([channels, rows, cols]: Map, bias: &[f32]) -> Vec<f32> {
    let bias = |o| bias.get(o).copied().unwrap_or(0.0);
    (0..channels)
        .flat_map(|o| vec![bias(o); rows * cols])
        .collect()
}

impl Gradients {
    /// With nothing added to them yet, but the bias's, which is a sum over dY.
    fn zero(x: &[f32], weight: &[f32], dy: &[f32], [_, rows, cols]: Map) -> Self {
        let maps = dy.chunks_exact(rows * cols);
        Self {
            dx: vec![0.0; x.len()],
            dw: vec![0.0; weight.len()],
            db: maps.map(|map| map.iter().sum()).collect(),
        }
    }
}
