//! `cargo course handout`: the course without what a student should not have, and without
//! what the notebooks' cells have shown.

mod seal;

use crate::failure::{Failure, Result};
use crate::project::Project;
use crate::sync::{self, tree};
use setup::notebook::Notebook;
use setup::{install, kernel, library};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Makes a student's copy: no solutions, no tests that hold right answers
#[derive(clap::Args)]
pub struct Args {
    /// Where it goes: a folder that does not exist yet
    dir: PathBuf,
    /// With the kernel that is built here, for machines of the same kind: saves them minutes
    #[arg(long)]
    with_kernel: bool,
}

/// What is copied of the project's folder.
const COPIED: [&str; 16] = [
    ".cargo",
    ".gitignore",
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "aelib",
    "checks",
    "course",
    "docs",
    "interface",
    "kernel",
    "notebooks",
    "RESULTS.md",
    "results",
];

/// What is not, inside of it: right answers, tests of the course itself, what an instructor
/// reads, and what programs make.
const LEFT_OUT: [&str; 11] = [
    "course/grade",
    "course/src/handout",
    "course/src/sync",
    "checks/tests",
    "course/setup/tests",
    "course/tests",
    "docs/teaching.md",
    "kernel/tests",
    ".ipynb_checkpoints",
    "target",
    ".venv",
];

/// Crates that a student does not have, and where they lie.
const CRATES: [[&str; 2]; 3] = [
    ["grade", "course/grade"],
    ["solutions", "solutions"],
    ["tests", "tests"],
];

/// Sections of files about what a student does not have, by how they begin.
const SECTIONS: [(&str, &str); 2] = [
    ("exercises/Cargo.toml", "# Holds only until"),
    ("README.md", "## For instructors"),
];

/// The tag of cells in notebooks that show what an exercise asks for.
const NOT_HANDED_OUT: &str = "not-handed-out";

/// Runs the command. The copy appears whole or not at all.
///
/// # Errors
/// If the folder exists, or a file cannot be read or written.
pub fn run(args: Args) -> Result<()> {
    let root = Project::find()?.root;
    if args.dir.exists() {
        let line = format!("{}: exists already; name a new folder", args.dir.display());
        return Err(Failure::new(line));
    }
    let parent = match args.dir.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(Failure::file(parent))?;
    // Beside it, so that the renaming stays within one file system.
    let unfinished = tempfile::Builder::new()
        .prefix(".handout")
        .tempdir_in(parent);
    let unfinished = unfinished.map_err(Failure::file(parent))?;
    let new = unfinished.path().join("course");
    for name in COPIED {
        copy(&root, Path::new(name), &new)?;
    }
    for name in [
        "exercises/Cargo.toml",
        "exercises/build.rs",
        "exercises/library",
        "exercises/points",
    ] {
        copy(&root, Path::new(name), &new)?;
    }
    for (path, text) in sync::generate(&root)? {
        tree::write(&new.join("exercises/src").join(path), &text)?;
    }
    for (path, text) in sync::cases(&root)? {
        tree::write(&new.join("exercises/cases").join(path), &text)?;
    }
    for (path, text) in sync::worker(&root) {
        tree::write(&new.join("exercises/worker").join(path), &text)?;
    }
    seal::library(&new)?;
    let copy = Project { root: new.clone() };
    for notebook in copy.notebooks()? {
        without_answers(&notebook)?;
    }
    without_crates(&new.join("Cargo.toml"))?;
    without_crates(&new.join("course/Cargo.toml"))?;
    for (file, section) in SECTIONS {
        without(&new.join(file), section)?;
    }
    lock(&new)?;
    if args.with_kernel {
        let here = Project { root };
        install::set_up(&here, false)?;
        kernel::hand_on(&here, &copy)?;
        library::hand_on(&here, &copy)?;
    }
    fs::rename(&new, &args.dir).map_err(Failure::file(&args.dir))?;
    println!(
        "{}: a student's copy; `cargo test -p exercises` in it counts the points",
        args.dir.display()
    );
    Ok(())
}

/// Copies a file, or a folder with what is in it. Links are not followed.
fn copy(root: &Path, name: &Path, new: &Path) -> Result<()> {
    let from = root.join(name);
    let Ok(about) = fs::symlink_metadata(&from) else {
        return Ok(());
    };
    if LEFT_OUT.iter().any(|left_out| name.ends_with(left_out)) || about.is_symlink() {
        return Ok(());
    }
    if about.is_file() {
        return tree::copy(&from, &new.join(name));
    }
    let entries = fs::read_dir(&from).map_err(Failure::file(&from))?;
    for entry in entries.flatten() {
        copy(root, &name.join(entry.file_name()), new)?;
    }
    Ok(())
}

/// Takes the crates that are not there out of a manifest.
fn without_crates(manifest: &Path) -> Result<()> {
    let mut text = fs::read_to_string(manifest).map_err(Failure::file(manifest))?;
    for [name, folder] in CRATES {
        text = text.replace(&format!(", \"{folder}\""), "");
        text = text.replace(&format!("{name} = {{ path = \"{folder}\" }}\n"), "");
        text = text.replace(&format!("{name}.workspace = true\n"), "");
        text = text.replace(
            &format!("{name} = {{ workspace = true, optional = true }}\n"),
            "",
        );
        text = text.replace(&format!("default = [\"{name}\"]"), "default = []");
        text = text.replace(&format!("    \"dep:{name}\",\n"), "");
    }
    tree::write(manifest, &text)
}

/// Takes out of a notebook what cells have shown, and the cells that students write
/// themselves.
fn without_answers(path: &Path) -> Result<()> {
    let mut notebook = Notebook::read(path)?;
    notebook.forget_outputs();
    notebook.retain(|cell| {
        let tags = cell["metadata"]["tags"].as_array();
        !tags.is_some_and(|tags| tags.iter().any(|tag| tag == NOT_HANDED_OUT))
    });
    tree::write(path, &notebook.text())
}

/// Cuts a section out of a file: from this text to the blank line before the next heading.
fn without(file: &Path, section: &str) -> Result<()> {
    let text = fs::read_to_string(file).map_err(Failure::file(file))?;
    let Some((before, rest)) = text.split_once(section) else {
        return Ok(());
    };
    let after = ["\n\n[", "\n\n## "]
        .into_iter()
        .filter_map(|heading| rest.find(heading))
        .min()
        .map_or("", |at| &rest[at + 2..]);
    tree::write(file, &format!("{before}{after}"))
}

/// Takes the crates that are not there out of Cargo.lock, with the versions as they are.
fn lock(new: &Path) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        // Asks for no crate's source: those of other systems are on no machine.
        .args(["update", "--workspace", "--offline", "--quiet"])
        .current_dir(new)
        .output()
        .map_err(Failure::file("cargo"))?;
    match output.status.success() {
        true => Ok(()),
        false => {
            let said = String::from_utf8_lossy(&output.stderr);
            Err(Failure::new(format!(
                "the copy is no workspace: {}",
                said.trim()
            )))
        }
    }
}
