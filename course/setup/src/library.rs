//! aelib for notebooks: a library that all cells share, built as evcxr builds it, where the
//! first kernel will look for it.

use crate::board::Board;
use crate::failure::{Failure, Result};
use crate::files::put;
use crate::job;
use crate::project::Project;
use crate::stamp::Stamp;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs::{self, File, TryLockError};
use std::path::PathBuf;
use std::process::Command;

/// What evcxr writes for cells that use aelib. Of it cargo must see the same profile.
fn manifest(project: &Project) -> String {
    let library = project.root.join("notebooks/aelib");
    format!(
        r#"[package]
name = "ctx"
version = "1.0.0"
edition = "2024"

[lib]
crate-type = ["cdylib"]
path = "src/lib.rs"

[profile.dev]
opt-level = 0
debug = false
strip = "debuginfo"
rpath = true
lto = false
debug-assertions = true
codegen-units = 16
panic = 'unwind'
incremental = true
overflow-checks = true

[dependencies]
aelib = {{ package = "aelib-notebook", path = {library:?} }}
"#
    )
}

/// The folder of the first kernel.
fn folder(project: &Project) -> PathBuf {
    project.kernel().join("work/1")
}

/// Written last.
fn stamp(project: &Project) -> PathBuf {
    project.kernel().join("aelib-is-built")
}

/// What the library is built from.
fn sources(project: &Project) -> Stamp {
    Stamp::of(project)
        .with("folder", project.root.as_os_str().as_encoded_bytes())
        .with_files("aelib")
        .with_files("notebooks/aelib")
}

/// Whether the library is built as it is now.
pub fn is_ready(project: &Project) -> bool {
    sources(project).fits(&stamp(project)) && folder(project).exists()
}

/// Builds the library.
///
/// # Errors
/// If cargo fails.
pub fn build(project: &Project, board: &Board, lock: &File) -> Result<()> {
    let step = board.begin("build aelib for notebooks", 180);
    let sources = sources(project);
    let folder = folder(project);
    put(&folder.join("Cargo.toml"), &manifest(project))?;
    put(
        &folder.join(".cargo/config.toml"),
        "\n[net]\noffline = true\n",
    )?;
    // A kernel that lives there sees for itself that the library is another one.
    let slot = folder.with_extension("lock");
    let kernel = File::create(&slot).map_err(Failure::file(&slot))?;
    match kernel.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(()),
        Err(TryLockError::Error(error)) => return Err(Failure::file(&slot)(error)),
    }
    // Instead of the cell that the last kernel has left there, which may not compile.
    put(&folder.join("src/lib.rs"), "")?;
    let mut cargo = project.cargo(&["build", "--offline", "--target", &host(project)?]);
    cargo
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", "target")
        .env("CARGO_BUILD_BUILD_DIR", "target")
        .env("RUSTFLAGS", "-Cprefer-dynamic");
    let advice = "cargo could not build aelib for notebooks; see above";
    job::run(
        &step,
        lock,
        job::with_progress(&mut cargo),
        advice,
        job::cargo_progress,
    )?;
    sources.write(&stamp(project))?;
    step.end();
    Ok(())
}

/// Gives another folder what is built here. Cargo there takes of it what fits: nothing, if it
/// keeps its crates in another place.
///
/// # Errors
/// If a file cannot be copied.
pub fn hand_on(project: &Project, other: &Project) -> Result<()> {
    let built = folder(project).join("target");
    let place = folder(other);
    fs::create_dir_all(&place).map_err(Failure::file(&place))?;
    // With times, because cargo goes by them.
    let copied = Command::new("cp")
        .arg("-a")
        .arg(&built)
        .arg(&place)
        .status();
    match copied.map_err(Failure::file("cp"))? {
        status if status.success() => Ok(()),
        _ => Err(Failure::new(format!(
            "{}: cannot be copied",
            built.display()
        ))),
    }
}

/// What rustc calls this system.
fn host(project: &Project) -> Result<String> {
    let mut rustc = Command::new("rustc");
    let rustc = rustc.arg("-vV").current_dir(&project.root);
    let said = job::ask(rustc).map_err(Failure::file("rustc"))?.stdout;
    let said = String::from_utf8_lossy(&said).into_owned();
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(String::from)
        .ok_or_else(|| Failure::new("`rustc -vV` names no host"))
}

/// Says how the crates that cells use are compiled: as everywhere else in the project. Each
/// is named, because a rule for all would optimise procedural macros too, and what is not
/// named would be built anew when a cell asks for another level (`:opt 3`).
///
/// # Errors
/// If cargo cannot say which crates there are.
pub fn write_profile(project: &Project) -> Result<()> {
    let tree = [
        "tree",
        "--package",
        "aelib-notebook",
        "--edges",
        "normal,no-proc-macro",
        "--prefix",
        "none",
        "--format",
        "{p}",
        "--locked",
    ];
    let output = job::ask(&mut project.cargo(&tree)).map_err(Failure::file("cargo"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::new(format!(
            "cargo cannot list the crates of cells: {}",
            said.trim()
        )));
    }
    let said = String::from_utf8_lossy(&output.stdout);
    let names: BTreeSet<&str> = said
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    let manifest = project.root.join("Cargo.toml");
    let text = fs::read_to_string(&manifest).map_err(Failure::file(&manifest))?;
    let profile = profile(&names, |name| level(&text, name));
    put(&project.kernel().join(".cargo/config.toml"), &profile)
}

fn profile(names: &BTreeSet<&str>, level: impl Fn(&str) -> u32) -> String {
    let mut text = String::from(
        "[profile.dev.package.\"*\"]\ndebug-assertions = false\noverflow-checks = false\n\n\
         [profile.dev.package]\n",
    );
    for name in names.iter().filter(|name| !name.is_empty()) {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "{name} = {{ opt-level = {} }}", level(name));
    }
    text
}

/// How the project's manifest has a crate optimised: by its name, or as all others.
fn level(manifest: &str, name: &str) -> u32 {
    let digit = |begin: &str| {
        let rest = manifest.lines().find_map(|line| line.strip_prefix(begin))?;
        rest.chars().next()?.to_digit(10)
    };
    let of_name = digit(&format!("{name} = {{ opt-level = "));
    of_name.or_else(|| digit("opt-level = ")).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_are_optimised_as_the_manifest_says() {
        let manifest = "[profile.dev]\nopt-level = 1\n\n[profile.dev.package]\n\
                        gemm = { opt-level = 3 }\naelib = { opt-level = 3, debug = false }\n\
                        gemm-c32 = { opt-level = 0 }\n";
        for (name, wanted) in [("gemm", 3), ("aelib", 3), ("gemm-c32", 0), ("other", 1)] {
            assert_eq!(level(manifest, name), wanted, "{name}");
        }
        let names = BTreeSet::from(["gemm", "other"]);
        let text = profile(&names, |name| level(manifest, name));
        assert!(
            text.ends_with("gemm = { opt-level = 3 }\nother = { opt-level = 1 }\n"),
            "{text}"
        );
    }
}
