//! What figures are made from: data, trained models, measurements, each made once.

use crate::failure::{Failure, Result};
use crate::project::Project;
use aelib::data::Digits;
use aelib::dfdx::nn::tensor_collection::TensorCollection;
use aelib::dfdx::prelude::Cpu;
use aelib::prelude::{load, save};
use aelib::results::{Measured, Results};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Data, and what was made from it.
pub struct Studio {
    project: Project,
    /// The digits of all figures.
    pub digits: Digits,
    /// Whether few images and epochs will do.
    pub quick: bool,
    /// Whether what is in `results` is measured anew.
    measure: bool,
    /// What was measured in this run, by its name, for other figures of the same file.
    measured: RefCell<BTreeMap<String, Results>>,
    /// Of data and code.
    digest: String,
}

impl Studio {
    /// With the digits that there are.
    pub fn open(project: Project, quick: bool, measure: bool) -> Result<Self> {
        let (mut digits, line) = Digits::find()?;
        eprintln!("{line}");
        if quick {
            digits.train = digits.train.first(5_000);
            digits.test = digits.test.first(1_000);
        }
        let digest = digest(&project.root, &digits)?;
        Ok(Self {
            project,
            digits,
            quick,
            measure,
            measured: RefCell::default(),
            digest,
        })
    }

    /// So many epochs, or one where a look will do.
    pub fn epochs(&self, epochs: usize) -> usize {
        if self.quick { 1 } else { epochs }
    }

    /// A caption's end: the data, and how many test images.
    pub fn data(&self) -> String {
        let test = self.digits.test.images.len();
        format!("{}, {test} test images", self.digits.name)
    }

    /// A model that `train` has trained, now or in an earlier run of the same code on the
    /// same data. `settings` names what else decides how it comes out: epochs, seed.
    pub fn trained<M: TensorCollection<f32, Cpu>>(
        &self,
        mut model: M,
        settings: &str,
        train: impl FnOnce(&mut M),
    ) -> Result<M> {
        let folder = self.project.root.join("target/figures");
        std::fs::create_dir_all(&folder).map_err(Failure::file(&folder))?;
        let name = hex(Sha256::digest(format!("{} {settings}", self.digest)));
        let path = folder.join(format!("{}.safetensors", &name[..32]));
        if path.exists() {
            load(&mut model, &path)?;
        } else {
            train(&mut model);
            save(&model, &path)?;
        }
        Ok(model)
    }

    /// The measurements in `results/NAME.json`, if there are any and they are not to be
    /// made anew: that takes minutes, and code changes more often than what it computes.
    /// A line says so where they are of other code or data. A quick look measures a little
    /// and leaves the file alone.
    pub fn results(
        &self,
        name: &str,
        command: &str,
        measure: impl FnOnce(&Self) -> Result<Vec<Measured>>,
    ) -> Result<Results> {
        if !self.quick
            && !self.measure
            && let Ok(results) = Results::load(name)
        {
            if results.digest != self.digest {
                eprintln!(
                    "results/{name}.json is from other code or data; --measure makes it anew"
                );
            }
            return Ok(results);
        }
        if let Some(results) = self.measured.borrow().get(name) {
            return Ok(results.clone());
        }
        let start = Instant::now();
        let results = Results {
            measured: measure(self)?,
            command: command.into(),
            digest: self.digest.clone(),
            seconds: Some(start.elapsed().as_secs_f64().round()),
        };
        if !self.quick {
            results.save(name)?;
        }
        let mut measured = self.measured.borrow_mut();
        measured.insert(name.into(), results.clone());
        Ok(results)
    }

    /// What the figures were made from: code and data.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

/// Of the code that computes and of the data: what only draws or explains is left out.
/// What a figure computes with them stands in its model's settings.
fn digest(root: &Path, digits: &Digits) -> Result<String> {
    let mut files = Vec::new();
    sources(&root.join("aelib/src"), &mut files)?;
    files.push(root.join("Cargo.lock"));
    files.sort();
    let mut hash = Sha256::new();
    for path in files {
        hash.update(std::fs::read(&path).map_err(Failure::file(&path))?);
    }
    for labelled in [&digits.train, &digits.test] {
        hash.update(labelled.images.bytes());
        hash.update(&labelled.labels);
    }
    Ok(hex(hash.finalize()))
}

/// Files and folders of aelib that no number depends on.
const SHOWING: [&str; 8] = [
    "plot",
    "explain",
    "explore",
    "display.rs",
    "lib.rs",
    "prelude.rs",
    "results.rs",
    "table.rs",
];

fn sources(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder).map_err(Failure::file(folder))? {
        let path = entry.map_err(Failure::file(folder))?.path();
        let name = path.file_name().unwrap_or_default();
        if SHOWING.iter().any(|showing| name == *showing) {
            continue;
        }
        if path.is_dir() {
            sources(&path, files)?;
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// Bytes as text.
pub fn hex(bytes: impl AsRef<[u8]>) -> String {
    bytes.as_ref().iter().map(|b| format!("{b:02x}")).collect()
}
