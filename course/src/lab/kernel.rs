//! The Rust kernel: built from the project into its own folder, its configuration, and
//! aelib built for it.

use super::step::{finish, step};
use crate::failure::{Failure, Result};
use crate::project::Project;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

/// Dependencies as fast as everywhere else in the project.
const PROFILE: &str = r#"[profile.dev]
debug-assertions = false
overflow-checks = false

[profile.dev.package."*"]
opt-level = 3
"#;

/// Cells take the crates that the project has brought to this machine: the versions in its
/// Cargo.lock, and no network. `:offline 0` in a cell lets cargo fetch others.
///
/// What is hot lies in aelib, so cells are not optimised but quick to compile; `:opt 3` is
/// for one that computes much itself.
const CONFIG: &str = "[evcxr]\noffline_mode = true\nopt_level = \"0\"\n";

/// Whether the kernel is in the project, as its source is now.
pub fn is_installed(project: &Project) -> bool {
    let built_from = fs::read_to_string(source_stamp(project)).ok();
    program(project).is_file() && built_from.is_some() && built_from == source(project)
}

fn program(project: &Project) -> PathBuf {
    project.kernel().join("bin/rust-kernel")
}

/// Written last: what the kernel was built from.
fn source_stamp(project: &Project) -> PathBuf {
    project.kernel().join("kernel-is-built")
}

/// A number for the kernel's source and the version of evcxr. By content, not by time: a
/// copy of the project needs no new kernel.
fn source(project: &Project) -> Option<String> {
    let folder = project.root.join("kernel");
    let mut files = Vec::new();
    below(&folder.join("src"), &mut files).ok()?;
    files.sort();
    files.push(folder.join("Cargo.toml"));
    let lock = fs::read_to_string(project.root.join("Cargo.lock")).ok()?;
    let mut hash = Sha256::new();
    hash.update(lock.split("name = \"evcxr\"").nth(1)?.lines().nth(1)?);
    for file in files {
        hash.update(fs::read(file).ok()?);
    }
    Some(hash.finalize().iter().map(|b| format!("{b:02x}")).collect())
}

/// All files in a folder and in its folders.
fn below(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.is_dir() {
            true => below(&path, files)?,
            false => files.push(path),
        }
    }
    Ok(())
}

/// Builds the kernel.
pub fn install(project: &Project) -> Result<()> {
    step("build the Rust kernel", || {
        let mut cargo = Command::new("cargo");
        // The profile `dev`: dependencies are optimised in it, and `cargo test -p kernel`
        // builds nothing twice. Forced, because a copied environment knows another path.
        cargo.args([
            "install", "--path", "kernel", "--debug", "--locked", "--root",
        ]);
        cargo
            .arg(project.kernel())
            .arg("--force")
            .current_dir(&project.root);
        let advice =
            "cargo could not build the kernel; without a network, connect and run this again";
        finish(&mut cargo, advice)?;
        let source = source(project).unwrap_or_default();
        Ok(aelib::display::write_whole(
            &source_stamp(project),
            source.as_bytes(),
        )?)
    })
}

/// Writes the kernel's specification and configuration.
pub fn write_spec(project: &Project) -> Result<()> {
    offer(project, "rust", "Rust", &["{connection_file}"])?;
    let root = project.kernel();
    put(&root.join(".cargo/config.toml"), PROFILE)?;
    put(&root.join("config/evcxr.toml"), CONFIG)?;
    // For automatic runs of the stock kernel: a panic ends the cell with an error.
    let strict = format!("{CONFIG}preserve_vars_on_panic = false\n");
    put(&root.join("strict/evcxr.toml"), &strict)
}

/// The name of the stock kernel, where it is offered.
pub const STOCK: &str = "rust-stock";

/// Offers the stock kernel too, evcxr_jupyter: it is in the same program.
pub fn offer_stock(project: &Project) -> Result<()> {
    let arguments = ["--control_file", "{connection_file}"];
    offer(project, STOCK, "Rust (evcxr_jupyter)", &arguments)
}

fn offer(project: &Project, name: &str, title: &str, arguments: &[&str]) -> Result<()> {
    let program = program(project).display().to_string();
    let argv: Vec<&str> = [program.as_str()]
        .iter()
        .chain(arguments)
        .copied()
        .collect();
    let kernel = json!({
        "argv": argv,
        "display_name": title,
        "language": "rust",
        "interrupt_mode": "message",
    });
    let specs = project.venv().join("share/jupyter/kernels");
    put(
        &specs.join(name).join("kernel.json"),
        &format!("{kernel:#}\n"),
    )
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_source_can_be_told_from_another() {
        let project = Project::find().unwrap();
        let here = source(&project).expect("files and folders are read");
        let copy = tempfile::tempdir().unwrap();
        let [src, deep] = ["kernel/src", "kernel/src/deep"].map(|f| copy.path().join(f));
        fs::create_dir_all(&deep).unwrap();
        for name in ["Cargo.lock", "kernel/Cargo.toml"] {
            fs::copy(project.root.join(name), copy.path().join(name)).unwrap();
        }
        let root = copy.path().to_path_buf();
        let of_copy = || source(&Project { root: root.clone() });
        fs::write(src.join("main.rs"), "mod deep;").unwrap();
        fs::write(deep.join("mod.rs"), "1").unwrap();
        let first = of_copy().unwrap();
        fs::write(deep.join("mod.rs"), "2").unwrap();
        assert_ne!(of_copy().unwrap(), first);
        assert_ne!(here, first);
    }
}
