//! Python's environment, with JupyterLab at fixed versions.

use crate::board::Board;
use crate::failure::{Failure, Result};
use crate::files::{put, remove, write_whole};
use crate::job;
use crate::project::Project;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;

/// Whether the environment holds what the list asks for, here and not in a folder that
/// this one was copied from: an environment knows its own path.
pub fn is_ready(project: &Project) -> bool {
    fs::read_to_string(stamp(project)).is_ok_and(|found| wanted(project).is_ok_and(|w| w == found))
        && project.program("python").exists()
}

/// Makes the environment, from the beginning: one in which an earlier installation was
/// interrupted may hold half of a package.
///
/// # Errors
/// If Python or pip fails.
pub fn install(project: &Project, board: &Board, lock: &File, interpreter: &str) -> Result<()> {
    let step = board.begin("install JupyterLab", 45);
    let wanted = wanted(project)?;
    for folder in ["bin", "include", "lib", "lib64", "pyvenv.cfg"] {
        remove(&project.venv().join(folder))?;
    }
    let mut python = Command::new(interpreter);
    let python = project
        .confine(&mut python)
        .args(["-m", "venv"])
        .arg(project.venv());
    let advice = "Python could not make the environment; see above";
    job::run(&step, lock, python, advice, |_| None)?;
    let mut pip = Command::new(project.program("python"));
    let pip = project
        .confine(&mut pip)
        .args([
            "-m",
            "pip",
            "install",
            "--progress-bar=off",
            "--requirement",
        ])
        .arg(project.python_file("requirements.txt"));
    let advice = "pip could not install JupyterLab; connect to the network and run this again";
    // Half of the time it downloads, and half it unpacks.
    let all = 2 * wanted.lines().count() as u64;
    let begun = std::sync::atomic::AtomicU64::new(0);
    job::run(&step, lock, pip, advice, |line| {
        let one = line.starts_with("Collecting ");
        let half = line.starts_with("Installing collected");
        let add = match (one, half) {
            (true, _) => 1,
            (_, true) => (all / 2).saturating_sub(begun.load(std::sync::atomic::Ordering::SeqCst)),
            _ => return None,
        };
        Some((
            begun.fetch_add(add, std::sync::atomic::Ordering::SeqCst) + add,
            all,
        ))
    })?;
    let jupyter = project.venv().join("jupyter");
    fs::create_dir_all(&jupyter).map_err(Failure::file(&jupyter))?;
    settings(project)?;
    write_whole(&stamp(project), wanted.as_bytes())?;
    step.end();
    Ok(())
}

/// JupyterLab would ask its users, and then the network, for news; and in a notebook that was
/// saved and opened again it would show an error in place of each slider.
fn settings(project: &Project) -> Result<()> {
    let settings = r#"{"@jupyterlab/apputils-extension:notification": {"checkForUpdates": false, "fetchNews": "false"}, "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": true}}"#;
    let folder = project.venv().join("share/jupyter/lab/settings");
    put(&folder.join("overrides.json"), settings)
}

/// Written last: what is installed, and where.
fn stamp(project: &Project) -> PathBuf {
    project.venv().join("installed.txt")
}

fn wanted(project: &Project) -> Result<String> {
    let path = project.python_file("requirements.txt");
    let list = fs::read_to_string(&path).map_err(Failure::file(&path))?;
    Ok(format!("{}\n{list}", project.venv().display()))
}
