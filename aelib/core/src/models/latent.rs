//! What a variational encoder says of images, and what one does with it, as the formulas are
//! written. [`Vae`](super::Vae)'s own loss computes the same numbers in one operation.

use crate::nn::Batch;
use crate::ops::engine::tape;
use crate::ops::gaussian::{excess, sigma};
use crate::ops::storage::to_vec;
use dfdx::prelude::*;
use rand::Rng;
use rand_distr::StandardNormal;
use std::cell::Cell;
use std::rc::Rc;

/// A normal distribution for each of `LATENT` numbers, for a batch of images.
pub struct Latent<const LATENT: usize, T = NoneTape> {
    /// The means μ, (N, `LATENT`).
    pub mu: Batch<Rank1<LATENT>>,
    /// The logarithms of the variances, ln σ², (N, `LATENT`).
    pub log_var: Batch<Rank1<LATENT>>,
    /// The way back through the encoder, until what is computed of the distributions takes it.
    tape: Cell<Option<T>>,
    /// Encodes once more, for another way back.
    again: Option<Encode<LATENT, T>>,
}

/// First μ, then ln σ²: what an encoder gives.
type Both<const LATENT: usize, T> = Batch<Rank2<2, LATENT>, T>;

/// An encoder and its images.
type Encode<const LATENT: usize, T> = Rc<dyn Fn() -> Both<LATENT, T>>;

impl<const LATENT: usize> Latent<LATENT> {
    /// The standard deviations σ, (N, `LATENT`).
    pub fn sigma(&self) -> Batch<Rank1<LATENT>> {
        (self.log_var.clone() * 0.5).exp()
    }

    /// Distributions that no encoder made, from twice (N, `LATENT`).
    ///
    /// # Panics
    /// If there are not as many means as variances.
    pub fn new(mu: Batch<Rank1<LATENT>>, log_var: Batch<Rank1<LATENT>>) -> Self {
        assert_eq!(mu.shape(), log_var.shape(), "a variance for each mean");
        Self {
            mu,
            log_var,
            tape: Cell::default(),
            again: None,
        }
    }

    /// The same distributions, recorded: what is computed of them has gradients with
    /// respect to `mu` and `log_var`.
    pub fn leaky_traced(self) -> Latent<LATENT, OwnedTape<f32, Cpu>> {
        Latent {
            mu: self.mu,
            log_var: self.log_var,
            tape: Cell::default(),
            again: None,
        }
    }
}

impl<const LATENT: usize> Clone for Latent<LATENT> {
    fn clone(&self) -> Self {
        Self::new(self.mu.clone(), self.log_var.clone())
    }
}

impl<const LATENT: usize, T: Tape<f32, Cpu>> Latent<LATENT, T> {
    /// Of a batch of images, by an encoder that ends in a [`Gaussian`](crate::nn::Gaussian)
    /// layer.
    pub(super) fn of_encoder<S: Shape>(
        images: Tensor<S, f32, Cpu, T>,
        encode: impl Fn(Tensor<S, f32, Cpu, T>) -> Both<LATENT, T> + 'static,
    ) -> Self {
        let (images, tape) = images.split_tape();
        let (mu, log_var, tape) = halves(encode(images.clone().put_tape(tape)));
        let again = move || encode(images.clone().put_tape(T::default()));
        Self {
            mu,
            log_var,
            tape: Cell::new(Some(tape)),
            again: T::OWNS_TAPE.then(|| Rc::new(again) as _),
        }
    }

    /// The way back from the distributions to the encoder. The first one who asks gets the
    /// tape by which they came. For others the images are encoded once more, for a tape can be
    /// gone back on once only.
    fn way_back(&self) -> T {
        match (self.tape.take(), &self.again) {
            (None, Some(again)) => {
                let (mu, log_var, mut tape) = halves(again());
                tape::hand_on(&mut tape, &self.mu, &mu);
                tape::hand_on(&mut tape, &self.log_var, &log_var);
                tape
            }
            (tape, _) => tape.unwrap_or_default(),
        }
    }
}

/// Splits what an encoder gives.
fn halves<const LATENT: usize, T: Tape<f32, Cpu>>(
    both: Both<LATENT, T>,
) -> (Batch<Rank1<LATENT>>, Batch<Rank1<LATENT>>, T) {
    let (both, tape) = both.split_tape();
    let half = |tape: T, which: usize| {
        let places = vec![which; both.shape().0];
        let places = both.device().tensor_from_vec(places, (both.shape().0,));
        both.clone().put_tape(tape).select(places).split_tape()
    };
    let (mu, tape) = half(tape, 0);
    let (log_var, tape) = half(tape, 1);
    (mu, log_var, tape)
}

/// `z = μ + σ·ε`: a draw from each distribution, if ε is one from the standard normal
/// distribution. Gradients flow to μ and ln σ², and on to the encoder if it was recorded. A
/// second draw of the same distributions encodes the images once more, for a way back of its own.
///
/// # Shapes
/// `eps` (N, `LATENT`) → (N, `LATENT`)
///
/// # Panics
/// If ε has another shape than μ.
///
/// # Source
/// Kingma & Welling 2013, section 2.4.
pub fn reparameterize<const LATENT: usize, T: Tape<f32, Cpu>>(
    latent: &Latent<LATENT, T>,
    eps: &Batch<Rank1<LATENT>>,
) -> Batch<Rank1<LATENT>, T> {
    let log_var = latent.log_var.clone().put_tape(latent.way_back());
    let sigmas = |v: &[f32]| v.iter().map(|v| sigma(*v)).collect();
    let backward = |v: &[f32], dy: &[f32]| {
        let pairs = v.iter().zip(dy);
        pairs.map(|(v, dy)| dy * sigma(*v) / 2.0).collect()
    };
    let shape = *log_var.shape();
    tape::map(log_var, shape, sigmas, backward) * eps.clone() + latent.mu.clone()
}

/// The Kullback-Leibler divergence of the distributions from the standard normal one,
/// `½ Σ (μ² + σ² − 1 − ln σ²)`, in nats per image: sum over the latent numbers, mean over
/// the batch. Never negative, and 0 only for the standard normal distribution itself.
///
/// # Shapes
/// Twice (N, `LATENT`) → a number
///
/// Gradients flow to μ and ln σ². To the encoder they go on where this is asked for first, or
/// where a z from [`reparameterize`] is part of the same loss.
///
/// # Source
/// Kingma & Welling 2013, appendix B.
pub fn kl_divergence<const LATENT: usize, T: Tape<f32, Cpu>>(
    latent: &Latent<LATENT, T>,
) -> Tensor<Rank0, f32, Cpu, T> {
    let half = 0.5 / latent.mu.shape().0 as f32;
    let tape = latent.tape.take().unwrap_or_default();
    let mu = latent.mu.clone().put_tape(tape).square().sum() * half;
    let spread = tape::scalar(latent.log_var.retaped::<T>(), |log_var, _| {
        // σ² − 1 − ln σ² in f64: near σ = 1 the terms cancel, and f32 would fall below 0.
        let excess = |v: &f32| excess(f64::from(*v));
        let slope = |v: &f32| half * v.exp_m1();
        let sum = log_var.iter().map(excess).sum::<f64>();
        (
            (f64::from(half) * sum) as f32,
            log_var.iter().map(slope).collect(),
        )
    });
    spread + mu
}

/// [`kl_divergence`] by latent number, in nats per image: mean over the batch. A number
/// near 0 has collapsed: the encoder says the same of it for every image.
pub fn kl_per_dimension<const LATENT: usize, T>(latent: &Latent<LATENT, T>) -> [f64; LATENT] {
    let costs = costs(latent);
    let images = (costs.len() / LATENT) as f64;
    std::array::from_fn(|which| costs.iter().skip(which).step_by(LATENT).sum::<f64>() / images)
}

/// [`kl_divergence`] of each image, in nats: the sum over its latent numbers.
pub fn kl_per_image<const LATENT: usize, T>(latent: &Latent<LATENT, T>) -> Vec<f64> {
    let costs = costs(latent);
    costs.chunks_exact(LATENT).map(|c| c.iter().sum()).collect()
}

/// The divergence of every number of every image, in nats.
fn costs<const LATENT: usize, T>(latent: &Latent<LATENT, T>) -> Vec<f64> {
    let (mu, log_var) = (to_vec(&latent.mu), to_vec(&latent.log_var));
    let pairs = mu.iter().zip(&log_var);
    let cost = |(mu, v): (&f32, &f32)| 0.5 * (f64::from(*mu).powi(2) + excess(f64::from(*v)));
    pairs.map(cost).collect()
}

/// [`kl_divergence`] without its formula, in nats per image: the mean of `ln q(z) − ln p(z)`
/// over `samples` draws of z for each image, q its own distribution and p the standard normal one.
///
/// # Panics
/// If there are no samples.
pub fn kl_monte_carlo<const LATENT: usize, T>(
    latent: &Latent<LATENT, T>,
    samples: usize,
    rng: &mut impl Rng,
) -> f64 {
    assert!(samples > 0, "kl_monte_carlo: no samples");
    let (mu, log_var) = (to_vec(&latent.mu), to_vec(&latent.log_var));
    let mut total = 0.0;
    for (mu, log_var) in mu.iter().zip(&log_var) {
        for _ in 0..samples {
            let eps = rng.sample(StandardNormal);
            total += log_ratio(f64::from(*mu), f64::from(*log_var), eps);
        }
    }
    total * LATENT as f64 / (mu.len() * samples) as f64
}

/// `ln q(z) − ln p(z)` of one latent number at `z = μ + σ·ε`, in nats: the two normal
/// densities' common factor cancels.
pub(super) fn log_ratio(mu: f64, log_var: f64, eps: f64) -> f64 {
    let z = mu + sigma(log_var) * eps;
    0.5 * (z * z - eps * eps - log_var)
}
