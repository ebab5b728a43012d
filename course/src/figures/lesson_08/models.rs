//! The models of lesson 8, right and wrong, each trained once.

use super::super::Studio;
use crate::failure::Result;
use aelib::prelude::*;

/// How long the models learn that are compared with PyTorch and with each other, and how long
/// those with a mistake and the right one beside them: all numbers of a table are of one time.
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
pub fn plain<const L: usize>(studio: &Studio, seed: u64) -> Result<ConvAutoencoder<L>> {
    let (images, epochs) = (&studio.digits.train.images, studio.epochs(EPOCHS));
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

/// Who judges samples: by what a reader of digits sees in them, beside the test digits.
pub struct Judge {
    reader: DigitClassifier,
    real: Batch<Rank1<1568>>,
}

/// Samples that are judged, and test digits beside which they are.
pub const SAMPLES: usize = 5000;
/// Of how many neighbours the measure speaks, as in its paper.
const NEIGHBOURS: usize = 3;

impl Judge {
    /// With a reader that has learned from the training digits.
    pub fn new(studio: &Studio) -> Result<Self> {
        let epochs = studio.epochs(3);
        let settings = format!("classifier epochs {epochs} seed 0");
        let reader = studio.trained(DigitClassifier::new(0), &settings, |model| {
            model.fit(&studio.digits.train, epochs, 0);
        })?;
        let real = reader.features(studio.digits.test.images.first(SAMPLES).tensor());
        Ok(Self { reader, real })
    }

    /// Precision and recall in percent.
    pub fn percent(&self, samples: Batch<Map<1, 28, 28>>) -> [f64; 2] {
        let samples = self.reader.features(samples);
        let found = PrecisionRecall::of(&self.real, &samples, NEIGHBOURS);
        [found.precision, found.recall].map(|share| 100.0 * share)
    }
}
