//! MNIST: 60,000 handwritten digits to learn from and 10,000 to test on.

use super::images::Images;
use super::place::data_dir;
use super::verify;
use crate::nn::Map;
use crate::{Error, Result};
use mnist::MnistBuilder;
use std::path::Path;

/// The variable that asks for less data.
const QUICK: &str = "AELIB_QUICK";

/// Images with the digit that each one shows.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// 28x28, white on black.
    pub images: Images<Map<1, 28, 28>>,
    /// 0 to 9, one per image.
    pub labels: Vec<u8>,
}

impl Labelled {
    /// The first `n` of them, or all there are.
    pub fn first(&self, n: usize) -> Self {
        Self {
            images: self.images.first(n),
            labels: self.labels[..n.min(self.labels.len())].to_vec(),
        }
    }
}

/// A data set of digits: what to train on, and what to test on.
#[derive(Clone, Debug)]
pub struct Digits {
    /// To train on.
    pub train: Labelled,
    /// Held out: figures and numbers come from here.
    pub test: Labelled,
    /// What the digits are, for captions.
    pub name: &'static str,
}

impl Digits {
    /// The digits of the course: MNIST from `AELIB_DATA_DIR`, else from the project's
    /// `data/mnist`. With `AELIB_QUICK=1` only the first few thousand, so that a notebook
    /// can be tried in seconds.
    ///
    /// # Errors
    /// Where a file is missing, cut off, or not the one that MNIST has.
    pub fn load() -> Result<Self> {
        let digits = Self::mnist()?;
        Ok(match std::env::var_os(QUICK) {
            Some(value) if value == "1" => Self {
                train: digits.train.first(5_000),
                test: digits.test.first(1_000),
                name: "MNIST, the first 5,000 and 1,000 only",
            },
            _ => digits,
        })
    }

    /// MNIST, from the folder that [`data_dir`] finds.
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
        // The `mnist` crate panics on a bad file, so it only sees verified copies.
        let verified = verify::unpack(dir)?;
        let base = verified.path().display().to_string();
        let raw = MnistBuilder::new()
            .base_path(&base)
            .label_format_digit()
            .training_set_length(60_000)
            .validation_set_length(0)
            .test_set_length(10_000)
            .finalize();
        let labelled = |bytes, labels| match Images::from_bytes(bytes) {
            Some(images) => Ok(Labelled { images, labels }),
            None => Err(Error::Content {
                path: dir.into(),
                expected: "images of 28x28 bytes".into(),
                found: "a broken last image".into(),
                advice: "fetch MNIST anew".into(),
            }),
        };
        Ok(Self {
            train: labelled(raw.trn_img, raw.trn_lbl)?,
            test: labelled(raw.tst_img, raw.tst_lbl)?,
            name: "MNIST",
        })
    }
}
