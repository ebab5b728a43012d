//! Numbers as colours: red, green and blue of each, one behind the other.

use aelib_core::ops::storage::to_vec;
use dfdx::prelude::{Cpu, HasShape, Shape, Tensor};

/// A pixel in [0, 1] as a byte; what lies outside is cut off.
fn byte(value: f32) -> u8 {
    (value.clamp(0.0, 1.0) * 255.0).round() as u8
}

/// From black through red and yellow to white.
pub(super) fn heat_colour(value: f32) -> [u8; 3] {
    [0.0, 1.0, 2.0].map(|from| byte(3.0 * value - from))
}

/// Channels, height and width of images, and red, green and blue of each one's pixels.
///
/// # Panics
/// If they have neither one nor three channels; `what` begins the message.
pub(super) fn coloured<S: Shape>(
    what: &str,
    images: &Tensor<S, f32, Cpu>,
) -> ([usize; 3], Vec<Vec<u8>>) {
    let sizes = Vec::from_iter(images.shape().concrete());
    let [_, channels @ (1 | 3), height, width] = sizes[..] else {
        panic!("{what}: expected images of shape (N, 1, H, W) or (N, 3, H, W), found {sizes:?}")
    };
    let pixels = height * width;
    let image = |image: &[f32]| {
        let pixel = |i| [0, 1, 2].map(|c| byte(image[c % channels * pixels + i]));
        (0..pixels).flat_map(pixel).collect()
    };
    let images = to_vec(images);
    let images = images.chunks_exact((channels * pixels).max(1)).map(image);
    ([channels, height, width], images.collect())
}

/// Numbers as colours: black is 0, white the largest, orange what is below 0.
pub(super) fn signed(numbers: &[f32], largest: f32) -> Vec<u8> {
    let colour = |v: &f32| {
        let grey = (v.abs() / largest * 255.0).round() as u8;
        match *v < 0.0 {
            true => [grey, (f32::from(grey) * 0.37) as u8, 0],
            false => [grey; 3],
        }
    };
    numbers.iter().flat_map(colour).collect()
}

/// An image `width` wide as lines of blocks, in each of which two pixels stand, one above the
/// other: bright or not.
pub(super) fn blocks(rgb: &[u8], width: usize) -> Vec<String> {
    let bright = |rgb: &[u8; 3]| rgb.iter().map(|v| u32::from(*v)).sum::<u32>() > 382;
    let line = |rows: &[[u8; 3]]| {
        let (upper, lower) = rows.split_at(width);
        let block = |x: usize| match (bright(&upper[x]), lower.get(x).is_some_and(bright)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        };
        (0..width).map(block).collect::<String>().trim_end().into()
    };
    let (pixels, _) = rgb.as_chunks();
    pixels.chunks(2 * width.max(1)).map(line).collect()
}
