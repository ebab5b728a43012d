//! The three models that everything is measured with, trained for as long as in the lessons.

use super::{Drawn, Figure, Studio};
use crate::failure::Result;
use aelib::prelude::*;
use aelib::progress::EpochReport;
use results::{Measured, Row, spread};

/// The figure.
pub const FIGURES: &[Figure] = &[Figure {
    name: "training-curves",
    about: "validation loss of the dense and the convolutional autoencoder, epoch by epoch",
    draw: curves,
}];

const SEEDS: [u64; 3] = [0, 1, 2];
/// Of the convolutional models, and of the dense one's curve.
const EPOCHS: usize = 20;
/// Of the dense model: as many as in the lecture.
const DENSE_EPOCHS: usize = 50;

fn curves(studio: &Studio) -> Result<Drawn> {
    let command = "cargo course figures training-curves --measure";
    let results = studio.results("training", command, measure)?;
    let curve = |model: &str| -> Result<Vec<f64>> {
        let series = results.get("curves")?.series(model)?;
        Ok(series.iter().map(|(_, losses)| spread(losses).0).collect())
    };
    let picture = loss_curve(&[
        ("dense, 32 numbers", curve("dense")?),
        ("conv, 5 numbers", curve("conv")?),
    ])
    .y_label("validation loss, nats per pixel")
    .title("Two autoencoders learn to copy digits")
    .caption(results.get("curves")?.caption.clone());
    Ok(picture.into())
}

fn measure(studio: &Studio) -> Result<Vec<Measured>> {
    let (conv, vae, dense) = (
        runs(studio, EPOCHS, ConvAutoencoder::<5>::new),
        runs(studio, EPOCHS, Vae::<4>::new),
        runs(studio, DENSE_EPOCHS, DenseAutoencoder::<32>::new),
    );
    let row = |name: &str, runs: &[History]| {
        let last = |value: fn(&EpochReport) -> f64| {
            runs.iter()
                .filter_map(|run| run.epochs.last())
                .map(value)
                .collect()
        };
        let losses = last(|epoch| epoch.val_loss.unwrap_or(f64::NAN));
        Row {
            name: name.into(),
            cells: vec![
                vec![runs[0].epochs.len() as f64],
                last(|epoch| epoch.loss),
                losses,
            ],
        }
    };
    let columns = ["model", "epochs", "training loss", "validation loss"];
    let losses = Measured {
        name: "losses".into(),
        caption: format!(
            "{}; batches of 256, seeds 0 to 2, mean ± standard deviation; conv and dense: cross \
             entropy in nats per pixel; vae: negative ELBO in nats per image",
            studio.data()
        ),
        columns: columns.map(String::from).into(),
        rows: vec![row("conv", &conv), row("vae", &vae), row("dense", &dense)],
    };
    let at = |runs: &[History], epoch: usize| {
        let losses = runs.iter().filter_map(|run| run.epochs[epoch].val_loss);
        Vec::from_iter(losses)
    };
    let epochs = studio.epochs(EPOCHS);
    let curves = Measured {
        name: "curves".into(),
        caption: format!(
            "{}; cross entropy in nats per pixel after each epoch, batches of 256, seeds 0 to 2",
            studio.data()
        ),
        columns: ["epoch", "conv", "dense"].map(String::from).into(),
        rows: (0..epochs)
            .map(|epoch| Row {
                name: (epoch + 1).to_string(),
                cells: vec![at(&conv, epoch), at(&dense, epoch)],
            })
            .collect(),
    };
    Ok(vec![losses, curves])
}

/// One run for each seed.
fn runs<M: Model<Image = Map<1, 28, 28>>>(
    studio: &Studio,
    epochs: usize,
    new: fn(u64) -> M,
) -> Vec<History> {
    let (train, test) = (&studio.digits.train.images, &studio.digits.test.images);
    let run = |seed| {
        let options = Fit {
            epochs: studio.epochs(epochs),
            validation_data: Some((test, test)),
            seed,
            show: Show::Silent,
            ..Fit::default()
        };
        fit(&mut new(seed), train, train, options)
    };
    SEEDS.map(run).into()
}
