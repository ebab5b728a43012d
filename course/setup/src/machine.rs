//! What has to be on the machine: Rust, Python with `venv`, and room on the disk.

use crate::failure::{Failure, Result};
use crate::job;
use crate::project::Project;
use serde_json::Value;
use std::process::Command;

/// What evcxr 0.22 wants.
const RUST: [u32; 2] = [1, 95];
/// What JupyterLab 4.6 and its packages want.
const PYTHON: [u32; 2] = [3, 10];
/// The kernel is built in 3 GB.
const FREE_GB: u64 = 5;

/// Fails unless the compiler that the kernel will call is new enough.
///
/// # Errors
/// That it is too old, or does not run.
pub fn rust(project: &Project) -> Result<()> {
    let advice = "get it from https://rustup.rs, or run `rustup update stable`";
    let mut rustc = Command::new("rustc");
    let rustc = rustc.arg("--version").current_dir(&project.root);
    let said = match job::ask(rustc) {
        Ok(output) if output.status.success() => {
            String::from_utf8_lossy(&output.stdout).into_owned()
        }
        _ => return Err(Failure::new(format!("rustc does not run; {advice}"))),
    };
    match version(said.split(' ').nth(1).unwrap_or("")) {
        Some(found) if found >= RUST => Ok(()),
        _ => Err(Failure::new(format!(
            "the notebooks' kernel needs rustc {}.{} or newer, found {}; {advice}",
            RUST[0],
            RUST[1],
            said.trim()
        ))),
    }
}

/// "1.95.0" and "1.97.0-nightly" as numbers.
fn version(text: &str) -> Option<[u32; 2]> {
    let mut parts = text.split('.').map(|part| part.parse().ok());
    Some([parts.next()??, parts.next()??])
}

struct Probe {
    version: [u32; 2],
    venv: bool,
    free: u64,
}

impl Probe {
    /// From what the script prints.
    fn read(said: &[u8]) -> Option<Self> {
        let said: Value = serde_json::from_slice(said).ok()?;
        let part = |number: usize| u32::try_from(said["version"][number].as_u64()?).ok();
        Some(Self {
            version: [part(0)?, part(1)?],
            venv: said["venv"].as_bool()?,
            free: said["free"].as_u64()?,
        })
    }
}

/// The name of a Python that can make the environment, on a disk with room for it.
///
/// # Errors
/// What is missing, and how to get it.
pub fn python(project: &Project) -> Result<String> {
    let probe = |name: &str| {
        let mut python = Command::new(name);
        let file = project.python_file("probe.py");
        let python = project
            .confine(&mut python)
            .arg(file)
            .current_dir(&project.root);
        job::ask(python)
            .ok()
            .and_then(|output| Probe::read(&output.stdout))
    };
    let found = ["python3", "python"]
        .into_iter()
        .find_map(|name| Some((name, probe(name)?)));
    let wanted = format!("{}.{}", PYTHON[0], PYTHON[1]);
    let Some((name, found)) = found else {
        return Err(Failure::new(format!(
            "JupyterLab needs Python {wanted} or newer, and python3 does not run here; \
             install it (Debian, Ubuntu: apt install python3-venv)"
        )));
    };
    if found.version < PYTHON {
        return Err(Failure::new(format!(
            "JupyterLab needs Python {wanted} or newer, found {name} {}.{}; install a newer one",
            found.version[0], found.version[1]
        )));
    }
    if !found.venv {
        return Err(Failure::new(format!(
            "{name} {}.{} has no venv module; install it (Debian, Ubuntu: apt install python3-venv)",
            found.version[0], found.version[1]
        )));
    }
    if found.free < FREE_GB << 30 {
        return Err(Failure::new(format!(
            "{}: the set-up needs {FREE_GB} GB of free disk, found {:.1} GB; free some",
            project.root.display(),
            found.free as f64 / f64::from(1 << 30)
        )));
    }
    Ok(name.into())
}
