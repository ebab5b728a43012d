//! The rectifier, in place on what the kernel before it gave.

use super::engine::simd;

/// `Y = max(X, 0)`, element by element. What is not a number stays so: a network that has
/// come apart must not look healthy.
pub fn forward(x: &mut [f32]) {
    simd::wide!({
        x.iter_mut()
            .for_each(|x| *x = if *x < 0.0 { 0.0 } else { *x })
    });
}

/// `dX = dY` where Y is positive, else 0.
pub fn backward(y: &[f32], dy: &mut [f32]) {
    simd::wide!({
        for (dy, y) in dy.iter_mut().zip(y) {
            *dy = if *y > 0.0 { *dy } else { 0.0 };
        }
    });
}
