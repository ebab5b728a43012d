//! `cargo course lab`: sets everything up inside the project, and opens JupyterLab.

mod checks;
mod kernel;
mod open;
mod python;
mod step;

pub use kernel::{STOCK, offer_stock};

use crate::failure::{Failure, Result};
use crate::project::Project;
use std::process::Command;
use std::time::Instant;

/// Sets everything up and opens JupyterLab on the first lesson
#[derive(clap::Args)]
pub struct Args {
    /// Only start the server, and print its address
    #[arg(long)]
    no_browser: bool,
    /// The server's port [default: the first free one from 8888]
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Set up, run the first cells of the first notebook through the kernel, and exit
    #[arg(long)]
    check: bool,
    /// Offer the stock kernel too, evcxr_jupyter, as "rust-stock"
    #[arg(long)]
    stock: bool,
}

/// Runs the command.
pub fn run(args: Args) -> Result<()> {
    let project = Project::find()?;
    // Before the minutes of a first set-up, not after them.
    let port = match args.check {
        true => None,
        false => Some(open::free_port(args.port)?),
    };
    let start = Instant::now();
    set_up(&project)?;
    if args.stock {
        offer_stock(&project)?;
    }
    if args.check {
        check(&project)?;
    }
    println!("ready after {:.1} s", start.elapsed().as_secs_f64());
    match port {
        Some(port) => open::jupyter_lab(&project, port, args.no_browser),
        None => Ok(()),
    }
}

/// Everything that a notebook needs. What is there already takes no time.
pub fn set_up(project: &Project) -> Result<()> {
    checks::rust(project)?;
    let missing = [
        (!python::is_ready(project)).then_some("JupyterLab (a minute, 500 MB)"),
        (!kernel::is_installed(project))
            .then_some("the Rust kernel (15 minutes on two cores, 2 GB)"),
        (!kernel::is_warm(project)).then_some("aelib for notebooks (5 minutes, 500 MB)"),
    ];
    let missing: Vec<&str> = missing.into_iter().flatten().collect();
    if missing.is_empty() {
        return kernel::write_spec(project);
    }
    println!(
        "to set up in {}, once: {}",
        project.venv().display(),
        missing.join(", ")
    );
    let interpreter = checks::python(project)?;
    if !python::is_ready(project) {
        python::install(project, &interpreter)?;
    }
    if !kernel::is_installed(project) {
        kernel::install(project)?;
    }
    kernel::write_spec(project)?;
    if !kernel::is_warm(project) {
        kernel::warm(project)?;
    }
    Ok(())
}

/// The first cells of the first notebook, through the kernel.
fn check(project: &Project) -> Result<()> {
    let notebooks = project.notebooks()?;
    let first = notebooks
        .first()
        .ok_or_else(|| Failure::new("there is no notebook in notebooks/"))?;
    step::step("run the first cells of the first notebook", || {
        let mut python = Command::new(project.program("python"));
        python.arg(project.python_file("notebooks.py"));
        step::finish(
            project
                .confine(&mut python)
                .args(["--cells", "2"])
                .arg(first),
            "the kernel does not answer as it should; see above",
        )
    })
}
