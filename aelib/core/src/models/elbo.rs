//! What a variational autoencoder makes small: reconstruction plus divergence.

use super::latent::{Latent, kl_divergence};
use crate::loss::{bce_with_logits_per_image, squared_error_with_logits_per_image};
use crate::nn::{Batch, Map};
use crate::ops::engine::run;
use crate::ops::loss;
use dfdx::prelude::*;

/// How far a reconstruction is from its image: the negative logarithm of a likelihood. In
/// both, the decoder's logit means the pixel `x̂ = σ(logit)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reconstruction {
    /// Binary cross entropy, summed over the pixels: the negative log likelihood if each
    /// pixel is ink with probability `x̂` (Bernoulli). A grey pixel counts as that share of
    /// ink.
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
    /// The first term.
    pub reconstruction: Reconstruction,
    /// What the second term, the divergence, is multiplied by: 1 for a bound on the
    /// likelihood.
    pub beta: f32,
}

impl Default for Objective {
    fn default() -> Self {
        Self {
            reconstruction: Reconstruction::default(),
            beta: 1.0,
        }
    }
}

/// The negative ELBO in nats per image: reconstruction summed over the pixels, plus β times
/// [`kl_divergence`], mean over the batch. To be made small; with β = 1 it is never below
/// the negative log likelihood of the images (with the squared error, but for the constant
/// that [`Reconstruction`] names).
///
/// # Source
/// Kingma & Welling 2013, equation 10; β: Higgins et al. 2017.
///
/// ```
/// use aelib_core::prelude::*;
/// let model = Vae::<4>::new(0);
/// let device = Cpu::default();
/// let x = device.zeros_like(&(8, Const::<1>, Const::<28>, Const::<28>));
/// let eps = device.zeros_like(&(8, Const::<4>));
///
/// let latent = model.encode(x.leaky_trace());
/// let logits = model.decode(reparameterize(&latent, &eps));
/// let loss = negative_elbo(logits, &x, &latent, Objective::default());
/// let gradients = loss.backward();
/// # let _ = gradients;
/// ```
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
