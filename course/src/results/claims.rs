//! What the course claims, and where it was measured.

use crate::failure::{Failure, Result};
use results::{Results, in_words, spread};

/// A number that the course promises.
pub struct Claim {
    /// What was measured, in plain words: of which network, after how many epochs, and what
    /// it is compared with.
    pub what: &'static str,
    /// What it is to be.
    pub wanted: Wanted,
    /// File, measurement, row and column.
    pub at: [&'static str; 4],
}

/// What a number is to be.
pub enum Wanted {
    AtMost(f64),
    AtLeast(f64),
    /// Less than the number in another row and column of the same table.
    LessThan([&'static str; 2]),
    /// Less than half of it.
    LessThanHalf([&'static str; 2]),
    /// More than it.
    MoreThan([&'static str; 2]),
    /// At most so much below it.
    Within(f64, [&'static str; 2]),
}
use Wanted::{AtLeast, AtMost, LessThan, LessThanHalf, MoreThan, Within};

/// In the order of the lessons.
pub const CLAIMS: &[Claim] = &[
    Claim {
        what: "time of an epoch of `dense`, divided by PyTorch's",
        wanted: AtMost(0.80),
        at: ["speed", "dense", "pytorch", "aelib/this"],
    },
    Claim {
        what: "time of an epoch of `conv`, divided by PyTorch's",
        wanted: AtMost(0.50),
        at: ["speed", "conv", "pytorch", "aelib/this"],
    },
    Claim {
        what: "time of an epoch of `vae`, divided by PyTorch's",
        wanted: AtMost(0.50),
        at: ["speed", "vae", "pytorch", "aelib/this"],
    },
    Claim {
        what: "validation loss of `dense` after 50 epochs, nats per pixel",
        wanted: AtMost(0.100),
        at: ["training", "losses", "dense", "validation loss"],
    },
    Claim {
        what: "validation loss of `conv` after 20 epochs, nats per pixel",
        wanted: AtMost(0.150),
        at: ["training", "losses", "conv", "validation loss"],
    },
    Claim {
        what: "squared error of test digits through the 32 numbers of `dense`, 10 epochs, beside PCA's 32",
        wanted: LessThan(["PCA", "squared error"]),
        at: ["lesson_01", "errors", "dense", "squared error"],
    },
    Claim {
        what: "cross entropy of test digits through 5 numbers of a convolutional network, 4 epochs, beside 2 numbers, nats per pixel",
        wanted: LessThan(["2", "BCE"]),
        at: ["sizes", "sizes", "5", "BCE"],
    },
    Claim {
        what: "digits that stay the same through 5 numbers of a fully connected network, 16 epochs, %",
        wanted: AtLeast(90.0),
        at: ["sizes", "longer", "fully connected, 16", "kept %"],
    },
    Claim {
        what: "squared error of test digits from which a network of 32 numbers took Gaussian noise, beside a 3x3 median filter",
        wanted: LessThan(["Gaussian, sigma 0.3", "median 3x3"]),
        at: [
            "lesson_06",
            "denoising",
            "Gaussian, sigma 0.3",
            "learned with it",
        ],
    },
    Claim {
        what: "precision at 10 of a search by codes of 32 numbers, beside one by pixels",
        wanted: Within(0.02, ["pixels, 784 numbers", "precision at 10"]),
        at: [
            "lesson_06",
            "retrieval",
            "autoencoder, 32 numbers",
            "precision at 10",
        ],
    },
    Claim {
        what: "area under the ROC curve of the digit 0, never seen, by errors of a network of 5 numbers, beside PCA's 5",
        wanted: MoreThan(["a 0, never seen", "PCA"]),
        at: ["lesson_06", "anomalies", "a 0, never seen", "autoencoder"],
    },
    Claim {
        what: "squared error of A's expression on B's face against the true B, beside the mean face of B",
        wanted: LessThanHalf(["the mean face of B", "MSE"]),
        at: ["lesson_07", "swap", "one encoder: A decoded as B", "MSE"],
    },
    Claim {
        what: "error of the smile in the deepfake, as a network reads it, beside the mean face",
        wanted: LessThanHalf(["the mean face of B", "smile"]),
        at: [
            "lesson_07",
            "expression",
            "one encoder: A decoded as B",
            "smile",
        ],
    },
    Claim {
        what: "negative ELBO of `vae` on test digits after 20 epochs, nats per image",
        wanted: AtMost(136.0),
        at: ["lesson_08", "elbo", "variational autoencoder", "−ELBO"],
    },
];

/// A claim beside what was measured.
pub struct Verdict {
    /// What was promised.
    pub wanted: String,
    /// What was measured; over several seeds with its spread.
    pub ours: String,
    /// Whether every seed, or the one number, kept the promise.
    pub met: bool,
    /// What measures it anew.
    pub command: String,
}

impl Claim {
    /// Beside these measurements.
    pub fn verdict(&self, all: &[(String, Results)]) -> Result<Verdict> {
        let [file, measured, row, column] = self.at;
        let found = all.iter().find(|(name, _)| name == file);
        let (_, results) = found.ok_or_else(|| {
            Failure::new(format!(
                "results/{file}.json is missing: {} comes from it",
                self.what
            ))
        })?;
        let measured = results.get(measured)?;
        let cell = measured.cell(row, column)?;
        let other = |[row, column]: [&str; 2]| -> Result<(String, f64)> {
            let cell = measured.cell(row, column)?;
            Ok((in_words(cell), spread(cell).0))
        };
        let (wanted, limit) = match self.wanted {
            AtMost(limit) => (format!("at most {limit}"), limit),
            AtLeast(limit) => (format!("at least {limit}"), limit),
            LessThan(place) => {
                let (text, mean) = other(place)?;
                (format!("less than {text}"), mean)
            }
            LessThanHalf(place) => {
                let (text, mean) = other(place)?;
                (format!("less than half of {text}"), mean / 2.0)
            }
            MoreThan(place) => {
                let (text, mean) = other(place)?;
                (format!("more than {text}"), mean)
            }
            Within(below, place) => {
                let (text, mean) = other(place)?;
                (format!("at most {below} below {text}"), mean - below)
            }
        };
        let met = |value: &f64| match self.wanted {
            AtMost(_) => *value <= limit,
            AtLeast(_) | Within(..) => *value >= limit,
            LessThan(_) | LessThanHalf(_) => *value < limit,
            MoreThan(_) => *value > limit,
        };
        Ok(Verdict {
            wanted,
            ours: in_words(cell),
            met: !cell.is_empty() && cell.iter().all(met),
            command: results.command.clone(),
        })
    }
}
