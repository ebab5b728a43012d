//! Lesson 1: a bottleneck, what it keeps, and what is none.

use super::{Drawn, Figure, Studio};
use crate::failure::Result;
use aelib::prelude::*;
use results::{Measured, Row, spread};

/// The lesson's figures.
pub const FIGURES: &[Figure] = &[
    Figure {
        name: "bottleneck",
        about: "a test digit, its code of 32 numbers and what comes back, to scale",
        draw: bottleneck,
    },
    Figure {
        name: "same-code-size",
        about: "test digits through 32 numbers: the mean image, PCA, two autoencoders",
        draw: same_code_size,
    },
    Figure {
        name: "wide-code",
        about: "digits and scrambled digits through codes of 32 and of 800 numbers",
        draw: wide_code,
    },
];

/// As in the notebook, where the large models get fewer.
const DENSE: usize = 10;
const DEEP: usize = 5;
const WIDE: usize = 5;
/// Of every measurement.
pub const SEEDS: [u64; 3] = [0, 1, 2];

/// The smallest autoencoder: 784-32-784.
fn dense(studio: &Studio, seed: u64) -> Result<DenseAutoencoder<32>> {
    trained(studio, "dense 32", DENSE, DenseAutoencoder::new, seed)
}

fn deep(studio: &Studio, seed: u64) -> Result<DeepAutoencoder<32>> {
    trained(studio, "deep 32", DEEP, DeepAutoencoder::new, seed)
}

fn wide(studio: &Studio, seed: u64) -> Result<DenseAutoencoder<800>> {
    trained(studio, "dense 800", WIDE, DenseAutoencoder::new, seed)
}

/// Trained with this seed, on digits.
pub fn trained<M: Model<Image = Map<1, 28, 28>>>(
    studio: &Studio,
    name: &str,
    epochs: usize,
    new: fn(u64) -> M,
    seed: u64,
) -> Result<M> {
    let epochs = studio.epochs(epochs);
    let settings = format!("{name} epochs {epochs} seed {seed}");
    studio.trained(new(seed), &settings, |model| {
        let train = &studio.digits.train.images;
        let options = Fit {
            epochs,
            seed,
            show: Show::Silent,
            ..Fit::default()
        };
        fit(model, train, train, options);
    })
}

fn bottleneck(studio: &Studio) -> Result<Drawn> {
    let model = deep(studio, SEEDS[0])?;
    let image = studio.digits.test.images.first(1).tensor();
    let caption = format!(
        "{}, the first test image, {}, seed 0; one square per number; orange: below 0",
        studio.digits.name,
        studio.epochs_in_words(DEEP)
    );
    Ok(Activations::of(&model, &image)
        .to_scale()
        .title("Through a bottleneck")
        .caption(caption)
        .into())
}

fn same_code_size(studio: &Studio) -> Result<Drawn> {
    let results = studio.results(
        "lesson_01",
        "cargo course figures same-code-size wide-code",
        |studio| Ok(vec![errors(studio)?, strangers(studio)?]),
    )?;
    let test = studio.digits.test.images.first(16).tensor();
    let pca = studio.pca(32)?;
    let dense = dense(studio, SEEDS[0])?;
    let deep = deep(studio, SEEDS[0])?;
    let picture = image_grids(&[
        ("input", &test),
        ("mean image", &pca.keep(0).reconstruct(&test)),
        ("PCA", &pca.reconstruct(&test)),
        ("dense", &dense.reconstruct(test.clone())),
        ("deep", &deep.reconstruct(test.clone())),
    ])
    .columns(4)
    .title("Test digits through 32 numbers")
    .caption(format!(
        "{}; dense: {}, deep: {}; seed 0",
        studio.data(),
        studio.epochs_in_words(DENSE),
        studio.epochs(DEEP)
    ));
    Ok(Drawn {
        metrics: means(results.get("errors")?),
        ..picture.into()
    })
}

fn wide_code(studio: &Studio) -> Result<Drawn> {
    let digits = studio.digits.test.images.first(10);
    let scrambled = scrambled(&digits).tensor();
    let digits = digits.tensor();
    let narrow = dense(studio, SEEDS[0])?;
    let wide = wide(studio, SEEDS[0])?;
    let whole = studio.pca(784)?;
    let picture = image_grids(&[
        ("digits", &digits),
        ("through 32", &narrow.reconstruct(digits.clone())),
        ("through 800", &wide.reconstruct(digits.clone())),
        ("scrambled", &scrambled),
        ("through 32", &narrow.reconstruct(scrambled.clone())),
        ("through 800", &wide.reconstruct(scrambled.clone())),
        ("PCA, 784", &whole.reconstruct(&scrambled)),
    ])
    .columns(2)
    .title("A code wider than the image is no bottleneck")
    .caption(format!(
        "{}; 32: {}, 800: {}; seed 0; nothing scrambled was learned from",
        studio.data(),
        studio.epochs_in_words(DENSE),
        studio.epochs(WIDE)
    ));
    Ok(picture.into())
}

/// As the notebook scrambles them.
fn scrambled(images: &Images) -> Images {
    shuffle_pixels(images, &mut ChaCha8Rng::seed_from_u64(0))
}

/// Squared error and cross entropy on the test digits, for each model.
fn errors(studio: &Studio) -> Result<Measured> {
    let images = &studio.digits.test.images;
    let pixels = images.tensor();
    let pca = studio.pca(32)?;
    let linear = |pca: Pca| vec![vec![error(pca.reconstruct(&pixels), &pixels)], vec![]];
    let dense = over_seeds(|seed| {
        let model = dense(studio, seed)?;
        let restored = model.reconstruct(pixels.clone());
        Ok([
            error(restored, &pixels),
            evaluate(&model, images, images, seed),
        ])
    })?;
    let deep = over_seeds(|seed| {
        let model = deep(studio, seed)?;
        let restored = model.reconstruct(pixels.clone());
        Ok([
            error(restored, &pixels),
            evaluate(&model, images, images, seed),
        ])
    })?;
    let rows = [
        ("mean image", linear(pca.keep(0))),
        ("PCA", linear(pca)),
        ("dense", dense),
        ("deep", deep),
    ];
    Ok(Measured {
        name: "errors".into(),
        caption: caption(studio, "code of 32"),
        columns: ["code", "squared error", "BCE"].map(String::from).into(),
        rows: rows.map(row).into(),
    })
}

/// Squared error on digits, and on images of which none was learned from.
fn strangers(studio: &Studio) -> Result<Measured> {
    let test = &studio.digits.test.images;
    let both = [test.tensor(), scrambled(test).tensor()];
    let narrow = over_seeds(|seed| {
        let model = dense(studio, seed)?;
        Ok(both
            .each_ref()
            .map(|x| error(model.reconstruct(x.clone()), x)))
    })?;
    let wide = over_seeds(|seed| {
        let model = wide(studio, seed)?;
        Ok(both
            .each_ref()
            .map(|x| error(model.reconstruct(x.clone()), x)))
    })?;
    Ok(Measured {
        name: "strangers".into(),
        caption: caption(studio, "squared error"),
        columns: ["code", "digits", "scrambled"].map(String::from).into(),
        rows: [("32", narrow), ("800", wide)].map(row).into(),
    })
}

/// The mean squared error of each model.
fn means(errors: &Measured) -> Vec<(String, f64)> {
    let rows = errors.rows.iter();
    rows.map(|row| (row.name.clone(), spread(&row.cells[0]).0))
        .collect()
}

/// Two numbers for each seed, as two cells.
fn over_seeds(measure: impl Fn(u64) -> Result<[f64; 2]>) -> Result<Vec<Vec<f64>>> {
    let mut cells = vec![vec![], vec![]];
    for seed in SEEDS {
        for (cell, value) in cells.iter_mut().zip(measure(seed)?) {
            cell.push(value);
        }
    }
    Ok(cells)
}

fn error(found: Batch<Map<1, 28, 28>>, truth: &Batch<Map<1, 28, 28>>) -> f64 {
    mse(found, truth).array().into()
}

fn row((name, cells): (&str, Vec<Vec<f64>>)) -> Row {
    let name = name.into();
    Row { name, cells }
}

fn caption(studio: &Studio, what: &str) -> String {
    let dense = studio.epochs_in_words(DENSE);
    let [deep, wide] = [DEEP, WIDE].map(|epochs| studio.epochs(epochs));
    format!(
        "{}; {what}; {dense} (deep {deep}, 800 {wide}); mean ± spread of seeds 0, 1, 2",
        studio.data()
    )
}
