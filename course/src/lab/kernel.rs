//! The Rust kernel: evcxr_jupyter in the project's own folder, its configuration, and
//! aelib built for it.

use super::step::{finish, step};
use crate::failure::{Failure, Result};
use crate::project::Project;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

const VERSION: &str = "0.22.0";

/// Dependencies as fast as everywhere else in the project, cells quick to compile: what
/// is hot lies in aelib.
const PROFILE: &str = r#"[profile.dev]
opt-level = 1
debug-assertions = false
overflow-checks = false

[profile.dev.package."*"]
opt-level = 3
"#;

/// Cells take the crates that the project has brought to this machine: the versions in its
/// Cargo.lock, and no network. `:offline 0` in a cell lets cargo fetch others.
const CONFIG: &str = "[evcxr]\noffline_mode = true\n";

/// Whether the kernel is in the project.
pub fn is_installed(project: &Project) -> bool {
    stands_in(&project.kernel())
}

/// Whether cargo has installed this version of the kernel in `root`.
fn stands_in(root: &Path) -> bool {
    let list = fs::read_to_string(root.join(".crates.toml")).unwrap_or_default();
    list.contains(&format!("\"evcxr_jupyter {VERSION} ")) && root.join("bin/evcxr_jupyter").exists()
}

/// Takes the user's kernel if it has the right version, else builds one.
pub fn install(project: &Project) -> Result<()> {
    let root = project.kernel();
    if let Some(user) = cargo_home().filter(|home| stands_in(home)) {
        return step("copy your own evcxr_jupyter", || {
            let bin = root.join("bin");
            fs::create_dir_all(&bin).map_err(Failure::file(&bin))?;
            let (from, to) = (user.join("bin/evcxr_jupyter"), bin.join("evcxr_jupyter"));
            fs::copy(&from, &to).map_err(Failure::file(&to))?;
            let list = root.join(".crates.toml");
            fs::copy(user.join(".crates.toml"), &list).map_err(Failure::file(&list))?;
            Ok(())
        });
    }
    step("build the Rust kernel", || {
        let build = project.root.join("target/evcxr_jupyter");
        let mut cargo = Command::new("cargo");
        cargo.args([
            "install",
            "evcxr_jupyter",
            "--locked",
            "--version",
            VERSION,
            "--root",
        ]);
        cargo
            .arg(&root)
            .env("CARGO_TARGET_DIR", &build)
            .current_dir(&project.root);
        let advice =
            "cargo could not build the kernel; without a network, connect and run this again";
        finish(&mut cargo, advice)?;
        // 3 GB that nothing needs again.
        fs::remove_dir_all(&build).map_err(Failure::file(&build))
    })
}

fn cargo_home() -> Option<PathBuf> {
    let named = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    named.or_else(|| Some(std::env::home_dir()?.join(".cargo")))
}

/// Writes the kernel's specification and configuration.
pub fn write_spec(project: &Project) -> Result<()> {
    let spec = project.venv().join("share/jupyter/kernels/rust");
    let kernel = json!({
        // Jupyter puts its own Python, the environment's, in the place of this word.
        "argv": ["python", project.python_file("launch.py"), "{connection_file}"],
        "display_name": "Rust",
        "language": "rust",
        "interrupt_mode": "message",
    });
    put(&spec.join("kernel.json"), &format!("{kernel:#}\n"))?;
    let root = project.kernel();
    put(&root.join(".cargo/config.toml"), PROFILE)?;
    put(&root.join("config/evcxr.toml"), CONFIG)?;
    // For automatic runs: a panic ends the cell with an error.
    let strict = format!("{CONFIG}preserve_vars_on_panic = false\n");
    put(&root.join("strict/evcxr.toml"), &strict)
}

/// Writes a file whole, with its folders, unless it says that already.
fn put(path: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(path).is_ok_and(|found| found == text) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Failure::file(folder))?;
    }
    Ok(aelib::display::write_whole(path, text.as_bytes())?)
}

/// Whether the kernel has built aelib as it is now.
pub fn is_warm(project: &Project) -> bool {
    let built = fs::metadata(stamp(project)).and_then(|m| m.modified());
    built.is_ok_and(|built| newest(&project.root.join("aelib")).is_some_and(|n| n < built))
}

/// Imports aelib once, which builds it.
pub fn warm(project: &Project) -> Result<()> {
    // Cells resolve their crates for all systems, and without a network.
    step("fetch crates", || {
        let mut cargo = Command::new("cargo");
        cargo.args(["fetch", "--quiet"]).current_dir(&project.root);
        let advice =
            "cargo could not fetch all crates; without a network, connect and run this again";
        finish(&mut cargo, advice)
    })?;
    step("build aelib for notebooks", || {
        let mut python = Command::new(project.program("python"));
        python.arg(project.python_file("notebooks.py"));
        python.arg(project.python_file("import.ipynb"));
        finish(
            project.confine(&mut python),
            "the kernel could not import aelib; see above",
        )?;
        Ok(aelib::display::write_whole(&stamp(project), b"")?)
    })
}

fn stamp(project: &Project) -> PathBuf {
    project.kernel().join("aelib-is-built")
}

/// When the youngest file below `folder` was changed.
fn newest(folder: &Path) -> Option<SystemTime> {
    let entries = fs::read_dir(folder).ok()?.flatten();
    let times = entries.filter_map(|entry| match entry.file_type().ok()?.is_dir() {
        true => newest(&entry.path()),
        false => entry.metadata().ok()?.modified().ok(),
    });
    times.max()
}
