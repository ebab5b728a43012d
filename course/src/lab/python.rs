//! Python's environment, with JupyterLab at fixed versions.

use super::step::{finish, step};
use crate::failure::{Failure, Result};
use crate::project::Project;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// Whether the environment holds what the list asks for, here and not in a folder that
/// this one was copied from: an environment knows its own path.
pub fn is_ready(project: &Project) -> bool {
    fs::read_to_string(stamp(project)).is_ok_and(|found| wanted(project).is_ok_and(|w| w == found))
}

/// Makes the environment.
pub fn install(project: &Project, interpreter: &str) -> Result<()> {
    let venv = project.venv();
    step("make Python's environment", || {
        let mut python = Command::new(interpreter);
        let python = project.confine(&mut python).args(["-m", "venv"]).arg(&venv);
        finish(python, "Python could not make the environment; see above")
    })?;
    step("install JupyterLab", || {
        let mut pip = Command::new(project.program("python"));
        let pip = project.confine(&mut pip).args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--progress-bar=on",
            "--requirement",
        ]);
        let pip = pip.arg(project.python_file("requirements.txt"));
        finish(
            pip,
            "pip could not install JupyterLab; connect to the network and run this again",
        )
    })?;
    let jupyter = project.venv().join("jupyter");
    fs::create_dir_all(&jupyter).map_err(Failure::file(&jupyter))?;
    quiet_news(project)?;
    let wanted = wanted(project)?;
    aelib::display::write_whole(&stamp(project), wanted.as_bytes())?;
    Ok(())
}

/// JupyterLab would ask its users, and then the network, for news.
fn quiet_news(project: &Project) -> Result<()> {
    let folder = project.venv().join("share/jupyter/lab/settings");
    fs::create_dir_all(&folder).map_err(Failure::file(&folder))?;
    let settings = r#"{"@jupyterlab/apputils-extension:notification": {"checkForUpdates": false, "fetchNews": "false"}}"#;
    aelib::display::write_whole(&folder.join("overrides.json"), settings.as_bytes())?;
    Ok(())
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
