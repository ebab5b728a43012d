//! What an operation is to the code that runs it: plain loops over slices.

use std::ops::Range;

/// One operation on a group of images, forward and backward.
///
/// A kernel owns a copy of its parameters and knows nothing of tensors, shapes as types,
/// or threads: so it is compiled once, here, and a notebook cell only links to it. Every
/// slice holds the same images of a batch side by side: maps are (C, H, W, n), see
/// `lanes`. There is room for n images, a few more than `images` where a
/// batch ends: what comes out for those does not matter, and their `dy` is zero.
pub trait Kernel: Send + Sync {
    /// Numbers per image that go in, and that come out.
    fn lens(&self) -> [usize; 2];

    /// How many numbers the parameters have.
    fn params(&self) -> usize {
        0
    }

    /// Computes `y` from `x`, and overwrites `y`.
    fn forward(&self, images: Range<usize>, x: &[f32], y: &mut [f32]);

    /// Computes the gradients: overwrites `dx` where somebody wants it, adds to `dparams`,
    /// which has one parameter behind the other.
    fn backward(&self, pass: Pass, dx: Option<&mut [f32]>, dparams: &mut [f32]);

    /// What this kernel adds to a loss at the chain's end; `backward` adds its gradient.
    fn penalty(&self, _images: Range<usize>, _x: &[f32]) -> f64 {
        0.0
    }
}

/// What `backward` may look at.
#[derive(Clone)]
pub struct Pass<'a> {
    /// Places of these images in the batch.
    pub images: Range<usize>,
    /// Numbers that went in.
    pub x: &'a [f32],
    /// The same, one image behind the other, where they came so.
    pub rows: Option<&'a [f32]>,
    /// The loss's gradient with respect to what came out.
    pub dy: &'a [f32],
}
