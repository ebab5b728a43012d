//! Lesson 6: what an autoencoder is good for.

mod repair;
mod search;
mod strange;

use super::{Figure, Studio};
use crate::failure::Result;
use aelib::prelude::*;
use results::Results;

/// The lesson's figures.
pub const FIGURES: &[Figure] = &[
    Figure {
        name: "denoised",
        about: "noisy test digits, what a median filter makes of them, what an autoencoder",
        draw: repair::denoised,
    },
    Figure {
        name: "inpainted",
        about: "test digits under rectangles and stripes, and what is put into the holes",
        draw: repair::inpainted,
    },
    Figure {
        name: "neighbours",
        about: "test digits, and the training digits with the nearest codes",
        draw: search::neighbours,
    },
    Figure {
        name: "anomaly-errors",
        about: "digits that were learned and one that never was, restored, and the errors",
        draw: strange::errors,
    },
    Figure {
        name: "anomaly-roc",
        about: "what an error catches of a digit that was never seen, against false alarms",
        draw: strange::roc,
    },
];

/// Of every model.
const EPOCHS: usize = 4;
/// Of every measurement; figures show the first one.
const SEEDS: [u64; 3] = [0, 1, 2];

/// All numbers of the lesson.
fn results(studio: &Studio) -> Result<Results> {
    let command = "cargo course figures denoised --measure";
    studio.results("lesson_06", command, |studio| {
        Ok(vec![
            repair::denoising(studio)?,
            repair::inpainting(studio)?,
            search::precision(studio)?,
            strange::areas(studio)?,
            strange::alarms(studio)?,
        ])
    })
}

/// A measurement's caption: data, what was measured, how the networks learned.
fn caption(studio: &Studio, what: &str) -> String {
    format!(
        "{}; {what}; networks: {} in batches of 128, seeds 0 to 2, mean ± standard deviation",
        studio.data(),
        studio.epochs_in_words(EPOCHS)
    )
}

/// The end of a figure's caption.
fn shown(studio: &Studio) -> String {
    format!("{}, seed {}", studio.epochs_in_words(EPOCHS), SEEDS[0])
}

/// The mean squared error per pixel.
fn error(found: &Images, truth: &Images) -> f64 {
    let mut sum = 0.0;
    for places in Vec::from_iter(0..found.len()).chunks(1000) {
        let errors = mse_per_image(&found.batch(places), &truth.batch(places));
        sum += errors.iter().map(|e| f64::from(*e)).sum::<f64>();
    }
    sum / found.len() as f64
}

#[cfg(test)]
mod tests {
    use results::{Results, spread};

    #[test]
    fn what_the_lesson_says_was_measured() {
        let results = Results::load("lesson_06").expect("measurements");
        let mean = |table, row, column| {
            let table = results.get(table).expect("a table");
            spread(table.cell(row, column).expect("a cell")).0
        };
        for noise in ["Gaussian, sigma 0.3", "salt and pepper, 20 %"] {
            let error = |column| mean("denoising", noise, column);
            assert!(error("learned with it") < error("median 3x3"), "{noise}");
            assert!(error("learned with it") < error("median 5x5"), "{noise}");
        }
        for hole in ["rectangle of 8x8", "the lecture's stripe"] {
            let error = |column| mean("inpainting", hole, column);
            assert!(error("autoencoder") < error("mean image"), "{hole}");
        }
        let [pixels, code] = ["pixels, 784 numbers", "autoencoder, 32 numbers"]
            .map(|row| ["precision at 10", "ms per query"].map(|c| mean("retrieval", row, c)));
        assert!(code[0] > pixels[0] - 0.02);
        assert!(code[1] < pixels[1] / 10.0);
    }
}
