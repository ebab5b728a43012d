//! A normal distribution per latent number: draws from it, and its distance from the
//! standard one. For each image the μ of all numbers come first, then the ln σ².

use super::engine::kernel::{Kernel, Pass};
use super::engine::lanes::{gather, spread};
use rand_distr::num_traits::Float;
use std::ops::Range;

/// Draws the latent numbers of a batch, `z = μ + σ · ε`, and adds the Kullback-Leibler
/// divergence of their distributions to the loss.
pub struct Draw {
    size: usize,
    eps: Vec<f32>,
    factor: f32,
}

impl Draw {
    /// A draw of `size` numbers an image, with the batch's noise; the divergence's sum is
    /// multiplied by `factor`.
    pub fn new(size: usize, eps: Vec<f32>, factor: f32) -> Self {
        Self { size, eps, factor }
    }

    fn eps(&self, images: &Range<usize>) -> &[f32] {
        &self.eps[images.start * self.size..images.end * self.size]
    }

    /// One image behind the other: there are few numbers, and each image has its own noise.
    fn latent(&self, images: &Range<usize>, x: &[f32]) -> Vec<f32> {
        let mut latent = vec![0.0; images.len() * 2 * self.size];
        gather(2 * self.size, x, &mut latent);
        latent
    }
}

impl Kernel for Draw {
    fn lens(&self) -> [usize; 2] {
        [2 * self.size, self.size]
    }

    fn forward(&self, images: Range<usize>, x: &[f32], y: &mut [f32]) {
        let latent = self.latent(&images, x);
        spread(self.size, &sample(self.size, &latent, self.eps(&images)), y);
    }

    fn backward(&self, pass: Pass, dx: Option<&mut [f32]>, _dparams: &mut [f32]) {
        let Some(dx) = dx else { return };
        let (latent, eps) = (self.latent(&pass.images, pass.x), self.eps(&pass.images));
        let mut dy = vec![0.0; eps.len()];
        gather(self.size, pass.dy, &mut dy);
        let mut gradient = sample_backward(self.size, &latent, eps, &dy);
        let (_, divergence) = kl_divergence(self.size, &latent, self.factor);
        let pairs = gradient.iter_mut().zip(divergence);
        pairs.for_each(|(g, d)| *g += d);
        spread(2 * self.size, &gradient, dx);
    }

    fn penalty(&self, images: Range<usize>, x: &[f32]) -> f64 {
        f64::from(kl_divergence(self.size, &self.latent(&images, x), self.factor).0)
    }
}

/// `σ = e^(ln σ² / 2)`, the standard deviation.
pub fn sigma<V: Float>(log_var: V) -> V {
    (log_var / (V::one() + V::one())).exp()
}

/// `σ² − 1 − ln σ²`, twice the divergence of a normal distribution of mean 0 from the standard
/// one: never negative. In f64, for near σ = 1 the terms cancel.
pub fn excess(log_var: f64) -> f64 {
    (log_var.exp_m1() - log_var).max(0.0)
}

/// `z = μ + σ · ε`.
///
/// # Shapes
/// `latent` (n, 2, L), `eps` (n, L) → (n, L)
pub fn sample(size: usize, latent: &[f32], eps: &[f32]) -> Vec<f32> {
    let images = latent.chunks_exact(2 * size).zip(eps.chunks_exact(size));
    let draw = |(latent, eps): (&[f32], &[f32])| {
        let (mu, log_var) = latent.split_at(size);
        let numbers = mu.iter().zip(log_var).zip(eps);
        let z = numbers.map(|((mu, log_var), eps)| mu + sigma(*log_var) * eps);
        z.collect::<Vec<f32>>()
    };
    images.flat_map(draw).collect()
}

/// The gradient of [`sample`] by `latent`, where `dz` is that of its result.
///
/// # Shapes
/// `latent` (n, 2, L), `eps` and `dz` (n, L) → (n, 2, L)
pub fn sample_backward(size: usize, latent: &[f32], eps: &[f32], dz: &[f32]) -> Vec<f32> {
    let mut gradient = Vec::with_capacity(latent.len());
    for (image, latent) in latent.chunks_exact(2 * size).enumerate() {
        let (eps, dz) = (&eps[image * size..], &dz[image * size..][..size]);
        gradient.extend_from_slice(dz);
        let log_var = latent[size..].iter().zip(eps).zip(dz);
        gradient.extend(log_var.map(|((v, eps), dz)| dz * eps * sigma(*v) / 2.0));
    }
    gradient
}

/// `factor · Σ ½ (μ² + σ² − 1 − ln σ²)` with its gradient: the Kullback-Leibler divergence
/// of all these distributions from the standard normal one, in nats.
///
/// # Source
/// Kingma & Welling 2013, appendix B.
pub fn kl_divergence(size: usize, latent: &[f32], factor: f32) -> (f32, Vec<f32>) {
    let (mut value, mut gradient) = (0.0, Vec::with_capacity(latent.len()));
    for latent in latent.chunks_exact(2 * size) {
        let (mu, log_var) = latent.split_at(size);
        for (mu, v) in mu.iter().zip(log_var) {
            value += 0.5 * (f64::from(*mu).powi(2) + excess(f64::from(*v)));
        }
        gradient.extend(mu.iter().map(|mu| factor * mu));
        gradient.extend(log_var.iter().map(|v| factor * 0.5 * (v.exp() - 1.0)));
    }
    ((f64::from(factor) * value) as f32, gradient)
}
