//! What code sizes bring, over several seeds.

use crate::failure::Result;
use crate::figures::Studio;
use aelib::prelude::*;
use results::{Measured, Row};

/// Of each model.
pub const EPOCHS: usize = 4;
/// Of models that are given more time.
const LONGER: usize = 16;
/// The seeds that are measured; figures show the first one.
const SEEDS: [u64; 3] = [0, 1, 2];

/// Error and identity of the test digits against the size of the code.
pub fn sizes(studio: &Studio) -> Result<Vec<Measured>> {
    let (reader, accuracy) = studio.reader()?;
    let test = &studio.digits.test.images;
    let bench = Bench {
        studio,
        pca: studio.pca(32)?,
        originals: reader.read_all(test),
        reader,
    };
    let rows = [
        bench.row::<1>()?,
        bench.row::<2>()?,
        bench.row::<3>()?,
        bench.row::<5>()?,
        bench.row::<8>()?,
        bench.row::<16>()?,
        bench.row::<32>()?,
    ];
    let columns = ["numbers", "BCE", "MSE", "kept %", "PCA MSE", "PCA kept %"];
    let caption = format!(
        "seeds 0 to 2, mean ± standard deviation; BCE in nats per pixel; kept: read as the same \
         digit before and after by a classifier that reads {:.1} % of the originals right",
        100.0 * accuracy
    );
    let epochs = studio.epochs_in_words(EPOCHS);
    let sizes = Measured {
        name: "sizes".into(),
        caption: format!("{}; {epochs} in batches of 128; {caption}", studio.data()),
        columns: columns.map(String::from).into(),
        rows: rows.into(),
    };
    let longer = Measured {
        name: "longer".into(),
        caption: format!("{}; 5 numbers, batches of 128; {caption}", studio.data()),
        columns: ["network, epochs", "BCE", "MSE", "kept %"]
            .map(String::from)
            .into(),
        rows: bench.longer()?,
    };
    Ok(vec![sizes, longer])
}

/// What all sizes are measured with.
struct Bench<'a> {
    studio: &'a Studio,
    pca: Pca,
    reader: DigitClassifier,
    /// What the test digits are read as.
    originals: Vec<u8>,
}

/// A batch of images.
type Digit = Batch<Map<1, 28, 28>>;

impl Bench<'_> {
    fn test(&self) -> &Images {
        &self.studio.digits.test.images
    }

    /// A size of the code, beside PCA's.
    fn row<const LATENT: usize>(&self) -> Result<Row> {
        let mut cells = self.convolutional::<LATENT>(EPOCHS)?;
        let pca = self.pca.keep(LATENT);
        let [error, kept] = self.measure(|images| pca.reconstruct(&images));
        cells.extend([vec![error], vec![kept]]);
        let name = LATENT.to_string();
        Ok(Row { name, cells })
    }

    /// Five numbers, and what time and another network make of them.
    fn longer(&self) -> Result<Vec<Row>> {
        let mut rows = Vec::new();
        for epochs in [EPOCHS, LONGER] {
            let name = format!("convolutional, {}", self.studio.epochs(epochs));
            let cells = self.convolutional::<5>(epochs)?;
            rows.push(Row { name, cells });
        }
        for epochs in [EPOCHS, LONGER] {
            let cells = self.over_seeds(|seed| {
                let model = self.studio.deep::<5>(epochs, seed)?;
                Ok(
                    (evaluate(&model, self.test(), self.test(), seed), move |x| {
                        model.reconstruct(x)
                    }),
                )
            })?;
            let name = format!("fully connected, {}", self.studio.epochs(epochs));
            rows.push(Row { name, cells });
        }
        Ok(rows)
    }

    fn convolutional<const LATENT: usize>(&self, epochs: usize) -> Result<Vec<Vec<f64>>> {
        self.over_seeds(|seed| {
            let model = self.studio.conv::<LATENT>(epochs, seed)?;
            Ok(
                (evaluate(&model, self.test(), self.test(), seed), move |x| {
                    model.reconstruct(x)
                }),
            )
        })
    }

    /// BCE, mean squared error and kept digits for each seed, of a model's BCE and what it
    /// makes of images.
    fn over_seeds<F: Fn(Digit) -> Digit>(
        &self,
        model: impl Fn(u64) -> Result<(f64, F)>,
    ) -> Result<Vec<Vec<f64>>> {
        let mut cells = vec![Vec::new(); 3];
        for seed in SEEDS {
            let (bce, reconstruct) = model(seed)?;
            let [error, kept] = self.measure(reconstruct);
            eprintln!("seed {seed}: BCE {bce:.4}, kept {kept:.1} %");
            let numbers = [bce, error, kept];
            cells.iter_mut().zip(numbers).for_each(|(c, n)| c.push(n));
        }
        Ok(cells)
    }

    /// Mean squared error, and the percentage of digits that keep their identity.
    fn measure(&self, reconstruct: impl Fn(Digit) -> Digit) -> [f64; 2] {
        let test = self.test();
        let scores = anomaly_scores(test, &reconstruct);
        let error = scores.iter().map(|s| f64::from(*s)).sum::<f64>() / scores.len() as f64;
        let read = self.reader.read_all(&test.map(reconstruct));
        [error, 100.0 * agreement(&self.originals, &read)]
    }
}
