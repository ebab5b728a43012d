//! Digits that nobody has seen, made of those that everybody has: each a little turned, moved
//! and stretched. A network that has learned how digits look restores them as well; one that
//! remembers the test digits, or looks them up, does not.

use aelib::data::Images;
use aelib::rand_chacha::ChaCha8Rng;
use aelib::rand_chacha::rand_core::{RngCore, SeedableRng};

const SIDE: usize = 28;

/// The images after small changes drawn from `seed`: at most 10 degrees, 1.5 pixels and 10 %.
pub fn warped(images: &Images, seed: u64) -> Images {
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x0077_6172_7065_6420);
    let mut within = |limit: f32| (rng.next_u32() as f32 / u32::MAX as f32 * 2.0 - 1.0) * limit;
    let mut bytes = Vec::with_capacity(images.bytes().len());
    for image in images.bytes().chunks_exact(SIDE * SIDE) {
        let (sin, cos) = within(10f32.to_radians()).sin_cos();
        let [wide, high] = [1.0 + within(0.1), 1.0 + within(0.1)];
        let [right, down] = [within(1.5), within(1.5)];
        let middle = (SIDE - 1) as f32 / 2.0;
        for place in 0..SIDE * SIDE {
            let x = (place % SIDE) as f32 - middle - right;
            let y = (place / SIDE) as f32 - middle - down;
            let [from_x, from_y] = [(cos * x + sin * y) / wide, (cos * y - sin * x) / high];
            bytes.push(between(image, from_x + middle, from_y + middle));
        }
    }
    Images::from_bytes(bytes).expect("whole images")
}

/// The brightness between four pixels; black outside.
fn between(image: &[u8], x: f32, y: f32) -> u8 {
    let [left, top] = [x.floor(), y.floor()];
    let mut sum = 0.0;
    for (row, part_y) in [(top, top + 1.0 - y), (top + 1.0, y - top)] {
        for (column, part_x) in [(left, left + 1.0 - x), (left + 1.0, x - left)] {
            let inside = 0.0..SIDE as f32;
            if inside.contains(&row) && inside.contains(&column) {
                let pixel = image[row as usize * SIDE + column as usize];
                sum += f32::from(pixel) * part_x * part_y;
            }
        }
    }
    sum.round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_seed_moves_a_digit_a_little_and_differently() {
        let mut image = vec![0; SIDE * SIDE];
        image[14 * SIDE..15 * SIDE].fill(200);
        let image = Images::from_bytes(image).unwrap();
        let [one, again, other] = [1, 1, 2].map(|seed| warped(&image, seed));
        assert!(one == again && one != other && one != image);
        let sum = |images: &Images| images.bytes().iter().map(|b| f64::from(*b)).sum::<f64>();
        assert!((sum(&one) / sum(&image) - 1.0).abs() < 0.3);
    }
}
