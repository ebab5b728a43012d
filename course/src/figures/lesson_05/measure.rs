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
    let (readers, accuracy) = studio.readers()?;
    let test = &studio.digits.test.images;
    let bench = Bench {
        studio,
        pca: studio.pca(32)?,
        originals: readers.each.iter().map(|r| r.read_all(test)).collect(),
        agreed: readers.read(test),
        readers,
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
    let caption = format!(
        "batches of 128; seeds 0 to 2, mean ± standard deviation; BCE in nats per pixel; kept: \
         read as the same digit before and after by a classifier that reads {:.1} % of the \
         originals right, mean of three of them; changed: all three agree on one digit before \
         and on another one after",
        100.0 * accuracy
    );
    let epochs = studio.epochs_in_words(EPOCHS);
    let columns = [
        "numbers",
        "BCE",
        "MSE",
        "kept %",
        "changed %",
        "PCA MSE",
        "PCA kept %",
        "PCA changed %",
    ];
    let sizes = Measured {
        name: "sizes".into(),
        caption: format!("{}; {epochs}; {caption}", studio.data()),
        columns: columns.map(String::from).into(),
        rows: rows.into(),
    };
    let columns = ["network, epochs", "BCE", "MSE", "kept %", "changed %"];
    let longer = Measured {
        name: "longer".into(),
        caption: format!("{}; 5 numbers if not said; {caption}", studio.data()),
        columns: columns.map(String::from).into(),
        rows: bench.longer()?,
    };
    Ok(vec![sizes, longer])
}

/// What all sizes are measured with.
struct Bench<'a> {
    studio: &'a Studio,
    pca: Pca,
    readers: Readers,
    /// What each reader reads the test digits as, and what all of them do.
    originals: Vec<Vec<u8>>,
    agreed: Vec<Option<u8>>,
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
        let numbers = self.measure(|images| pca.reconstruct(&images));
        cells.extend(numbers.map(|number| vec![number]));
        let name = LATENT.to_string();
        Ok(Row { name, cells })
    }

    /// Five numbers, and what time and another network make of them; and that network with two.
    fn longer(&self) -> Result<Vec<Row>> {
        let row = |name: &str, epochs: usize, cells| Row {
            name: format!("{name}, {}", self.studio.epochs(epochs)),
            cells,
        };
        Ok(vec![
            row("convolutional", EPOCHS, self.convolutional::<5>(EPOCHS)?),
            row("convolutional", LONGER, self.convolutional::<5>(LONGER)?),
            row("fully connected", EPOCHS, self.deep::<5>(EPOCHS)?),
            row("fully connected", LONGER, self.deep::<5>(LONGER)?),
            row(
                "fully connected, 2 numbers",
                LONGER,
                self.deep::<2>(LONGER)?,
            ),
        ])
    }

    fn convolutional<const LATENT: usize>(&self, epochs: usize) -> Result<Vec<Vec<f64>>> {
        self.over_seeds(
            |seed| self.studio.conv::<LATENT>(epochs, seed),
            |m, x| m.reconstruct(x),
        )
    }

    fn deep<const LATENT: usize>(&self, epochs: usize) -> Result<Vec<Vec<f64>>> {
        self.over_seeds(
            |seed| self.studio.deep::<LATENT>(epochs, seed),
            |m, x| m.reconstruct(x),
        )
    }

    /// BCE, mean squared error, kept and changed digits for each seed.
    fn over_seeds<M: Model<Image = Map<1, 28, 28>>>(
        &self,
        model: impl Fn(u64) -> Result<M>,
        reconstruct: impl Fn(&M, Digit) -> Digit,
    ) -> Result<Vec<Vec<f64>>> {
        let mut cells = vec![Vec::new(); 4];
        for seed in SEEDS {
            let model = model(seed)?;
            let bce = evaluate(&model, self.test(), self.test(), seed);
            let [error, kept, changed] = self.measure(|x| reconstruct(&model, x));
            eprintln!("seed {seed}: BCE {bce:.4}, kept {kept:.1} %, changed {changed:.1} %");
            let numbers = [bce, error, kept, changed];
            cells.iter_mut().zip(numbers).for_each(|(c, n)| c.push(n));
        }
        Ok(cells)
    }

    /// Mean squared error, and the percentages of digits that keep their identity and that
    /// become other digits.
    fn measure(&self, reconstruct: impl Fn(Digit) -> Digit) -> [f64; 3] {
        let test = self.test();
        let scores = anomaly_scores(test, &reconstruct);
        let error = scores.iter().map(|s| f64::from(*s)).sum::<f64>() / scores.len() as f64;
        let restored = test.map(reconstruct);
        let readers = self.readers.each.iter().zip(&self.originals);
        let shares = readers.map(|(reader, read)| agreement(read, &reader.read_all(&restored)));
        let kept = 100.0 * shares.sum::<f64>() / self.readers.each.len() as f64;
        let [_, changed, _] = Fates::of(&self.agreed, &self.readers.read(&restored)).percent();
        [error, kept, changed]
    }
}
