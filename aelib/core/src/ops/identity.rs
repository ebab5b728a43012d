//! What changes nothing: a layer that only changes the shape, when it stands alone.

use super::engine::kernel::{Kernel, Pass};
use std::ops::Range;

/// `Y = X`, of so many numbers an image.
pub struct Identity {
    /// Numbers an image.
    pub len: usize,
}

impl Kernel for Identity {
    fn lens(&self) -> [usize; 2] {
        [self.len; 2]
    }

    fn forward(&self, _images: Range<usize>, x: &[f32], y: &mut [f32]) {
        y.copy_from_slice(x);
    }

    fn backward(&self, pass: Pass, dx: Option<&mut [f32]>, _dparams: &mut [f32]) {
        if let Some(dx) = dx {
            dx.copy_from_slice(pass.dy);
        }
    }
}
