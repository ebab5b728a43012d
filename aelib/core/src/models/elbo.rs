//! What a variational autoencoder makes small: reconstruction plus divergence; and the
//! likelihood behind that bound.

use super::VariationalAutoencoder;
use super::latent::{Latent, kl_divergence, kl_per_dimension, log_ratio, reparameterize};
use crate::images::Images;
use crate::loss::{bce_with_logits_per_image, squared_error_with_logits_per_image};
use crate::nn::{Batch, Map, Network};
use crate::ops::engine::run;
use crate::ops::gaussian::sigma;
use crate::ops::loss;
use crate::ops::storage::to_vec;
use dfdx::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;
use rayon::prelude::*;

/// How far a reconstruction is from its image: the negative logarithm of a likelihood. In
/// both, the decoder's logit means the pixel `x̂ = σ(logit)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reconstruction {
    /// Binary cross entropy, summed over the pixels: the negative log likelihood if each
    /// pixel is ink with probability `x̂` (Bernoulli).
    #[default]
    BinaryCrossEntropy,
    /// The lecture's `‖x − x̂‖²`: the negative log likelihood if each pixel is normal
    /// around `x̂` with variance ½, but for the constant `ln π / 2` per pixel.
    SquaredError,
}

impl Reconstruction {
    /// The sum over pixels, with its gradient, for the fused loss.
    pub(super) fn kernel(self) -> run::Loss {
        match self {
            Self::BinaryCrossEntropy => loss::bce_with_logits,
            Self::SquaredError => loss::squared_error_with_logits,
        }
    }

    /// What the likelihood has besides, in nats per pixel.
    pub(super) fn constant(self) -> f64 {
        match self {
            Self::BinaryCrossEntropy => 0.0,
            Self::SquaredError => std::f64::consts::PI.ln() / 2.0,
        }
    }
}

/// Which loss a variational autoencoder learns from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Objective {
    /// The reconstruction, which is the first term.
    pub reconstruction: Reconstruction,
    /// Factor of the divergence, which is the second term: 1 for a bound on the likelihood.
    pub beta: f32,
}

impl Default for Objective {
    fn default() -> Self {
        let reconstruction = Reconstruction::default();
        Self {
            reconstruction,
            beta: 1.0,
        }
    }
}

/// The negative ELBO in nats per image: reconstruction summed over the pixels, plus β times
/// [`kl_divergence`], mean over the batch. With β = 1 it is never below the images' negative
/// log likelihood (with the squared error, but for the constant that [`Reconstruction`] names).
///
/// # Shapes
/// `logits` and `x` (N, 1, 28, 28), `latent` twice (N, `LATENT`) → a number
///
/// # Source
/// Kingma & Welling 2013, equation 10; β: Higgins et al. 2017.
pub fn negative_elbo<const LATENT: usize, T: Tape<f32, Cpu>>(
    logits: Batch<Map<1, 28, 28>, T>,
    x: &Batch<Map<1, 28, 28>>,
    latent: &Latent<LATENT, T>,
    objective: Objective,
) -> Tensor<Rank0, f32, Cpu, T> {
    let reconstruction = match objective.reconstruction {
        Reconstruction::BinaryCrossEntropy => bce_with_logits_per_image(logits, x),
        Reconstruction::SquaredError => squared_error_with_logits_per_image(logits, x),
    };
    reconstruction + kl_divergence(latent) * objective.beta
}

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

const CODES: usize = 2048;

impl<const LATENT: usize, Encoder, Decoder> VariationalAutoencoder<Encoder, Decoder>
where
    Encoder: Network<Map<1, 28, 28>, Out = Rank2<2, LATENT>> + Clone + 'static,
    Decoder: Network<Rank1<LATENT>, Out = Map<1, 28, 28>>,
{
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
            let eps = (&mut rng)
                .sample_iter(StandardNormal)
                .take(n * LATENT)
                .collect();
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
    /// draws; with one draw it is the ELBO. With the squared error this is a density.
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
                for (j, eps) in (i * LATENT..).zip(Vec::<f64>::from_iter(
                    rng.sample_iter(StandardNormal).take(LATENT),
                )) {
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

    fn costs(&self, logits: &[f32], targets: &[f32]) -> Vec<f64> {
        let loss = self.objective.reconstruction.kernel();
        let [logits, targets] = [logits, targets].map(|all| all.par_chunks_exact(PIXELS));
        let images = logits.zip(targets);
        images.map(|(x, t)| loss(x, t, 1.0, None)).collect()
    }
}

const PIXELS: usize = 28 * 28;

/// `ln 1/K Σ e^w`, which no weight overflows.
fn log_mean_exp(log_weights: &[f64]) -> f64 {
    let largest = log_weights.iter().copied().fold(f64::MIN, f64::max);
    let sum: f64 = log_weights.iter().map(|w| (w - largest).exp()).sum();
    largest + (sum / log_weights.len() as f64).ln()
}
