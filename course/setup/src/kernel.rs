//! The Rust kernel: built from the project, and what Jupyter is told of it.

use crate::board::Board;
use crate::failure::{Failure, Result};
use crate::files::{put, remove};
use crate::job;
use crate::project::Project;
use crate::stamp::Stamp;
use serde_json::json;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Cells take the crates that the project has brought to this machine: the versions in its
/// Cargo.lock, and no network. `:offline 0` in a cell lets cargo fetch others.
///
/// What is hot lies in aelib, so cells are not optimised but quick to compile; `:opt 3` is
/// for one that computes much itself.
const CONFIG: &str = "[evcxr]\noffline_mode = true\nopt_level = \"0\"\n";

/// The names of the kernel, and of the stock kernel where it is offered.
const NAME: &str = "rust";
/// See [`offer_stock`].
pub const STOCK: &str = "rust-stock";

/// Where the kernel lies.
pub fn program(project: &Project) -> PathBuf {
    project.kernel().join("bin/rust-kernel")
}

/// What the kernel is built from.
pub fn sources(project: &Project) -> Stamp {
    Stamp::of(project)
        .with_files("kernel/src")
        .with_files("kernel/Cargo.toml")
}

/// Written last.
pub fn stamp(project: &Project) -> PathBuf {
    project.kernel().join("kernel-is-built")
}

/// The same for a kernel that has the stock kernel in it.
fn stock_stamp(project: &Project) -> PathBuf {
    project.kernel().join("stock-kernel-is-built")
}

/// Whether the kernel has to be built, and why; nothing if it fits. `stock`: with the stock
/// kernel in it.
pub fn is_stale(project: &Project, stock: bool) -> Option<String> {
    let sources = sources(project);
    if stock && !sources.fits(&stock_stamp(project)) {
        return Some("the stock kernel is not in it".into());
    }
    let Some(differences) = sources.differences(&stamp(project)) else {
        return Some("there is none yet".into());
    };
    if !differences.is_empty() {
        return Some(format!(
            "it was built from another {}",
            differences.join(", another ")
        ));
    }
    // One that was built on a newer system does not run on an older one.
    let version = job::ask(Command::new(program(project)).arg("--version"));
    match version {
        Ok(output) if output.status.success() => None,
        _ => Some("the one that is there does not run on this system".into()),
    }
}

/// Builds the kernel.
///
/// # Errors
/// If cargo fails.
pub fn install(
    project: &Project,
    board: &Board,
    lock: &File,
    why: &str,
    stock: bool,
) -> Result<()> {
    let step = board.begin("build the Rust kernel", 360);
    if stamp(project).exists() {
        board.say(&format!("the Rust kernel is built anew: {why}"));
    }
    let sources = sources(project);
    remove(&stock_stamp(project))?;
    let mut cargo = project.cargo(&["build", "--package", "kernel", "--locked"]);
    if stock {
        cargo.args(["--features", "stock"]);
    }
    let advice = "cargo could not build the kernel; without a network, connect and run this again";
    job::run(
        &step,
        lock,
        job::with_progress(&mut cargo),
        advice,
        job::cargo_progress,
    )?;
    put_program(&target(project).join("debug/rust-kernel"), project)?;
    if stock {
        sources.write(&stock_stamp(project))?;
    }
    sources.write(&stamp(project))?;
    step.end();
    Ok(())
}

/// Gives another folder, which holds the same sources, the kernel that is built here. `lab`
/// there takes it if it fits that machine too.
///
/// # Errors
/// If a file cannot be written.
pub fn hand_on(project: &Project, other: &Project) -> Result<()> {
    put_program(&program(project), other)?;
    sources(other).write(&stamp(other))
}

fn put_program(built: &Path, project: &Project) -> Result<()> {
    let place = program(project);
    let folder = project.kernel().join("bin");
    fs::create_dir_all(&folder).map_err(Failure::file(&folder))?;
    // Under another name first: a kernel that runs keeps its program.
    let unfinished = place.with_extension("new");
    fs::copy(built, &unfinished).map_err(Failure::file(built))?;
    fs::rename(&unfinished, &place).map_err(Failure::file(&place))
}

/// Where cargo builds in the project.
fn target(project: &Project) -> PathBuf {
    let named = std::env::var_os("CARGO_TARGET_DIR").filter(|name| !name.is_empty());
    project.root.join(named.unwrap_or_else(|| "target".into()))
}

/// Tells Jupyter of the kernel, or of the program that stands in for it until all is set up.
///
/// # Errors
/// If a file cannot be written.
pub fn offer(project: &Project, is_ready: bool) -> Result<()> {
    put(&project.kernel().join("config/evcxr.toml"), CONFIG)?;
    // For automatic runs of the stock kernel: a panic ends the cell with an error.
    let strict = format!("{CONFIG}preserve_vars_on_panic = false\n");
    put(&project.kernel().join("strict/evcxr.toml"), &strict)?;
    let kernel = program(project).display().to_string();
    if is_ready {
        return tell(project, NAME, "Rust", &[&kernel, "{connection_file}"]);
    }
    let python = project.program("python").display().to_string();
    let script = project.python_file("standing_in.py").display().to_string();
    let progress = project.progress().display().to_string();
    let argv = [&python, &script, &progress, &kernel, "{connection_file}"];
    tell(project, NAME, "Rust", &argv)
}

/// Offers the stock kernel too, evcxr_jupyter: it is in the same program.
///
/// # Errors
/// If a file cannot be written.
pub fn offer_stock(project: &Project) -> Result<()> {
    let kernel = program(project).display().to_string();
    let argv = [&kernel, "--control_file", "{connection_file}"];
    tell(project, STOCK, "Rust (evcxr_jupyter)", &argv)
}

fn tell(project: &Project, name: &str, title: &str, argv: &[&str]) -> Result<()> {
    let kernel = json!({
        "argv": argv,
        "display_name": title,
        "language": "rust",
        "interrupt_mode": "message",
        // JupyterLab asks such kernels for their variables.
        "metadata": {"debugger": name == NAME},
    });
    let specs = project.venv().join("share/jupyter/kernels");
    put(
        &specs.join(name).join("kernel.json"),
        &format!("{kernel:#}\n"),
    )
}
