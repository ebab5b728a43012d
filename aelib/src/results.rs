//! Measurements that take too long for a notebook: numbers over several seeds, kept in the
//! project's `results/NAME.json`, beside the command that made them.

use crate::data::project_root;
use crate::display::write_whole;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// All measurements of one file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// What makes this file anew.
    pub command: String,
    /// Of the code and the data that these numbers come from.
    pub digest: String,
    /// What was measured.
    pub measured: Vec<Measured>,
}

/// One table of measurements.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// What it is called for.
    pub name: String,
    /// Data, metric, seeds: everything that a reader of the table has to know.
    pub caption: String,
    /// The columns' names; the first is that of the rows' names.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// One row of measurements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What was measured here.
    pub name: String,
    /// For each column one number per seed, or a single one where chance has no part.
    pub cells: Vec<Vec<f64>>,
}

impl Results {
    /// From the project's `results/NAME.json`.
    ///
    /// # Errors
    /// If there is no such file, or something else is in it.
    pub fn load(name: &str) -> Result<Self> {
        let path = path(name)?;
        let text = std::fs::read_to_string(&path).map_err(Error::io(&path))?;
        serde_json::from_str(&text).map_err(|error| Error::Content {
            path,
            expected: "measurements".into(),
            found: error.to_string(),
            advice: "make it anew with cargo course figures".into(),
        })
    }

    /// Into the project's `results/NAME.json`, whole or not at all.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn save(&self, name: &str) -> Result<()> {
        let path = path(name)?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(Error::io(folder))?;
        }
        let text = serde_json::to_string_pretty(self).expect("texts and numbers");
        write_whole(&path, text.as_bytes())
    }

    /// The measurements of this name.
    ///
    /// # Errors
    /// If there are none.
    pub fn get(&self, name: &str) -> Result<&Measured> {
        let found = self.measured.iter().find(|m| m.name == name);
        found.ok_or_else(|| Error::Missing {
            what: format!("the measurement {name:?}"),
            looked_in: Vec::from_iter(self.measured.iter().map(|m| &*m.name)).join(", "),
            advice: format!("make it with {}", self.command),
        })
    }
}

/// The mean of some numbers, and the standard deviation of a sample.
pub fn spread(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let squares = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>();
    (mean, (squares / (n - 1.0).max(1.0)).sqrt())
}

fn path(name: &str) -> Result<PathBuf> {
    Ok(project_root()?.join("results").join(format!("{name}.json")))
}
