//! Models that several figures show, each trained once.

use super::Studio;
use crate::failure::Result;
use aelib::prelude::*;

/// Epochs of the classifier that reads digits.
const READING: usize = 3;

impl Studio {
    /// A convolutional autoencoder that has learned all training images, in batches of 128:
    /// twice the steps of the course's usual 256, for measurements that need many models.
    pub fn conv<const LATENT: usize>(
        &self,
        epochs: usize,
        seed: u64,
    ) -> Result<ConvAutoencoder<LATENT>> {
        let epochs = self.epochs(epochs);
        let settings = format!("conv {LATENT} epochs {epochs} batch 128 seed {seed}");
        self.trained(ConvAutoencoder::new(seed), &settings, |model| {
            let train = &self.digits.train.images;
            let options = Fit {
                epochs,
                batch_size: 128,
                seed,
                show: Show::Silent,
                ..Fit::default()
            };
            fit(model, train, train, options);
        })
    }

    /// What reads digits, to say whether they are still the same, and the share of test
    /// digits that it reads right.
    pub fn reader(&self) -> Result<(DigitClassifier, f64)> {
        let epochs = self.epochs(READING);
        let settings = format!("reader epochs {epochs} seed 0");
        let reader = self.trained(DigitClassifier::new(0), &settings, |reader| {
            reader.fit(&self.digits.train, epochs, 0);
        })?;
        let accuracy = reader.accuracy(&self.digits.test);
        Ok((reader, accuracy))
    }
}
