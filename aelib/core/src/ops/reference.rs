//! The definitions as plain loops: the lesson, and the oracle that the fast code is
//! tested against. Nothing here is fast.
//!
//! N batch, C channels in, O channels out, K kernel, S stride, P padding, D dilation.

use super::size::{Conv2dOptions, ConvTranspose2dOptions};

/// Channels, height and width of a map.
pub type Map = [usize; 3];

/// `Y[o,y,x] = b[o] + Σ_c,i,j W[o,c,i,j] · X[c,y·S+i·D−P,x·S+j·D−P]`, for one image.
///
/// # Shapes
/// `x` (C, H, W), `weight` (O, C, K, K), `bias` (O) or empty → (O, H', W')
///
/// # Panics
/// If there is no output: see [`Conv2dOptions::output_size`].
pub fn conv2d(
    x: &[f32],
    [channels, height, width]: Map,
    weight: &[f32],
    [channels_out, k_h, k_w]: Map,
    bias: &[f32],
    options: Conv2dOptions,
) -> Vec<f32> {
    let rows = options.output_size(height, k_h).expect("an output");
    let cols = options.output_size(width, k_w).expect("an output");
    let mut y = vec![0.0; channels_out * rows * cols];
    each_tap(
        [channels_out, channels, k_h, k_w],
        [rows, cols],
        |o, c, i, j, row, col| {
            let at = |p: usize, tap: usize| {
                (p * options.stride + tap * options.dilation).checked_sub(options.padding)
            };
            if let (Some(v), Some(h)) = (at(row, i), at(col, j))
                && v < height
                && h < width
            {
                y[(o * rows + row) * cols + col] += weight
                    [((o * channels + c) * k_h + i) * k_w + j]
                    * x[(c * height + v) * width + h];
            }
        },
    );
    add_bias(&mut y, bias, rows * cols);
    y
}

/// `Y[o,y·S+i·D−P,x·S+j·D−P] += W[c,o,i,j] · X[c,y,x]`, then `+ b[o]`, for one image.
///
/// # Shapes
/// `x` (C, H, W), `weight` (C, O, K, K), `bias` (O) or empty → (O, H', W')
///
/// # Panics
/// If there is no output: see [`ConvTranspose2dOptions::output_size`].
pub fn conv_transpose2d(
    x: &[f32],
    [channels, height, width]: Map,
    weight: &[f32],
    [channels_out, k_h, k_w]: Map,
    bias: &[f32],
    options: ConvTranspose2dOptions,
) -> Vec<f32> {
    let rows = options.output_size(height, k_h).expect("an output");
    let cols = options.output_size(width, k_w).expect("an output");
    let mut y = vec![0.0; channels_out * rows * cols];
    each_tap(
        [channels_out, channels, k_h, k_w],
        [height, width],
        |o, c, i, j, row, col| {
            let at = |p: usize, tap: usize| {
                (p * options.stride + tap * options.dilation).checked_sub(options.padding)
            };
            if let (Some(v), Some(h)) = (at(row, i), at(col, j))
                && v < rows
                && h < cols
            {
                y[(o * rows + v) * cols + h] += weight
                    [((c * channels_out + o) * k_h + i) * k_w + j]
                    * x[(c * height + row) * width + col];
            }
        },
    );
    add_bias(&mut y, bias, rows * cols);
    y
}

fn each_tap(
    [channels_out, channels, k_h, k_w]: [usize; 4],
    [rows, cols]: [usize; 2],
    mut f: impl FnMut(usize, usize, usize, usize, usize, usize),
) {
    for o in 0..channels_out {
        for c in 0..channels {
            for i in 0..k_h {
                for j in 0..k_w {
                    for row in 0..rows {
                        for col in 0..cols {
                            f(o, c, i, j, row, col);
                        }
                    }
                }
            }
        }
    }
}

fn add_bias(y: &mut [f32], bias: &[f32], pixels: usize) {
    for (map, b) in y.chunks_exact_mut(pixels).zip(bias) {
        map.iter_mut().for_each(|v| *v += b);
    }
}
