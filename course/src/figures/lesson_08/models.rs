//! The models of lesson 8, right and wrong, each trained once.

use super::super::Studio;
use crate::failure::Result;
use aelib::prelude::*;

/// How long the model learns that is held against PyTorch's, and how long those that are
/// compared with each other over several seeds.
pub const EPOCHS: usize = 20;
pub const SHORT: usize = 4;

/// Four latent numbers, as in the lecture.
pub const LATENT: usize = 4;

fn options(epochs: usize, seed: u64) -> Fit<'static, Map<1, 28, 28>> {
    Fit {
        epochs,
        seed,
        show: Show::Silent,
        ..Fit::default()
    }
}

/// The autoencoder without a divergence.
pub fn plain<const L: usize>(
    studio: &Studio,
    epochs: usize,
    seed: u64,
) -> Result<ConvAutoencoder<L>> {
    let (images, epochs) = (&studio.digits.train.images, studio.epochs(epochs));
    let settings = format!("conv {L} epochs {epochs} seed {seed}");
    studio.trained(ConvAutoencoder::new(seed), &settings, |model| {
        fit(model, images, images, options(epochs, seed));
    })
}

/// The variational one.
pub fn vae<const L: usize>(
    studio: &Studio,
    objective: Objective,
    epochs: usize,
    seed: u64,
) -> Result<Vae<L>> {
    let (images, epochs) = (&studio.digits.train.images, studio.epochs(epochs));
    let settings = format!("vae {L} {objective:?} epochs {epochs} seed {seed}");
    studio.trained(Vae::new(seed).with(objective), &settings, |model| {
        fit(model, images, images, options(epochs, seed));
    })
}

/// With the divergence multiplied by this.
pub fn with_beta(beta: f32) -> Objective {
    Objective {
        beta,
        ..Objective::default()
    }
}

/// The variational one, learning from [`wrong_divergence`].
pub fn wrong(studio: &Studio, seed: u64) -> Result<Vae<LATENT>> {
    let (images, epochs) = (&studio.digits.train.images, studio.epochs(SHORT));
    let settings = format!("vae wrong log sigma epochs {epochs} seed {seed}");
    studio.trained(Vae::new(seed), &settings, |model| {
        let (mut adam, mut rng) = (Adam::new(1e-3), ChaCha8Rng::seed_from_u64(seed));
        let mut step = 0;
        for _ in 0..epochs {
            for x in images.shuffled(256, &mut rng) {
                let latent = model.encode(x.leaky_trace());
                let eps = normal_codes(x.shape().0, (seed << 32) + step);
                let logits = model.decode(reparameterize(&latent, &eps));
                let loss = bce_with_logits_per_image(logits, &x) + wrong_divergence(&latent);
                adam.step(model, loss.backward());
                step += 1;
            }
        }
    })
}

/// The divergence with ln σ where its formula has ln σ²: ½ Σ (μ² + σ − 1 − ln σ).
pub fn wrong_divergence<T: Tape<f32, Cpu>>(
    latent: &Latent<LATENT, T>,
) -> Tensor<Rank0, f32, Cpu, T> {
    let images = latent.mu.shape().0 as f32;
    let mu = latent.mu.retaped::<T>();
    let log_sigma = latent.log_var.retaped::<T>() * 0.5;
    let sigma = log_sigma.with_empty_tape().exp();
    (mu.square() + sigma - log_sigma - 1.0).sum() * (0.5 / images)
}

/// Who says whether a sample is a digit.
pub fn reader(studio: &Studio) -> Result<DigitClassifier> {
    let epochs = studio.epochs(3);
    let settings = format!("classifier epochs {epochs} seed 0");
    studio.trained(DigitClassifier::new(0), &settings, |model| {
        model.fit(&studio.digits.train, epochs, 0);
    })
}

/// The share of images that the reader is at least 90 % sure of, in percent.
pub fn recognised(reader: &DigitClassifier, images: Batch<Map<1, 28, 28>>) -> f64 {
    let certainty = reader.certainty(images);
    let sure = certainty.iter().filter(|p| **p >= 0.9).count();
    100.0 * sure as f64 / certainty.len() as f64
}
