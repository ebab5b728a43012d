//! Where the data is.

use super::inventory;
use super::sets::DataSet;
use aelib_core::{Error, Result};
use std::path::{Path, PathBuf};

/// The variable that names the folder with the data.
pub const VARIABLE: &str = "AELIB_DATA_DIR";

/// The folder that `AELIB_DATA_DIR` names, if it is set and not empty. A relative path counts
/// from the project's root, whatever folder a test or a kernel runs in; `~` is the user's own
/// folder, and spaces and quotes around the path are not part of it.
///
/// # Errors
/// If it names no folder.
pub fn named_dir() -> Result<Option<PathBuf>> {
    let named = PathBuf::from(std::env::var_os(VARIABLE).unwrap_or_default());
    // What scripts and files of variables leave, and a `~` that no shell has replaced.
    let named = match named.to_str() {
        Some(text) => text.trim_matches([' ', '\t', '\r', '\n', '"', '\'']).into(),
        None => named,
    };
    // Set to nothing is how many a script unsets a variable.
    if named == Path::new("") {
        return Ok(None);
    }
    let named = match (named.strip_prefix("~"), std::env::home_dir()) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => named,
    };
    let dir = project_root().unwrap_or_default().join(named);
    if dir.is_dir() {
        return Ok(Some(dir));
    }
    Err(Error::Missing {
        what: format!("the folder that {VARIABLE} names"),
        looked_in: inventory(&dir),
        advice: format!(
            "let {VARIABLE} name the folder with the unpacked or .gz files, or unset it"
        ),
    })
}

/// Where MNIST should be: the folder that `AELIB_DATA_DIR` names, else the project's
/// `data/mnist`.
///
/// # Errors
/// As [`named_dir`] and [`project_dir`].
pub fn data_dir() -> Result<PathBuf> {
    match named_dir()? {
        Some(dir) => Ok(dir),
        None => found_dir(DataSet::Mnist),
    }
}

/// Where the project has a data set: in its folder, or elsewhere in `data`, as torchvision
/// (`data/MNIST/raw`) leaves it.
///
/// # Errors
/// If this is not the project.
pub(super) fn found_dir(set: DataSet) -> Result<PathBuf> {
    let own = project_dir(set)?;
    let data = project_root()?.join("data");
    match !set.begun_in(&own) && set.is_complete_in(&data) {
        true => Ok(data),
        false => Ok(own),
    }
}

/// Where `cargo course data` puts a data set: its folder in the project's `data`.
///
/// # Errors
/// If this is not the project.
pub fn project_dir(set: DataSet) -> Result<PathBuf> {
    Ok(project_root()?.join("data").join(set.folder()))
}

/// The project's root: the nearest parent of the working folder that has `notebooks` and
/// the workspace's `Cargo.toml`.
///
/// # Errors
/// If the working folder lies outside the project.
fn project_root() -> Result<PathBuf> {
    let here = std::env::current_dir().map_err(Error::io("."))?;
    let is_root = |dir: &&Path| {
        let manifest = std::fs::read_to_string(dir.join("Cargo.toml"));
        dir.join("notebooks").is_dir() && manifest.is_ok_and(|text| text.contains("[workspace]"))
    };
    let root = here.ancestors().find(is_root);
    root.map(Path::to_path_buf).ok_or_else(|| Error::Missing {
        what: "the course's folder (with `notebooks` and `Cargo.toml`)".into(),
        looked_in: format!("{} and above", here.display()),
        advice: "change into the course's folder first".into(),
    })
}
