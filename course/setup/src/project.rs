//! Where everything lies in the project. Nothing is written outside of it.

use crate::failure::{Failure, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The course's folder, and the places in it.
pub struct Project {
    /// The folder with `notebooks` and the workspace's `Cargo.toml`.
    pub root: PathBuf,
}

impl Project {
    /// The project that the working folder lies in.
    pub fn find() -> Result<Self> {
        let here = std::env::current_dir().map_err(Failure::file("."))?;
        let is_root = |folder: &&Path| {
            folder.join("notebooks").is_dir()
                && std::fs::read_to_string(folder.join("Cargo.toml"))
                    .is_ok_and(|manifest| manifest.contains("[workspace]"))
        };
        match here.ancestors().find(is_root) {
            Some(root) => Ok(Self { root: root.into() }),
            None => Err(Failure::new(format!(
                "{} and the folders above are not the course's folder (with `notebooks` and \
                 `Cargo.toml`); change into it first",
                here.display()
            ))),
        }
    }

    /// Python's environment, and everything else that `lab` installs.
    pub fn venv(&self) -> PathBuf {
        self.root.join(".venv")
    }

    /// A program of the environment.
    pub fn program(&self, name: &str) -> PathBuf {
        self.venv().join("bin").join(name)
    }

    /// The Rust kernel: `bin/rust-kernel`, its configuration, its working folders.
    pub fn kernel(&self) -> PathBuf {
        self.venv().join("evcxr")
    }

    /// How far the set-up is, for the kernel that stands in until it is done.
    pub fn progress(&self) -> PathBuf {
        self.venv().join("set-up.json")
    }

    /// One of the Python files that belong to this program.
    pub fn python_file(&self, name: &str) -> PathBuf {
        self.root.join("course/python").join(name)
    }

    /// Cargo, in the project's folder.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.args(arguments).current_dir(&self.root);
        command
    }

    /// All notebooks, in the order of their lessons.
    pub fn notebooks(&self) -> Result<Vec<PathBuf>> {
        let folder = self.root.join("notebooks");
        let entries = std::fs::read_dir(&folder).map_err(Failure::file(&folder))?;
        let paths = entries.flatten().map(|entry| entry.path());
        let mut notebooks: Vec<PathBuf> = paths.filter(|path| is_notebook(path)).collect();
        notebooks.sort();
        Ok(notebooks)
    }

    /// Where a student's copies of the notebooks lie.
    pub fn work(&self) -> PathBuf {
        self.root.join("work")
    }

    /// Keeps what a program of the environment writes inside the project: the folders of
    /// Jupyter, IPython and pip.
    pub fn confine<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        for (variable, folder) in [
            ("JUPYTER_CONFIG_DIR", "jupyter/config"),
            ("JUPYTER_DATA_DIR", "jupyter/data"),
            ("JUPYTER_RUNTIME_DIR", "jupyter/runtime"),
            ("JUPYTERLAB_SETTINGS_DIR", "jupyter/settings"),
            ("JUPYTERLAB_WORKSPACES_DIR", "jupyter/workspaces"),
            ("IPYTHONDIR", "jupyter/ipython"),
            ("PIP_CACHE_DIR", "cache/pip"),
        ] {
            command.env(variable, self.venv().join(folder));
        }
        command
            .env_remove("JUPYTER_PATH")
            .env_remove("PYTHONHOME")
            .env_remove("PYTHONPATH")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    }
}

fn is_notebook(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "ipynb")
}
