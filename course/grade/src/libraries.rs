//! The libraries that submissions are compiled against: built once, by cargo, from the
//! course's own manifests and locked versions.

use super::stopped;
use serde_json::Value;
use setup::failure::{Failure, Result};
use std::collections::BTreeMap;
use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Crates that know right answers, or the grader.
const KEPT_BACK: [&str; 4] = ["checks", "course", "grade", "solutions"];

/// The libraries, in a folder `libs` where nothing else is.
pub struct Libraries {
    /// The folder around it; gone with this value.
    pub folder: TempDir,
    _mark: File,
    /// The file name of what the exercises have of `aelib`.
    pub aelib: String,
    /// The file name of `interface`.
    pub interface: String,
}

impl Libraries {
    /// Builds them. The command line itself depends on all of them, so after `cargo course`
    /// there is nothing left to do but to ask where they are.
    ///
    /// # Errors
    /// If they do not compile, or cannot be copied.
    pub fn build(root: &Path) -> Result<Self> {
        let target = root.join("target");
        fs::create_dir_all(&target).map_err(Failure::file(&target))?;
        let folder = tempfile::Builder::new()
            .prefix(stopped::PREFIX)
            .tempdir_in(&target);
        let folder = folder.map_err(Failure::file(&target))?;
        let mark = stopped::mark(folder.path())?;
        let libs = folder.path().join("libs");
        fs::create_dir(&libs).map_err(Failure::file(&libs))?;
        open_to_others(folder.path()).map_err(Failure::file(folder.path()))?;
        let mut names = BTreeMap::new();
        for (target, file) in built(root)? {
            let name = file.file_name().expect("a file").to_owned();
            let to = libs.join(&name);
            share(&file, &to).map_err(Failure::file(&file))?;
            names.insert(target, name.to_string_lossy().into_owned());
        }
        let mut name = |name: &str| {
            let missing = || Failure::new(format!("cargo built no library {name}"));
            names.remove(name).ok_or_else(missing)
        };
        Ok(Self {
            aelib: name("exercises_aelib")?,
            interface: name("interface")?,
            folder,
            _mark: mark,
        })
    }
}

/// Crates and their files, after cargo has built them.
fn built(root: &Path) -> Result<Vec<(String, PathBuf)>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let build = Command::new(cargo)
        .args(["build", "--quiet", "--package", "course"])
        .args(["--package", "exercises-aelib"])
        .args(["--message-format", "json-render-diagnostics"])
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output()
        .map_err(Failure::file("cargo"))?;
    if !build.status.success() {
        return Err(Failure::new(
            "the course itself does not compile: see above",
        ));
    }
    let mut files = Vec::new();
    for line in String::from_utf8_lossy(&build.stdout).lines() {
        let message: Value = serde_json::from_str(line).unwrap_or_default();
        let target = message["target"]["name"].as_str().unwrap_or_default();
        if KEPT_BACK.contains(&target) {
            continue;
        }
        let names = message["filenames"].as_array().into_iter().flatten();
        let names = names.filter_map(Value::as_str).map(PathBuf::from);
        let libraries =
            names.filter(|name| name.extension().is_some_and(|e| e == "rlib" || e == "so"));
        files.extend(libraries.map(|file| (target.to_string(), file)));
    }
    Ok(files)
}

/// The same file under another name, where everybody may read it; else a copy.
fn share(file: &Path, to: &Path) -> io::Result<()> {
    let open = fs::metadata(file)?.mode() & 0o444 == 0o444;
    if open && fs::hard_link(file, to).is_ok() {
        return Ok(());
    }
    fs::copy(file, to)?;
    fs::set_permissions(to, Permissions::from_mode(0o644))
}

/// Lets the sandbox's user read a folder of the grader's.
pub fn open_to_others(folder: &Path) -> io::Result<()> {
    fs::set_permissions(folder, Permissions::from_mode(0o755))
}
