//! Principal components: the best linear code, checked from several sides.

use aelib::prelude::*;
use tests::{assert_close, dot, randoms};

type Small = Map<1, 3, 4>;

/// Images whose pixels are related: smooth random fields.
fn images(count: usize) -> Images<Small> {
    let noise = randoms(count * 12 + 3, 0);
    let pixel = |i: usize| 0.5 + 0.12 * (i..i + 4).map(|j| noise[j]).sum::<f32>();
    Images::from_pixels(&Vec::from_iter((0..count * 12).map(pixel)))
}

fn squared_error(pca: &Pca<Small>, images: &Images<Small>) -> f64 {
    let x = images.tensor();
    f64::from(mse(pca.reconstruct(&x), &x).array())
}

#[test]
fn components_are_orthogonal_unit_vectors() {
    let pca = Pca::fit(&images(200), 12);
    let components = pca.components().as_vec();
    for (i, a) in components.chunks(12).enumerate() {
        for (j, b) in components.chunks(12).enumerate() {
            let expected = if i == j { 1.0 } else { 0.0 };
            let product = dot(a, b);
            assert!((product - expected).abs() < 1e-5, "{i} {j}: {product}");
        }
    }
}

#[test]
fn the_error_is_the_variance_that_is_left_out() {
    let images = images(200);
    let whole = Pca::fit(&images, 12);
    for kept in 0..=12 {
        let left_out: f64 = whole.variances()[kept..].iter().sum();
        let error = squared_error(&whole.keep(kept), &images) * 12.0;
        assert_close("error", &[error as f32], &[left_out as f32], 1e-3, 1e-6);
    }
    assert!(whole.variances().is_sorted_by(|a, b| a >= b));
}

#[test]
fn without_components_it_is_the_mean_image() {
    let images = images(50);
    let pca = Pca::fit(&images, 0);
    let restored = pca.reconstruct(&images.tensor()).as_vec();
    let pixels = images.tensor().as_vec();
    for (i, value) in restored.iter().enumerate() {
        let column = pixels.iter().skip(i % 12).step_by(12);
        let mean = column.sum::<f32>() / 50.0;
        assert!((value - mean).abs() < 1e-5);
    }
}

#[test]
fn fewer_components_are_the_first_of_more() {
    let images = images(100);
    let (few, many) = (Pca::fit(&images, 3), Pca::fit(&images, 7).keep(3));
    assert_eq!(few.components().as_vec(), many.components().as_vec());
    assert_eq!(few.code_len(), 3);
}

#[test]
fn no_other_linear_code_of_that_size_is_better() {
    let images = images(200);
    let pca = Pca::fit(&images, 2);
    let best = squared_error(&pca, &images);
    // The best of many random planes through the mean.
    let centred: Vec<f32> = {
        let mean = pca.mean().as_vec();
        let pixels = images.tensor().as_vec();
        pixels
            .iter()
            .zip(mean.iter().cycle())
            .map(|(x, m)| x - m)
            .collect()
    };
    for seed in 0..200 {
        let mut plane = randoms(24, 1000 + seed);
        let (a, b) = plane.split_at_mut(12);
        unit(a);
        let overlap = dot(a, b) as f32;
        b.iter_mut().zip(&*a).for_each(|(b, a)| *b -= overlap * a);
        unit(b);
        let left = |x: &[f32]| dot(x, x) - dot(x, a).powi(2) - dot(x, b).powi(2);
        let error: f64 = centred.chunks(12).map(left).sum::<f64>() / 2400.0;
        assert!(error >= best - 1e-9, "seed {seed}: {error} < {best}");
    }
}

fn unit(v: &mut [f32]) {
    let length = dot(v, v).sqrt() as f32;
    v.iter_mut().for_each(|v| *v /= length);
}
