//! The checks of `lesson_06::noisy_input`.

mod arithmetic;
mod strip;

use crate::check::Exercise;
use crate::matrix::Matrix;
use aelib::rand::{Rng, SeedableRng};
use aelib::rand_chacha::ChaCha8Rng;
use interface::lesson_06::noisy_input::{Calls, NAME};

/// The exercise, checked by calling `calls`; `seed` is of the random cases.
pub fn exercise(calls: Calls, seed: u64) -> Exercise {
    let mut checks = arithmetic::checks(&calls, seed);
    checks.extend(strip::checks(&calls, seed));
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

/// An image of some rows, with pixels in [0, 1]; another one for each stream of a seed.
fn random(seed: u64, stream: u64) -> Matrix {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(stream);
    let mut row = || {
        (0..3)
            .map(|_| rng.gen_range(0..=64) as f32 / 64.0)
            .collect()
    };
    (0..4).map(|_| row()).collect()
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
