//! `--verify MANIFEST`: whether figures come out as they did.

use super::manifest::{Entry, Manifest, sha256};
use super::{Studio, chosen, files};
use crate::failure::{Failure, Result};
use crate::machine;
use crate::project::Project;
use std::path::Path;

/// How far a number may be from the manifest's, as a share of it, on another processor.
const TOLERANCE: f64 = 0.02;

/// Draws every figure of a manifest again and compares: on the processor that it was made on
/// every byte, on others the numbers, within 2 %.
///
/// # Errors
/// If something differs; all figures are compared first, a line for each.
pub fn verify(path: &Path) -> Result<()> {
    let manifest = Manifest::load(path)?;
    let studio = Studio::open(Project::find()?, manifest.quick, false)?;
    if manifest.data != studio.digits.name {
        return Err(Failure::new(format!(
            "{}: made from {}, here is {}; put the same data in place",
            path.display(),
            manifest.data,
            studio.digits.name
        )));
    }
    let same_processor = manifest.processor == machine::processor();
    let mut bad = 0;
    for (name, entry) in &manifest.figures {
        let found = compare(&studio, name, entry, same_processor)?;
        bad += usize::from(found.is_err());
        match found {
            Ok(line) => println!("{name}: {line}"),
            Err(line) => println!("{name}: NOT AS IT WAS: {line}"),
        }
    }
    match bad {
        0 => Ok(()),
        _ => Err(Failure::new(format!(
            "{bad} of {} figures are not as {} says; see above",
            manifest.figures.len(),
            path.display()
        ))),
    }
}

/// What one figure is like now: as it was, or not.
fn compare(
    studio: &Studio,
    name: &str,
    entry: &Entry,
    same_processor: bool,
) -> Result<std::result::Result<String, String>> {
    let figure = chosen(&[name.to_string()])?[0];
    let drawn = (figure.draw)(studio)?;
    for (metric, value) in &drawn.metrics {
        let was = entry.metrics.get(metric).copied().unwrap_or(f64::NAN);
        let limit = if same_processor { 0.0 } else { TOLERANCE };
        // What is no number differs too.
        let agrees = (value - was).abs() <= limit * was.abs();
        if !agrees {
            return Ok(Err(format!("{metric} was {was}, is {value}")));
        }
    }
    let digests = files(name, &drawn).into_iter();
    let digests = digests.map(|(file, bytes)| (file, sha256(&bytes)));
    let differ = digests.filter(|(file, digest)| entry.sha256.get(file) != Some(digest));
    let differ = Vec::from_iter(differ.map(|(file, _)| file));
    Ok(match (differ.is_empty(), same_processor) {
        (true, _) => Ok("the same bytes".into()),
        (false, true) => Err(format!("other bytes in {}", differ.join(", "))),
        (false, false) => Ok(format!(
            "numbers within {:.0} %, other bytes on this other processor",
            100.0 * TOLERANCE
        )),
    })
}
