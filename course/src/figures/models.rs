//! Models that several figures show, each trained once.

use super::Studio;
use crate::failure::Result;
use aelib::prelude::*;

/// Epochs of the classifiers that read digits, and how many there are.
const READING: usize = 10;
const READERS: u64 = 3;

impl Studio {
    /// A convolutional autoencoder that has learned all training images.
    pub fn conv<const LATENT: usize>(
        &self,
        epochs: usize,
        seed: u64,
    ) -> Result<ConvAutoencoder<LATENT>> {
        let name = format!("conv {LATENT}");
        let train = &self.digits.train.images;
        self.learned(
            &name,
            ConvAutoencoder::new(seed),
            [train, train],
            epochs,
            seed,
        )
    }

    /// The same with fully connected layers.
    pub fn deep<const LATENT: usize>(
        &self,
        epochs: usize,
        seed: u64,
    ) -> Result<DeepAutoencoder<LATENT>> {
        let name = format!("deep {LATENT}");
        let train = &self.digits.train.images;
        self.learned(
            &name,
            DeepAutoencoder::new(seed),
            [train, train],
            epochs,
            seed,
        )
    }

    /// A model that has learned to turn the first images into the second ones, in batches
    /// of 128: twice the steps of the course's usual 256, for measurements that need many
    /// models. `name` says which model and which images.
    pub fn learned<M: Model>(
        &self,
        name: &str,
        model: M,
        [x, y]: [&Images<M::Image>; 2],
        epochs: usize,
        seed: u64,
    ) -> Result<M> {
        let epochs = self.epochs(epochs);
        let settings = format!("{name} epochs {epochs} batch 128 seed {seed}");
        self.trained(model, &settings, |model| {
            let options = Fit {
                epochs,
                batch_size: 128,
                seed,
                show: Show::Silent,
                ..Fit::default()
            };
            fit(model, x, y, options);
        })
    }

    /// What reads digits, to say whether they are still the same: three networks that learned
    /// apart. With the share of test digits that they read right, mean of the three.
    pub fn readers(&self) -> Result<(Readers, f64)> {
        let epochs = self.epochs(READING);
        let learned = |seed: u64| {
            let settings = format!("reader epochs {epochs} seed {seed}");
            self.trained(DigitClassifier::new(seed), &settings, |reader| {
                reader.fit(&self.digits.train, epochs, seed);
            })
        };
        let each = (0..READERS).map(learned).collect::<Result<Vec<_>>>()?;
        let shares = each.iter().map(|reader| reader.accuracy(&self.digits.test));
        let accuracy = shares.sum::<f64>() / each.len() as f64;
        Ok((Readers { each }, accuracy))
    }
}
