//! What figures are made from: data, trained models, measurements, each made once.

use crate::failure::{Failure, Result};
use crate::project::Project;
use aelib::data::Digits;
use aelib::dfdx::nn::tensor_collection::TensorCollection;
use aelib::dfdx::prelude::Cpu;
use aelib::display::write_whole;
use aelib::prelude::{Pca, load, save};
use results::{Measured, Results};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::cell::{Cell, RefCell};
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
    /// How many models and measurements were made anew.
    made: Cell<usize>,
    /// Of data and code.
    digest: String,
    /// Of what stands in this folder: how models are trained, and with what.
    recipes: String,
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
        let recipes = hex(code(&[project.root.join("course/src/figures")])?.finalize());
        Ok(Self {
            project,
            digits,
            quick,
            measure,
            measured: RefCell::default(),
            made: Cell::new(0),
            digest,
            recipes,
        })
    }

    /// So many epochs, or one where a look will do.
    pub fn epochs(&self, epochs: usize) -> usize {
        if self.quick { 1 } else { epochs }
    }

    /// The same in words, for captions.
    pub fn epochs_in_words(&self, epochs: usize) -> String {
        match self.epochs(epochs) {
            1 => "1 epoch".into(),
            epochs => format!("{epochs} epochs"),
        }
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
        let path = self.place(settings, "safetensors")?;
        if path.exists() {
            load(&mut model, &path)?;
        } else {
            self.made.update(|made| made + 1);
            train(&mut model);
            save(&model, &path)?;
        }
        Ok(model)
    }

    /// Anything else that takes long, found by what it was made from as a model is. The
    /// first time, too, it is what can be read back from the file: the same every time.
    pub fn remembered<T: Serialize + DeserializeOwned>(
        &self,
        settings: &str,
        make: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        let path = self.place(settings, "json")?;
        if !path.exists() {
            self.made.update(|made| made + 1);
            let text = serde_json::to_vec(&make()?).expect("texts and numbers");
            write_whole(&path, &text)?;
        }
        let text = std::fs::read(&path).map_err(Failure::file(&path))?;
        serde_json::from_slice(&text)
            .map_err(|error| Failure::new(format!("{}: {error}; delete this file", path.display())))
    }

    /// The first principal components of the training images.
    pub fn pca(&self, components: usize) -> Result<Pca> {
        let train = &self.digits.train.images;
        let whole: Pca =
            self.remembered("all principal components", || Ok(Pca::fit(train, 784)))?;
        Ok(whole.keep(components))
    }

    /// Where what was made with these settings is kept.
    fn place(&self, settings: &str, end: &str) -> Result<PathBuf> {
        let folder = self.project.root.join("target/figures");
        std::fs::create_dir_all(&folder).map_err(Failure::file(&folder))?;
        let all = format!("{} {} {settings}", self.digest, self.recipes);
        let name = hex(Sha256::digest(all));
        Ok(folder.join(format!("{}.{end}", &name[..32])))
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
        self.made.update(|made| made + 1);
        let start = Instant::now();
        let results = Results {
            measured: measure(self)?,
            command: command.into(),
            digest: self.digest.clone(),
            seconds: Some(start.elapsed().as_secs_f64().round()),
        };
        if !self.quick {
            results.save(&self.project.root, name)?;
        }
        let mut measured = self.measured.borrow_mut();
        measured.insert(name.into(), results.clone());
        Ok(results)
    }

    /// How many models and measurements were made anew: none if all were made before.
    pub fn made(&self) -> usize {
        self.made.get()
    }

    /// What the figures were made from: code and data.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

/// Of the library's code that computes, of what it builds on, and of the data.
fn digest(root: &Path, digits: &Digits) -> Result<String> {
    let mut hash = code(&COMPUTING.map(|folder| root.join(folder)))?;
    let lock = root.join("Cargo.lock");
    hash.update(std::fs::read(&lock).map_err(Failure::file(&lock))?);
    for labelled in [&digits.train, &digits.test] {
        hash.update(labelled.images.bytes());
        hash.update(&labelled.labels);
    }
    Ok(hex(hash.finalize()))
}

/// The crates of aelib that numbers depend on; the others draw and explain.
const COMPUTING: [&str; 2] = ["aelib/core/src", "aelib/data/src"];

/// Of all sources in these folders.
fn code(folders: &[PathBuf]) -> Result<Sha256> {
    let mut files = Vec::new();
    for folder in folders {
        sources(folder, &mut files)?;
    }
    files.sort();
    let mut hash = Sha256::new();
    for path in files {
        hash.update(std::fs::read(&path).map_err(Failure::file(&path))?);
    }
    Ok(hash)
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in std::fs::read_dir(folder).map_err(Failure::file(folder))? {
        let path = entry.map_err(Failure::file(folder))?.path();
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

#[cfg(test)]
mod tests {
    use super::*;
    use aelib::data::{Images, Labelled};
    use aelib::prelude::DenseAutoencoder;

    fn studio(root: &Path, digest: &str) -> Studio {
        let none = || Labelled {
            images: Images::from_bytes(vec![]).expect("whole images"),
            labels: vec![],
        };
        Studio {
            project: Project { root: root.into() },
            digits: Digits {
                train: none(),
                test: none(),
                name: "none",
            },
            quick: false,
            measure: false,
            measured: RefCell::default(),
            made: Cell::new(0),
            digest: digest.into(),
            recipes: String::new(),
        }
    }

    /// A model and a number from this studio, and how many of both it had to make.
    fn make(studio: &Studio, settings: &str) -> (Vec<f32>, f64, usize) {
        let train = |model: &mut DenseAutoencoder<2>| *model = DenseAutoencoder::new(1);
        let model = studio.trained(DenseAutoencoder::<2>::new(0), settings, train);
        let number = studio.remembered(settings, || Ok(0.1 + 0.2));
        let bias = model.expect("a model").encoder.1.weight.as_vec();
        (bias, number.expect("a number"), studio.made())
    }

    #[test]
    fn a_second_run_makes_nothing_anew_and_has_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = make(&studio(folder.path(), "code"), "seed 0");
        let second = make(&studio(folder.path(), "code"), "seed 0");
        assert_eq!((first.2, second.2), (2, 0));
        assert_eq!((first.0, first.1), (second.0, second.1));
    }

    #[test]
    fn other_settings_or_other_code_make_all_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        make(&studio(folder.path(), "code"), "seed 0");
        assert_eq!(make(&studio(folder.path(), "code"), "seed 1").2, 2);
        assert_eq!(make(&studio(folder.path(), "other code"), "seed 0").2, 2);
    }
}
