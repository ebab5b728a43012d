//! Images side by side: one number of 16 images fills a register of the processor.
//!
//! Between kernels a group of images is kept as (C, H, W, n): all images' first pixel, then
//! all images' second pixel. Whatever a kernel does to one image it does to 16 at once.

use super::simd;

/// Images that go through a kernel at once.
pub const LANES: usize = 16;

/// Room for so many images: the next multiple of [`LANES`].
pub fn room(images: usize) -> usize {
    images.next_multiple_of(LANES)
}

/// (images, len) → (len, room): images that are not there are zero.
pub fn spread(len: usize, images: &[f32], lanes: &mut [f32]) {
    let room = lanes.len() / len;
    if images.len() < lanes.len() {
        lanes.fill(0.0);
    }
    transpose([images.len() / len, len], [len, room], images, lanes);
}

/// (len, room) → (images, len): the way back, for as many images as there are.
pub fn gather(len: usize, lanes: &[f32], images: &mut [f32]) {
    let room = lanes.len() / len;
    transpose([len, images.len() / len], [room, len], lanes, images);
}

/// Rows become columns; `strides` are the numbers from row to row, before and after.
fn transpose([rows, cols]: [usize; 2], strides: [usize; 2], from: &[f32], to: &mut [f32]) {
    simd::wide!({
        for top in (0..rows).step_by(LANES) {
            for left in (0..cols).step_by(LANES) {
                let from = &from[top * strides[0] + left..];
                let to = &mut to[left * strides[1] + top..];
                if rows - top >= LANES && cols - left >= LANES {
                    square(strides, from, to);
                    continue;
                }
                for row in 0..LANES.min(rows - top) {
                    for col in 0..LANES.min(cols - left) {
                        to[col * strides[1] + row] = from[row * strides[0] + col];
                    }
                }
            }
        }
    });
}

/// One square, whose columns are rows in registers.
#[inline(always)]
fn square(strides: [usize; 2], from: &[f32], to: &mut [f32]) {
    let from = &from[..(LANES - 1) * strides[0] + LANES];
    for col in 0..LANES {
        let to = &mut to[col * strides[1]..][..LANES];
        for row in 0..LANES {
            to[row] = from[row * strides[0] + col];
        }
    }
}
