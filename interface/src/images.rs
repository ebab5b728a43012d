//! Images and noise that a call makes from a few numbers, so that cases stay small.

use aelib::data::Images;
use aelib::rand::{Rng, SeedableRng};
use aelib::rand_chacha::ChaCha8Rng;

/// Images of stripes, different for each image and seed.
pub fn stripes(count: usize, seed: u64) -> Images {
    let first = (seed % 1000) as usize;
    let pixel = |i: usize| {
        let (image, place) = (i / 784 + first, i % 784);
        let along = match image.is_multiple_of(2) {
            true => place / 28,
            false => place % 28,
        };
        let bright = ((along + image) / (2 + image % 5)).is_multiple_of(2);
        if bright { 230 } else { 10 }
    };
    Images::from_bytes((0..count * 784).map(pixel).collect()).expect("whole images")
}

/// Further out than most noise, so that bytes can show it.
pub fn noise(count: usize, seed: u64) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    (0..count).map(|_| rng.gen_range(-4.0..4.0)).collect()
}

/// Of each row, some numbers that stand for all.
pub fn some(rows: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let row = |row: &Vec<f32>| row.iter().skip(11).step_by(37).copied().collect();
    rows.iter().map(row).collect()
}
