//! Builds the program that serves what a student has written. A file that does not compile is
//! left out of it, and costs its own points only.

use crate::data::Data;
use crate::diagnosis;
use interface::{Caller, Remote};
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

/// The exercises that do not compile.
pub type Broken = BTreeSet<String>;

/// The exercises that have layers.
const NETWORKS: [&str; 4] = [
    "lesson_09::denoiser",
    "lesson_04::decoder",
    "lesson_04::training_loop",
    "bonus::variational",
];

/// The package, and its program.
const WORKER: &str = "exercises-worker";

/// A caller of the functions of the package in this folder. What the compiler says is printed.
///
/// # Errors
/// If anything does not compile that is no exercise's file: what the compiler says.
pub fn build(folder: &Path, cases: &[Data]) -> Result<(Arc<dyn Caller>, Broken), String> {
    let homework = interface::lesson_09::denoiser::NAME;
    let known = |name: &String| name == homework || cases.iter().any(|data| data.name == *name);
    let mut broken = Broken::new();
    loop {
        let output = cargo(folder, &broken)?;
        let said = String::from_utf8_lossy(&output.stdout);
        if let (true, Some(program)) = (output.status.success(), program(&said)) {
            for warning in diagnosis::messages(&said, "warning") {
                eprint!("{}", warning.said);
            }
            return Ok((Arc::new(Remote::new(program)), broken));
        }
        let faults = diagnosis::faults(&said);
        let mut found = false;
        for fault in &faults {
            let names = fault.files.iter().map(|file| exercise(file));
            let names = Vec::from_iter(names.filter(known));
            if !names.is_empty() {
                eprint!("{}", fault.said);
            }
            for name in names {
                found |= broken.insert(name);
            }
        }
        if !found {
            let said = faults.into_iter().map(|fault| fault.said);
            let cargo = String::from_utf8_lossy(&output.stderr).into_owned();
            let said = said.chain([cargo]).collect();
            let Some(name) = without_whom(folder, &broken)? else {
                return Err(said);
            };
            eprint!("{said}");
            broken.insert(name);
        }
    }
}

/// The network without which this error is gone. A layer whose size does not fit is an error
/// in the library, and late: of what it was used for, the compiler tells little.
fn without_whom(folder: &Path, broken: &Broken) -> Result<Option<String>, String> {
    for name in NETWORKS.map(String::from) {
        let mut without = broken.clone();
        if !without.insert(name.clone()) {
            continue;
        }
        let output = cargo(folder, &without)?;
        let faults = diagnosis::faults(&String::from_utf8_lossy(&output.stdout));
        // What is wrong then is wrong elsewhere, and the next to be looked at.
        if output.status.success() || faults.iter().any(|fault| !fault.files.is_empty()) {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

fn cargo(folder: &Path, broken: &Broken) -> Result<Output, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args(["build", "--quiet", "--package", WORKER])
        .args(["--message-format", "json"])
        .current_dir(folder);
    // What cargo says of this test's package would make crates be built anew that look at it.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    let without = Vec::from_iter(broken.iter().map(String::as_str)).join(" ");
    match without.is_empty() {
        true => command.env_remove("EXERCISES_WITHOUT"),
        false => command.env("EXERCISES_WITHOUT", without),
    };
    command.output().map_err(|error| format!("cargo: {error}"))
}

/// The exercise that a source is of.
fn exercise(file: &Path) -> String {
    let parts = file.with_extension("");
    let parts = parts.components().map(|part| part.as_os_str());
    Vec::from_iter(parts.map(|part| part.to_string_lossy())).join("::")
}

/// Where cargo has put the program.
fn program(said: &str) -> Option<PathBuf> {
    let messages = said
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut programs = messages.filter(|message| message["target"]["name"] == WORKER);
    programs.find_map(|message| message["executable"].as_str().map(PathBuf::from))
}
