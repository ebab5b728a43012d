//! The checks of `lesson_06::noisy_input`.

mod arithmetic;
mod strip;

use crate::check::Exercise;
use crate::matrix::Matrix;
use interface::lesson_06::noisy_input::{Calls, NAME};

/// The exercise, checked by calling `calls`. All cases teach, so none is random.
pub fn exercise(calls: Calls, _seed: u64) -> Exercise {
    let mut checks = arithmetic::checks(&calls);
    checks.extend(strip::checks(&calls));
    Exercise {
        name: NAME,
        hints: &[
            "add_noise: two `zip`s, one over rows and one over the pixels of two rows, and \
             `(pixel + noise).clamp(0.0, 1.0)`",
            "mean_squared_error: `found.iter().flatten()` goes through all pixels",
            "strip: three variables, `input`, `output` and the clean image; the model gets \
             `input`, and both errors are measured against the clean image",
        ],
        checks,
    }
}

/// The right result of `add_noise`.
fn add_noise(clean: &Matrix, noise: &Matrix) -> Matrix {
    pixel_by_pixel(clean, noise, |pixel, noise| (pixel + noise).clamp(0.0, 1.0))
}

fn pixel_by_pixel(a: &Matrix, b: &Matrix, f: fn(f32, f32) -> f32) -> Matrix {
    let row = |(a, b): (&Vec<f32>, &Vec<f32>)| a.iter().zip(b).map(|(a, b)| f(*a, *b)).collect();
    a.iter().zip(b).map(row).collect()
}

/// The right result of `mean_squared_error`.
fn error(found: &Matrix, truth: &Matrix) -> f32 {
    let squares = pixel_by_pixel(found, truth, |f, t| (f - t) * (f - t)).concat();
    squares.iter().sum::<f32>() / squares.len() as f32
}
