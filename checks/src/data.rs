//! Exercises as data: what is called, what should come back, and which wrong results say
//! what. `cargo course sync` writes them from the solutions.

use interface::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// One exercise: a module in which a student writes some functions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Data {
    /// The module, such as `lesson_03::transposed_convolution`.
    pub name: String,
    /// Its place among all exercises.
    pub order: usize,
    /// Up to three; a student gets one after each try that fails.
    pub hints: Vec<String>,
    /// What a student writes.
    pub functions: Vec<Function>,
    /// In the order in which a student makes them pass.
    pub checks: Vec<CheckData>,
}

/// A function that a student writes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// The names of its arguments.
    pub arguments: Vec<String>,
    /// Functions of the same exercise that it may call.
    pub needs: Vec<String>,
    /// What to think about, where no known mistake explains a result.
    pub hint: String,
}

/// One thing that is checked, and what it is worth.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CheckData {
    /// What, in a few words joined by `_`.
    pub name: String,
    /// What it is worth.
    pub points: u32,
    /// The function that is called.
    pub function: String,
    /// Better than the function's own hint here.
    pub hint: Option<String>,
    /// The easiest to look into comes first.
    pub cases: Vec<Case>,
}

/// One call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Case {
    /// The arguments.
    pub arguments: Vec<Value>,
    /// What should come back.
    pub expected: Value,
    /// What comes back of a known mistake, and what to say about it. No two are alike.
    pub wrong: Vec<(Value, String)>,
    /// What to think about where this cell of the result is the first wrong one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Vec<String>>,
}

/// The cases that students see, from the files in this folder.
///
/// # Errors
/// What is wrong with which file.
pub fn read(folder: &Path) -> Result<Vec<Data>, String> {
    let told = |error: &dyn std::fmt::Display| format!("{}: {error}", folder.display());
    let entries = fs::read_dir(folder).map_err(|error| told(&error))?;
    let mut exercises = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| told(&error))?.path();
        if path.extension().is_some_and(|end| end == "json") {
            let wrong = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
            let text = fs::read_to_string(&path).map_err(|error| wrong(&error))?;
            let data: Data = serde_json::from_str(&text)
                .map_err(|error| wrong(&format!("{error}; is it as it was handed out?")))?;
            exercises.push(data);
        }
    }
    exercises.sort_by_key(|data| data.order);
    Ok(exercises)
}

/// The same name for as long as the program runs.
pub fn name(text: &str) -> &'static str {
    static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(text) {
        return known;
    }
    let kept: &'static str = Box::leak(text.to_string().into_boxed_str());
    names.insert(kept);
    kept
}
