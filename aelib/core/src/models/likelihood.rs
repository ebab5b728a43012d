//! What a trained variational autoencoder is worth: its terms, and the likelihood behind
//! the bound.

use super::latent::{kl_per_dimension, log_ratio};
use super::{Vae, reparameterize};
use crate::images::Images;
use crate::ops::gaussian::sigma;
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
        let [all, first, kl] = [self.negative(), self.reconstruction, self.kl()];
        write!(f, "{all:.1} nats = reconstruction {first:.1} + KL {kl:.1}")
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
        for x in images.batches(CODES) {
            let n = x.shape().0;
            let share = n as f64 / images.len() as f64;
            let latent = self.encode(x.clone());
            let eps = draw(&mut rng, n * LATENT);
            let eps = Cpu::default().tensor_from_vec(eps, (n, Const::<LATENT>));
            let logits = self.decode(reparameterize(&latent, &eps));
            let costs = self.costs(&to_vec(&logits), &to_vec(&x));
            elbo.reconstruction += share * costs.iter().sum::<f64>() / n as f64;
            let kls = elbo.kl_per_dimension.iter_mut();
            let pairs = kls.zip(kl_per_dimension(&latent));
            pairs.for_each(|(sum, kl)| *sum += share * kl);
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
        let places = Vec::from_iter(0..images.len());
        let blocks = places.chunks((CODES / samples).max(1));
        let estimates = blocks.map(|places| self.estimate(images, places, samples, &mut rng));
        estimates.flatten().collect()
    }

    fn estimate(
        &self,
        images: &Images,
        places: &[usize],
        samples: usize,
        rng: &mut ChaCha8Rng,
    ) -> Vec<f64> {
        let latent = self.encode(images.batch(places));
        let (mu, log_var) = (to_vec(&latent.mu), to_vec(&latent.log_var));
        let (mut z, mut log_weights, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
        for (i, place) in places.iter().enumerate() {
            for _ in 0..samples {
                let mut weight = 0.0;
                for (j, eps) in (i * LATENT..).zip(draw::<f64>(rng, LATENT)) {
                    let (mu, log_var) = (f64::from(mu[j]), f64::from(log_var[j]));
                    z.push((mu + sigma(log_var) * eps) as f32);
                    weight += log_ratio(mu, log_var, eps);
                }
                log_weights.push(-weight);
                repeated.push(*place);
            }
        }
        let z = Cpu::default().tensor_from_vec(z, (repeated.len(), Const::<LATENT>));
        let targets = to_vec(&images.batch(&repeated));
        let costs = self.costs(&to_vec(&self.decode(z)), &targets);
        let constant = self.objective.reconstruction.constant() * PIXELS as f64;
        let pairs = log_weights.iter_mut().zip(costs);
        pairs.for_each(|(weight, cost)| *weight -= cost + constant);
        log_weights
            .chunks_exact(samples)
            .map(log_mean_exp)
            .collect()
    }

    /// The reconstruction's cost of each image.
    fn costs(&self, logits: &[f32], targets: &[f32]) -> Vec<f64> {
        let loss = self.objective.reconstruction.kernel();
        let [logits, targets] = [logits, targets].map(|all| all.par_chunks_exact(PIXELS));
        let images = logits.zip(targets);
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
