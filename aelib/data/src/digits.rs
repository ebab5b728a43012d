//! Digits to learn from and to test on: MNIST's 60,000 and 10,000, or synthetic ones.

use super::place::{VARIABLE, data_dir, found_dir, named_dir};
use super::sets::DataSet;
use super::{inventory, synthetic, verify};
use aelib_core::Result;
use aelib_core::images::{Images, Labelled};
use mnist::MnistBuilder;
use std::path::Path;

/// The variable that asks for less data.
const QUICK: &str = "AELIB_QUICK";

/// Whether `AELIB_QUICK=1` asks for less data and shorter training, so that a notebook can be
/// tried in seconds.
pub fn quick() -> bool {
    let value = std::env::var(QUICK).unwrap_or_default();
    ["1", "true", "yes", "on"].contains(&&*value.trim().to_lowercase())
}

/// The first of the drawn digits that are to test on.
pub const HELD_OUT: u64 = 1 << 32;

/// The name of what [`Digits::synthetic`] makes.
const SYNTHETIC: &str = "synthetic digits";

/// A data set of digits: what to train on, and what to test on.
#[derive(Clone, Debug)]
pub struct Digits {
    /// Digits to train on.
    pub train: Labelled,
    /// Digits held out: figures and numbers come from these.
    pub test: Labelled,
    /// Name of the digits, for captions.
    pub name: &'static str,
}

impl Digits {
    /// The digits of the course. The first that there are of these: MNIST from the folder
    /// that `AELIB_DATA_DIR` names, from the project's `data/mnist`; else digits that this
    /// library makes itself. A line on standard output says which they are, and how to get
    /// the real ones. With `AELIB_QUICK=1` only the first few thousand, so that a notebook
    /// can be tried in seconds.
    ///
    /// # Errors
    /// As [`Digits::find`].
    pub fn load() -> Result<Self> {
        let (digits, line) = Self::find()?;
        println!("{line}");
        Ok(digits)
    }

    /// The same for commands and tests. With the digits comes the line that says which these
    /// are.
    ///
    /// # Errors
    /// Where `AELIB_DATA_DIR` is set and names no folder with MNIST, or where a file of
    /// `data/mnist` is missing, cut off, or not MNIST's: broken data is never passed over.
    pub fn find() -> Result<(Self, String)> {
        let mnist = |dir: &Path, place: &str| {
            Ok(Self::mnist_in(dir)?.at_hand(format!("digits: MNIST, from {place}")))
        };
        if let Some(dir) = named_dir()? {
            return mnist(&dir, VARIABLE);
        }
        let mut why = "there is no MNIST in data/mnist".to_string();
        // Outside of the project there is no such folder.
        if let Ok(dir) = found_dir(DataSet::Mnist) {
            if DataSet::Mnist.begun_in(&dir) {
                let whole = dir.ends_with("data");
                return mnist(&dir, if whole { "data" } else { "data/mnist" });
            }
            // What was fetched by hand lies in the folder, in its place, or beside it.
            if let Some(near) = dir.ancestors().take(2).find(|near| near.exists()) {
                why += &format!(" ({})", inventory(near));
            }
        }
        let line = format!(
            "digits: made by the course itself, as {why}; `cargo course data` fetches the real ones"
        );
        Ok(Self::synthetic(0).at_hand(line))
    }

    /// Only a few of them if somebody is in a hurry.
    fn at_hand(self, line: String) -> (Self, String) {
        if !quick() {
            return (self, line);
        }
        let digits = Self {
            train: self.train.first(5_000),
            test: self.test.first(1_000),
            name: match self.name {
                SYNTHETIC => "synthetic digits, the first 5,000 and 1,000 only",
                _ => "MNIST, the first 5,000 and 1,000 only",
            },
        };
        (digits, format!("{line}; the first few only ({QUICK}=1)"))
    }

    /// MNIST, from the folder that `AELIB_DATA_DIR` names, else from the project's
    /// `data/mnist`.
    ///
    /// # Errors
    /// Where a file is missing, cut off, or not the one that MNIST has.
    ///
    /// # Source
    /// LeCun, Bottou, Bengio & Haffner 1998.
    pub fn mnist() -> Result<Self> {
        Self::mnist_in(&data_dir()?)
    }

    /// MNIST from the four IDX files in `dir`, gzipped or plain.
    ///
    /// # Errors
    /// As [`Digits::mnist`].
    pub fn mnist_in(dir: &Path) -> Result<Self> {
        Self::in_folder(DataSet::Mnist, dir)
    }

    /// Fashion-MNIST from the project's `data/fashion`: ten kinds of clothing, in MNIST's
    /// form. `cargo course data --dataset fashion` fetches it.
    ///
    /// # Errors
    /// Where a file is missing, cut off, or has another form.
    ///
    /// # Source
    /// Xiao, Rasul & Vollgraf 2017.
    pub fn fashion() -> Result<Self> {
        Self::in_folder(DataSet::Fashion, &found_dir(DataSet::Fashion)?)
    }

    /// 12,000 digits to train on and 2,000 to test on, that look as if written by hand:
    /// drawn from this seed, the same for the same seed. No digit of the one is among the
    /// other.
    pub fn synthetic(seed: u64) -> Self {
        Self {
            train: Self::drawn(seed, 0, 12_000),
            test: Self::drawn(seed, HELD_OUT, 2_000),
            name: SYNTHETIC,
        }
    }

    /// So many of the digits that this seed draws, from the `first` one on: those to train on
    /// begin at 0, those to test on at [`HELD_OUT`].
    pub fn drawn(seed: u64, first: u64, count: usize) -> Labelled {
        let (bytes, labels) = synthetic::digits(seed, first, count);
        let images = Images::from_bytes(bytes).expect("whole images");
        Labelled { images, labels }
    }

    fn in_folder(set: DataSet, dir: &Path) -> Result<Self> {
        // The `mnist` crate panics on a bad file, so it only sees verified copies.
        let verified = verify::unpack(set, dir)?;
        let base = verified.path().display().to_string();
        let raw = MnistBuilder::new()
            .base_path(&base)
            .label_format_digit()
            .training_set_length(60_000)
            .validation_set_length(0)
            .test_set_length(10_000)
            .finalize();
        let labelled = |bytes, labels| Labelled {
            images: Images::from_bytes(bytes).expect("verified sizes"),
            labels,
        };
        Ok(Self {
            train: labelled(raw.trn_img, raw.trn_lbl),
            test: labelled(raw.tst_img, raw.tst_lbl),
            name: set.name(),
        })
    }
}
