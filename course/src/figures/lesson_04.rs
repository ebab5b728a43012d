//! Lesson 4: a convolutional autoencoder learns.

use super::{Drawn, Figure, Studio};
use crate::failure::Result;
use aelib::prelude::*;

/// The lesson's figures.
pub const FIGURES: &[Figure] = &[Figure {
    name: "conv-digits",
    about: "100 test digits, before and after 20 epochs of training",
    draw: digits,
}];

const EPOCHS: usize = 20;
const SEED: u64 = 0;

fn digits(studio: &Studio) -> Result<Drawn> {
    let (train, test) = (&studio.digits.train.images, &studio.digits.test.images);
    let untrained = ConvAutoencoder::<5>::new(SEED);
    let epochs = studio.epochs(EPOCHS);
    let settings = format!("conv 5 epochs {epochs} seed {SEED}");
    let model = studio.trained(untrained.clone(), &settings, |model| {
        let options = Fit {
            epochs,
            seed: SEED,
            show: Show::Silent,
            ..Fit::default()
        };
        fit(model, train, train, options);
    })?;
    let bce = evaluate(&model, test, test, SEED);
    let shown = test.first(100).tensor();
    let picture = image_grids(
        &[
            ("test digits", &shown),
            ("before training", &untrained.reconstruct(shown.clone())),
            ("after training", &model.reconstruct(shown.clone())),
        ],
        Grid {
            title: "A convolutional autoencoder with 5 latent numbers".into(),
            caption: format!(
                "{}, {epochs} epochs, seed {SEED}, BCE {bce:.4} nats per pixel",
                studio.data()
            ),
            ..Grid::default()
        },
    );
    Ok(Drawn {
        metrics: vec![("bce".into(), bce)],
        ..picture.into()
    })
}
