//! The weights: where they come from, whether they are kept, and what they may be.

use super::quality;
use crate::check::Failure;
use aelib::display::write_whole;
use interface::lesson_09::denoiser::Calls;
use safetensors::SafeTensors;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Training images that a network may see.
pub const IMAGES: usize = 600_000;
/// Numbers that it may learn.
pub const PARAMETERS: usize = 500_000;
/// Bytes of its file.
pub const BYTES: usize = 4_000_000;

/// For training where a student works: a slow machine loses no points, only what hangs is
/// stopped.
const TRAINING: Duration = Duration::from_secs(6 * 3600);

/// Where the file lies in a package.
pub const FILE: &str = "denoiser.safetensors";
/// What made it, in the file's metadata.
const CODE: &str = "code";

const TRAIN_HINT: &str = "learn: take batches from the ration until there is none, occlude each, \
                          and make a step towards the clean batch";

/// Where a file is wrong that was handed in or kept, and one that was just made.
const ANOTHER: &str = "the file belongs to another network: train again";
const FINISHED: &str = "`new_network` is finished: leave it as it is";

/// Where the weights come from.
#[derive(Clone)]
pub enum Homework {
    /// From the package in this folder, if the code that made them is still the same;
    /// otherwise they are trained, and kept there.
    Package(PathBuf),
    /// From a submission, if it has some.
    Submitted(Option<Vec<u8>>),
    /// They are trained.
    Retrain {
        /// Images that are seen.
        images: usize,
        /// How long that may take.
        limit: Duration,
    },
    /// What came of them is known.
    Known(Result<Vec<u8>, Failure>),
}

/// The weights, after a look at their names, shapes and number.
///
/// # Errors
/// If there are none, or they are not the network's.
pub fn weights(calls: &Calls, homework: &Homework) -> Result<Vec<u8>, Failure> {
    let untrained = calls
        .untrained()
        .map_err(|trouble| Failure::no_result(trouble, "untrained()".into(), TRAIN_HINT))?;
    let (bytes, hint) = match homework {
        Homework::Submitted(None) => {
            return Err(Failure {
                call: String::new(),
                finding: format!("there is no {FILE}"),
                hint: "`cargo test -p exercises` trains and writes it: hand it in".into(),
            });
        }
        Homework::Submitted(Some(bytes)) => (bytes.clone(), ANOTHER),
        Homework::Retrain { images, limit } => {
            (train(&calls.within(*limit), &untrained, *images)?, FINISHED)
        }
        Homework::Package(folder) => match kept(folder) {
            Some(bytes) => (bytes, ANOTHER),
            None => {
                let bytes = train(&calls.within(TRAINING), &untrained, IMAGES)?;
                keep(folder, &bytes)?;
                (bytes, FINISHED)
            }
        },
        Homework::Known(known) => return known.clone(),
    };
    match tensors(&bytes).and_then(|found| compare(&tensors(&untrained)?, &found)) {
        Ok(()) => Ok(bytes),
        Err(finding) => Err(Failure {
            call: FILE.into(),
            finding,
            hint: hint.into(),
        }),
    }
}

/// Trains, unless the network is too large: that is said before the minutes are spent.
fn train(calls: &Calls, untrained: &[u8], images: usize) -> Result<Vec<u8>, Failure> {
    small_enough(untrained)?;
    let digits = quality::digits()?;
    let call = format!("learn(&mut ration), {images} images");
    let trained = calls.train(&digits.train.images, images);
    trained.map_err(|trouble| Failure::no_result(trouble, call, TRAIN_HINT))
}

/// Whether a network's file holds no more numbers than it may.
///
/// # Errors
/// If it does.
pub fn small_enough(bytes: &[u8]) -> Result<(), Failure> {
    let numbers = |tensors: BTreeMap<String, Vec<usize>>| -> usize {
        let sizes = tensors
            .values()
            .map(|shape| shape.iter().product::<usize>());
        sizes.sum()
    };
    let finding = match tensors(bytes).map(numbers) {
        Ok(found) if found <= PARAMETERS => return Ok(()),
        Ok(found) => format!("expected at most {PARAMETERS} parameters, found {found}"),
        Err(finding) => finding,
    };
    Err(Failure {
        call: "the network".into(),
        finding,
        hint: "the largest layer is usually a Linear between two wide vectors: \
               convolutions share their weights among all places"
            .into(),
    })
}

/// Names and shapes of the tensors in a file.
///
/// # Errors
/// If it is none, or larger than allowed: what is wrong.
pub fn tensors(bytes: &[u8]) -> Result<BTreeMap<String, Vec<usize>>, String> {
    if bytes.len() > BYTES {
        let found = bytes.len();
        return Err(format!("expected at most {BYTES} bytes, found {found}"));
    }
    let file = SafeTensors::deserialize(bytes)
        .map_err(|error| format!("no safetensors file that can be read: {error:?}"))?;
    let tensors = file.tensors().into_iter();
    Ok(tensors
        .map(|(name, t)| (name, t.shape().to_vec()))
        .collect())
}

fn compare(
    expected: &BTreeMap<String, Vec<usize>>,
    found: &BTreeMap<String, Vec<usize>>,
) -> Result<(), String> {
    for (name, shape) in expected {
        match found.get(name) {
            Some(other) if other == shape => {}
            Some(other) => {
                return Err(format!("{name}: expected shape {shape:?}, found {other:?}"));
            }
            None => {
                return Err(format!(
                    "expected a tensor {name} of shape {shape:?}, found none"
                ));
            }
        }
    }
    match found.keys().find(|name| !expected.contains_key(*name)) {
        Some(name) => Err(format!("a tensor {name} that the network does not have")),
        None => Ok(()),
    }
}

/// What a package has kept, if the code that made it is unchanged.
fn kept(folder: &Path) -> Option<Vec<u8>> {
    let bytes = fs::read(folder.join(FILE)).ok()?;
    let (_, header) = SafeTensors::read_metadata(&bytes).ok()?;
    let code = header.metadata().as_ref()?.get(CODE)?;
    (*code == fingerprint(folder)).then_some(bytes)
}

fn keep(folder: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failure = |finding: String| Failure {
        call: FILE.into(),
        finding,
        hint: FINISHED.into(),
    };
    let file = SafeTensors::deserialize(bytes).map_err(|error| failure(format!("{error:?}")))?;
    let made_by = HashMap::from([(CODE.to_string(), fingerprint(folder))]);
    let stamped = safetensors::serialize(file.tensors(), &Some(made_by));
    let stamped = stamped.map_err(|error| failure(format!("{error:?}")))?;
    write_whole(&folder.join(FILE), &stamped).map_err(|error| failure(error.to_string()))
}

/// Of the lesson's files; of all, if these use others. Comments and spaces do not count.
fn fingerprint(folder: &Path) -> String {
    let lesson = read(&folder.join("src/lesson_09"));
    let files = match lesson.values().any(|text| text.contains("crate::")) {
        true => read(&folder.join("src")),
        false => lesson,
    };
    let mut hash = Sha256::new();
    for (path, text) in files {
        hash.update(
            path.strip_prefix(folder)
                .unwrap_or(&path)
                .to_string_lossy()
                .as_bytes(),
        );
        for line in text.lines() {
            let code = line.split("//").next().unwrap_or_default();
            hash.update(code.split_whitespace().collect::<String>().as_bytes());
        }
    }
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// All files below a folder, as text.
fn read(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => files.extend(read(&path)),
            false => {
                let text = fs::read(&path).unwrap_or_default();
                files.insert(path, String::from_utf8_lossy(&text).into_owned());
            }
        }
    }
    files
}
