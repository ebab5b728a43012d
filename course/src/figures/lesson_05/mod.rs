//! Lesson 5: how many latent variables.

mod measure;

use super::{Drawn, Figure, Studio};
use crate::failure::Result;

use aelib::prelude::*;
use measure::EPOCHS;
use results::Measured;

/// The lesson's figures.
pub const FIGURES: &[Figure] = &[
    Figure {
        name: "sizes-digits",
        about: "the same 100 test digits as they are, through 2 and through 5 numbers",
        draw: digits,
    },
    Figure {
        name: "sizes-error",
        about: "error of the test digits against the numbers in the code, beside PCA",
        draw: error,
    },
    Figure {
        name: "sizes-kept",
        about: "digits that keep their identity against the numbers in the code, beside PCA",
        draw: kept,
    },
    Figure {
        name: "sizes-map",
        about: "the codes of all test digits, two numbers each",
        draw: map,
    },
    Figure {
        name: "sizes-walk",
        about: "from one test digit to another, through the code and through the pixels",
        draw: way,
    },
];

/// Of the models that are shown.
const SEED: u64 = 0;

fn digits(studio: &Studio) -> Result<Drawn> {
    let shown = studio.digits.test.images.first(100);
    let (readers, _) = studio.readers()?;
    let two = studio.conv::<2>(EPOCHS, SEED)?;
    let five = studio.conv::<5>(EPOCHS, SEED)?;
    let restored = [
        shown.map(|x| two.reconstruct(x)),
        shown.map(|x| five.reconstruct(x)),
    ];
    let before = readers.read(&shown);
    let fates = restored
        .each_ref()
        .map(|images| Fates::of(&before, &readers.read(images)));
    let names = [2, 5].into_iter().zip(&fates).map(|(numbers, fates)| {
        let (changed, unclear) = (fates.changed.len(), fates.unclear.len());
        format!("{numbers} numbers: {changed} changed, {unclear} unclear")
    });
    let names = Vec::from_iter(names);
    let changed = fates.each_ref().map(|fates| fates.changed.clone());
    let picture = image_grids(&[
        ("input", &shown.tensor()),
        (&names[0], &restored[0].tensor()),
        (&names[1], &restored[1].tensor()),
    ])
    .scale(1)
    .framed([vec![]].into_iter().chain(changed))
    .title("The same 100 test digits through 2 and through 5 numbers")
    .caption(format!(
        "{}, {}, seed {SEED}; framed: three classifiers see the same other digit; unclear: they \
         do not agree",
        studio.digits.name,
        studio.epochs_in_words(EPOCHS),
    ));
    Ok(Drawn {
        metrics: vec![
            ("changed with 2".into(), fates[0].changed.len() as f64),
            ("changed with 5".into(), fates[1].changed.len() as f64),
        ],
        ..picture.into()
    })
}

/// The sweep over sizes and seeds.
fn sizes(studio: &Studio) -> Result<Measured> {
    let command = "cargo course figures sizes-error --measure";
    let results = studio.results("sizes", command, measure::sizes)?;
    Ok(results.get("sizes")?.clone())
}

fn error(studio: &Studio) -> Result<Drawn> {
    let sizes = sizes(studio)?;
    let series = [
        ("autoencoder", sizes.series("MSE")?),
        ("PCA", sizes.series("PCA MSE")?),
    ];
    Ok(curve(&series, "mean squared error per pixel", &sizes))
}

fn kept(studio: &Studio) -> Result<Drawn> {
    let sizes = sizes(studio)?;
    let series = [
        ("autoencoder", sizes.series("kept %")?),
        ("PCA", sizes.series("PCA kept %")?),
    ];
    Ok(curve(&series, "digits that stay the same, %", &sizes))
}

fn curve(series: &[(&str, plot::Sizes)], y_label: &str, sizes: &Measured) -> Drawn {
    let how = sizes.caption.split("; seeds").next().unwrap_or_default();
    let curve = spread_curve(series)
        .x_label("numbers in the code")
        .y_label(y_label);
    let curve = curve.title("How many numbers does a digit need?");
    curve
        .caption(format!("{how}; dots: seeds 0 to 2, line: their mean"))
        .into()
}

fn map(studio: &Studio) -> Result<Drawn> {
    let model = studio.conv::<2>(EPOCHS, SEED)?;
    let test = &studio.digits.test;
    let bce = evaluate(&model, &test.images, &test.images, SEED);
    let picture = scatter(&model.encode(test.images.tensor()), &test.labels)
        .x_label("first number of the code")
        .y_label("second number")
        .title("Every test digit as two numbers")
        .caption(format!(
            "{}; {}, seed {SEED}, BCE {bce:.4} nats per pixel",
            studio.data(),
            studio.epochs_in_words(EPOCHS)
        ));
    Ok(picture.into())
}

/// Pairs of test digits: from a 2 to a 0, from a 4 to a 9.
const WALKS: [[usize; 2]; 2] = [[1, 3], [4, 7]];
const STEPS: usize = 11;

fn way(studio: &Studio) -> Result<Drawn> {
    let model = studio.conv::<5>(EPOCHS, SEED)?;
    let test = &studio.digits.test.images;
    let mut rows = Vec::new();
    for [from, to] in WALKS {
        let ends = [from, to].map(|place| test.batch(&[place]));
        let codes = ends.clone().map(|image| model.encode(image));
        let way = walk::<Rank1<5>>(&codes[0], &codes[1], STEPS);
        rows.push(("through the code", model.decode(way).sigmoid()));
        let pixels = walk::<Map<1, 28, 28>>(&ends[0], &ends[1], STEPS);
        rows.push(("through the pixels", pixels));
    }
    let rows: Vec<(&str, &Batch<Map<1, 28, 28>>)> = rows.iter().map(|(n, r)| (*n, r)).collect();
    let picture = image_strips(&rows)
        .columns(STEPS)
        .title("From one test digit to another, in even steps")
        .caption(format!(
            "{}, 5 numbers, {}, seed {SEED}; both ends of a code's row are reconstructions",
            studio.digits.name,
            studio.epochs_in_words(EPOCHS)
        ));
    Ok(picture.into())
}
