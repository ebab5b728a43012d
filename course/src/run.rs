//! `cargo course run`: notebooks from a fresh kernel.

use crate::failure::{Failure, Result};
use crate::project::Project;
use setup::{install, kernel};
use std::path::PathBuf;
use std::process::Command;

/// Runs notebooks from a fresh kernel, and fails where a cell fails
#[derive(clap::Args)]
pub struct Args {
    /// Notebooks; all of the course if none is named
    notebooks: Vec<PathBuf>,
    /// Where the notebooks go with their outputs; without it, outputs are dropped
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Run them in the stock kernel, evcxr_jupyter
    #[arg(long)]
    stock: bool,
}

/// Runs the command.
pub fn run(args: Args) -> Result<()> {
    let project = Project::find()?;
    let notebooks = match args.notebooks.is_empty() {
        true => project.notebooks()?,
        false => args.notebooks,
    };
    if let Some(missing) = notebooks.iter().find(|path| !path.is_file()) {
        let line = format!(
            "{}: no such notebook; the course's own are in notebooks/",
            missing.display()
        );
        return Err(Failure::new(line));
    }
    if let Some(out) = &args.out {
        std::fs::create_dir_all(out).map_err(Failure::file(out))?;
    }
    install::set_up(&project, args.stock)?;
    let mut python = Command::new(project.program("python"));
    python.arg(project.python_file("notebooks.py"));
    if args.stock {
        python.args(["--kernel", kernel::STOCK]);
    }
    if let Some(out) = args.out {
        python.arg("--out").arg(out);
    }
    let status = project.confine(&mut python).args(notebooks).status();
    match status.map_err(Failure::file(project.program("python")))? {
        status if status.success() => Ok(()),
        _ => Err(Failure::new("a notebook failed: see above")),
    }
}
