//! What was drawn, from what, and how to draw it again.

use super::studio::hex;
use super::{Drawn, Figure, Studio};
use crate::failure::{Failure, Result};
use crate::machine;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// `manifest.json` beside the figures.
#[derive(Serialize, Deserialize)]
pub struct Manifest {
    #[serde(skip)]
    path: PathBuf,
    /// aelib's version.
    aelib: String,
    /// The project's commit, where git knows it.
    commit: Option<String>,
    /// Where the images come from.
    pub data: String,
    /// Of the code and the data.
    digest: String,
    /// What it was made on.
    pub processor: String,
    /// Whether it was only for a look.
    pub quick: bool,
    /// By name.
    pub figures: BTreeMap<String, Entry>,
}

/// One figure.
#[derive(Serialize, Deserialize)]
pub struct Entry {
    about: String,
    command: String,
    /// Numbers that stand in it or behind it.
    pub metrics: BTreeMap<String, f64>,
    /// Of each file.
    pub sha256: BTreeMap<String, String>,
    seconds: f64,
}

impl Entry {
    /// For a figure whose files have these digests.
    pub fn new(
        figure: &Figure,
        drawn: &Drawn,
        sha256: BTreeMap<String, String>,
        took: Duration,
    ) -> Self {
        Self {
            about: figure.about.into(),
            command: format!("cargo course figures {}", figure.name),
            metrics: drawn.metrics.iter().cloned().collect(),
            sha256,
            seconds: took.as_secs_f64(),
        }
    }
}

impl Manifest {
    /// The one in this folder, if it is of the same code and data; else a new one.
    pub fn begin(folder: &Path, studio: &Studio) -> Result<Self> {
        let path = folder.join("manifest.json");
        let new = Self {
            path: path.clone(),
            aelib: env!("CARGO_PKG_VERSION").into(),
            commit: commit(),
            data: studio.digits.name.into(),
            digest: studio.digest().into(),
            processor: machine::processor(),
            quick: studio.quick,
            figures: BTreeMap::new(),
        };
        let old = std::fs::read(&path).ok();
        let old = old.and_then(|text| serde_json::from_slice::<Self>(&text).ok());
        Ok(match old {
            Some(old) if old.digest == new.digest && old.quick == new.quick => Self {
                figures: old.figures,
                ..new
            },
            _ => new,
        })
    }

    /// The one in this file.
    ///
    /// # Errors
    /// If there is none.
    pub fn load(path: &Path) -> Result<Self> {
        let text = std::fs::read(path).map_err(Failure::file(path))?;
        serde_json::from_slice(&text).map_err(|error| {
            Failure::new(format!(
                "{}: expected the manifest.json of `cargo course figures`: {error}",
                path.display()
            ))
        })
    }

    /// Adds a figure, or replaces it.
    pub fn add(&mut self, figure: &Figure, entry: Entry) {
        self.figures.insert(figure.name.into(), entry);
    }

    /// Writes the file, whole or not at all.
    pub fn save(&self) -> Result<()> {
        let text = serde_json::to_string_pretty(self).expect("texts and numbers");
        aelib::display::write_whole(&self.path, text.as_bytes()).map_err(Failure::from)
    }
}

fn commit() -> Option<String> {
    let git = std::process::Command::new("git")
        .args(["rev-parse", "HEAD"])
        .output()
        .ok()?;
    let commit = String::from_utf8(git.stdout).ok()?.trim().to_string();
    (git.status.success() && !commit.is_empty()).then_some(commit)
}

/// Of a file's bytes.
pub fn sha256(bytes: &[u8]) -> String {
    hex(Sha256::digest(bytes))
}
