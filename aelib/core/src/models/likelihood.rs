//! What a trained variational autoencoder is worth: its terms, and the likelihood behind
//! the bound.

use super::latent::{kl_per_dimension, log_ratio};
use super::{Vae, reparameterize};
use crate::images::Images;
use crate::ops::storage::to_vec;
use dfdx::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;
use rayon::prelude::*;

/// The two terms of the negative ELBO, in nats per image.
#[derive(Clone, Debug, PartialEq)]
pub struct Elbo {
    /// The reconstruction, summed over the pixels.
    pub reconstruction: f64,
    /// The divergence by latent number; those near 0 have collapsed.
    pub kl_per_dimension: Vec<f64>,
}

impl Elbo {
    /// The divergence: the sum over the latent numbers.
    pub fn kl(&self) -> f64 {
        self.kl_per_dimension.iter().sum()
    }

    /// Reconstruction plus divergence.
    pub fn negative(&self) -> f64 {
        self.reconstruction + self.kl()
    }
}

/// `134.6 nats = reconstruction 127.0 + KL 7.6`
impl std::fmt::Display for Elbo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (sum, kl) = (self.negative(), self.kl());
        let reconstruction = self.reconstruction;
        write!(
            f,
            "{sum:.1} nats = reconstruction {reconstruction:.1} + KL {kl:.1}"
        )
    }
}

/// Codes that go through the decoder together.
const CODES: usize = 2048;

impl<const LATENT: usize> Vae<LATENT> {
    /// The terms of the negative ELBO on images, with one draw of noise for each image and
    /// β left out: mean over the images.
    ///
    /// # Panics
    /// If there are no images.
    pub fn measure(&self, images: &Images, seed: u64) -> Elbo {
        assert!(!images.is_empty(), "measure: no images");
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut elbo = Elbo {
            reconstruction: 0.0,
            kl_per_dimension: vec![0.0; LATENT],
        };
        for places in Vec::from_iter(0..images.len()).chunks(CODES) {
            let share = places.len() as f64 / images.len() as f64;
            let x = images.batch(places);
            let latent = self.encode(x.clone());
            let eps: Vec<f32> = draw(&mut rng, places.len() * LATENT);
            let shape = (places.len(), Const::<LATENT>);
            let z = reparameterize(&latent, &Cpu::default().tensor_from_vec(eps, shape));
            let costs = self.costs(&to_vec(&self.decode(z)), &to_vec(&x));
            elbo.reconstruction += share * costs.iter().sum::<f64>() / costs.len() as f64;
            let kls = elbo.kl_per_dimension.iter_mut();
            kls.zip(kl_per_dimension(&latent))
                .for_each(|(sum, kl)| *sum += share * kl);
        }
        elbo
    }

    /// An estimate of `ln p(x)` for each image, in nats, from `samples` draws z of the
    /// encoder's own distribution q:
    ///
    /// `ln 1/K Σ p(x|z)·p(z) / q(z|x)`
    ///
    /// On average it lies below the true value, and rises towards it with the number of
    /// draws; with one draw it is the ELBO. With the squared error this is a density, and
    /// the constant that the loss leaves out is counted.
    ///
    /// # Panics
    /// If there are no samples.
    ///
    /// # Source
    /// Burda, Grosse & Salakhutdinov 2015, equation 8.
    pub fn log_likelihood(&self, images: &Images, samples: usize, seed: u64) -> Vec<f64> {
        assert!(samples > 0, "log_likelihood: no samples");
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let together = (CODES / samples).max(1);
        let blocks = Vec::from_iter(0..images.len());
        let blocks = blocks.chunks(together);
        blocks
            .flat_map(|places| self.estimate(images, places, samples, &mut rng))
            .collect()
    }

    fn estimate(
        &self,
        images: &Images,
        places: &[usize],
        samples: usize,
        rng: &mut ChaCha8Rng,
    ) -> Vec<f64> {
        let latent = self.encode(images.batch(places));
        let repeated: Vec<usize> = places
            .iter()
            .flat_map(|place| std::iter::repeat_n(*place, samples))
            .collect();
        let (mu, log_var) = (to_vec(&latent.mu), to_vec(&latent.log_var));
        let (mut z, mut log_weights) = (Vec::new(), Vec::new());
        for (mu, log_var) in mu.chunks_exact(LATENT).zip(log_var.chunks_exact(LATENT)) {
            for _ in 0..samples {
                let eps: Vec<f64> = draw(rng, LATENT);
                let numbers = || mu.iter().zip(log_var).zip(&eps);
                z.extend(numbers().map(|((mu, log_var), eps)| {
                    (f64::from(*mu) + (f64::from(*log_var) / 2.0).exp() * eps) as f32
                }));
                let ratios = numbers().map(|((mu, log_var), eps)| {
                    log_ratio(f64::from(*mu), f64::from(*log_var), *eps)
                });
                log_weights.push(-ratios.sum::<f64>());
            }
        }
        let z = Cpu::default().tensor_from_vec(z, (repeated.len(), Const::<LATENT>));
        let targets = to_vec(&images.batch(&repeated));
        let costs = self.costs(&to_vec(&self.decode(z)), &targets);
        let constant = self.objective.reconstruction.constant() * PIXELS as f64;
        for (weight, cost) in log_weights.iter_mut().zip(costs) {
            *weight -= cost + constant;
        }
        log_weights
            .chunks_exact(samples)
            .map(log_mean_exp)
            .collect()
    }

    /// The reconstruction's cost of each image.
    fn costs(&self, logits: &[f32], targets: &[f32]) -> Vec<f64> {
        let loss = self.objective.reconstruction.kernel();
        let images = logits
            .par_chunks_exact(PIXELS)
            .zip(targets.par_chunks_exact(PIXELS));
        images.map(|(x, t)| loss(x, t, 1.0, None)).collect()
    }
}

const PIXELS: usize = 28 * 28;

fn draw<V>(rng: &mut ChaCha8Rng, count: usize) -> Vec<V>
where
    StandardNormal: rand::distributions::Distribution<V>,
{
    rng.sample_iter(StandardNormal).take(count).collect()
}

/// `ln 1/K Σ e^w`, which no weight overflows.
fn log_mean_exp(log_weights: &[f64]) -> f64 {
    let largest = log_weights.iter().copied().fold(f64::MIN, f64::max);
    let sum: f64 = log_weights.iter().map(|w| (w - largest).exp()).sum();
    largest + (sum / log_weights.len() as f64).ln()
}
