//! Lesson 4: a convolutional autoencoder learns, and one learns by heart.

use super::{Drawn, Figure, Studio};
use crate::failure::Result;
use aelib::prelude::*;

/// The lesson's figures.
pub const FIGURES: &[Figure] = &[
    Figure {
        name: "conv-digits",
        about: "100 test digits, before and after 20 epochs of training",
        draw: digits,
    },
    Figure {
        name: "conv-layers",
        about: "a test digit after each layer of a convolutional autoencoder",
        draw: layers,
    },
    Figure {
        name: "learned-by-heart",
        about: "training and validation loss of a network that has seen 500 digits only",
        draw: by_heart,
    },
];

const EPOCHS: usize = 20;
const SEED: u64 = 0;

/// The lesson's model, trained.
fn conv(studio: &Studio) -> Result<ConvAutoencoder<5>> {
    let epochs = studio.epochs(EPOCHS);
    let settings = format!("conv 5 epochs {epochs} seed {SEED}");
    studio.trained(ConvAutoencoder::new(SEED), &settings, |model| {
        let train = &studio.digits.train.images;
        let options = Fit {
            epochs,
            seed: SEED,
            show: Show::Silent,
            ..Fit::default()
        };
        fit(model, train, train, options);
    })
}

fn digits(studio: &Studio) -> Result<Drawn> {
    let test = &studio.digits.test.images;
    let untrained = ConvAutoencoder::<5>::new(SEED);
    let model = conv(studio)?;
    let bce = evaluate(&model, test, test, SEED);
    let shown = test.first(100).tensor();
    let picture = image_grids(&[
        ("test digits", &shown),
        ("before training", &untrained.reconstruct(shown.clone())),
        ("after training", &model.reconstruct(shown.clone())),
    ])
    .scale(1)
    .title("A convolutional autoencoder with 5 latent numbers")
    .caption(format!(
        "{}, {}, seed {SEED}, BCE {bce:.4} nats per pixel",
        studio.data(),
        studio.epochs_in_words(EPOCHS)
    ));
    Ok(Drawn {
        metrics: vec![("bce".into(), bce)],
        ..picture.into()
    })
}

fn layers(studio: &Studio) -> Result<Drawn> {
    let model = conv(studio)?;
    let image = studio.digits.test.images.first(1).tensor();
    let caption = format!(
        "{}, the first test image, {}, seed {SEED}; white: a layer's largest number; orange: below 0",
        studio.digits.name,
        studio.epochs_in_words(EPOCHS)
    );
    let title = "A digit on its way through the network";
    Ok(Activations::of(&model, &image)
        .maps()
        .title(title)
        .caption(caption)
        .into())
}

/// As in the notebook: few digits, a wide code, many epochs.
fn by_heart(studio: &Studio) -> Result<Drawn> {
    const EPOCHS: usize = 300;
    let few = studio.digits.train.images.first(500);
    let held_out = studio.digits.test.images.first(1000);
    let options = Fit {
        epochs: studio.epochs(EPOCHS),
        batch_size: 25,
        validation_data: Some((&held_out, &held_out)),
        seed: SEED,
        show: Show::Silent,
        ..Fit::default()
    };
    let settings = format!(
        "history of 500 digits, epochs {} seed {SEED}",
        options.epochs
    );
    let history: History = studio.remembered(&settings, || {
        let model = &mut ConvAutoencoder::<32>::new(SEED);
        Ok(fit(model, &few, &few, options))
    })?;
    let picture = history.plot().y(0.04..0.2)
        .y_label("BCE (nats per pixel)").title("500 digits, learned by heart")
        .caption(format!(
            "{}; 500 training images, validation on 1,000 test images; code of 32, batch 25, seed {SEED}",
            studio.digits.name
        ));
    let losses = history.epochs.iter().filter_map(|report| report.val_loss);
    Ok(Drawn {
        metrics: vec![(
            "least validation BCE".into(),
            losses.fold(f64::MAX, f64::min),
        )],
        ..picture.into()
    })
}
