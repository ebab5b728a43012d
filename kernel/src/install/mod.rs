//! What Jupyter is told of this kernel: `rust-kernel install`, and how it is taken back.

pub mod doctor;

use crate::home::{self, Home};
use clap::Args;
use serde_json::{Value, json};
use std::error::Error;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// The kernel's name, which notebooks in Rust have in them.
const NAME: &str = "rust";

/// The file in which Jupyter reads how a kernel is started.
const SPEC: &str = "kernel.json";

/// Where Jupyter is told.
#[derive(Args)]
pub struct Place {
    /// For this user, in Jupyter's own folder; this is the default
    #[arg(long, conflicts_with = "prefix")]
    user: bool,
    /// For the environment in this folder, such as a `.venv`
    #[arg(long, value_name = "DIR")]
    prefix: Option<PathBuf>,
}

impl Place {
    /// The folder of the kernel's description.
    fn folder(&self) -> io::Result<PathBuf> {
        let data = match &self.prefix {
            Some(prefix) => std::path::absolute(prefix)?.join("share/jupyter"),
            None => user_data()?,
        };
        Ok(data.join("kernels").join(NAME))
    }
}

/// Jupyter's folder for this user.
fn user_data() -> io::Result<PathBuf> {
    if let Some(folder) = home::named("JUPYTER_DATA_DIR") {
        return Ok(folder);
    }
    if cfg!(target_os = "macos") {
        return Ok(home::user()?.join("Library/Jupyter"));
    }
    match home::named("XDG_DATA_HOME") {
        Some(folder) => Ok(folder.join("jupyter")),
        None => Ok(home::user()?.join(".local/share/jupyter")),
    }
}

/// Tells Jupyter of this program.
///
/// # Errors
/// If another program's kernel has the name there, or a file cannot be written.
pub fn install(place: &Place) -> Result<(), Box<dyn Error>> {
    let folder = place.folder()?;
    let file = folder.join(SPEC);
    if let Some(other) = program_in(&file).filter(|program| !is_ours(program)) {
        let found = file.display();
        return Err(format!(
            "{found}: the name `{NAME}` belongs to another kernel there, {other}; remove it \
             first: jupyter kernelspec remove {NAME}"
        )
        .into());
    }
    let program = std::env::current_exe()?;
    let text = format!("{:#}\n", description(&program));
    let failed = |error| format!("{}: {error}", file.display());
    fs::create_dir_all(&folder).map_err(failed)?;
    fs::write(&file, text).map_err(failed)?;
    println!("{}: Jupyter offers the kernel \"Rust\"", file.display());
    println!(
        "It is {}; `rust-kernel doctor` says whether all that it needs is there.",
        program.display()
    );
    Ok(())
}

/// What Jupyter is told of a kernel.
fn description(program: &Path) -> Value {
    json!({
        "argv": [program, "{connection_file}"],
        "display_name": "Rust",
        "language": "rust",
        "interrupt_mode": "message",
        // JupyterLab asks such kernels for their variables.
        "metadata": {"debugger": true},
    })
}

/// Takes back what [`install`] has done, and removes what kernels have built.
///
/// # Errors
/// If it is not installed there, a kernel runs, or a file cannot be removed.
pub fn uninstall(place: &Place) -> Result<(), Box<dyn Error>> {
    let folder = place.folder()?;
    let file = folder.join(SPEC);
    match program_in(&file) {
        Some(program) if is_ours(&program) => {}
        Some(program) => {
            let found = file.display();
            return Err(format!("{found}: this is another kernel, {program}").into());
        }
        None => return Err(format!("{}: no such kernel is installed", file.display()).into()),
    }
    let home = Home::of_this_program()?;
    let built = home.project.is_none().then_some(home.folder);
    if let Some(built) = &built {
        let _locks = idle(&built.join("work"))?;
        remove(built)?;
    }
    remove(&folder)?;
    // What is empty now was made for it.
    for above in folder.ancestors().skip(1).take(2) {
        if fs::remove_dir(above).is_err() {
            break;
        }
    }
    println!("{}: removed", folder.display());
    if let Some(built) = &built {
        println!("{}: removed", built.display());
    }
    println!("The program itself goes with: cargo uninstall kernel");
    Ok(())
}

/// The locks of all working folders.
///
/// # Errors
/// If a kernel lives in one of them.
fn idle(work: &Path) -> Result<Vec<File>, Box<dyn Error>> {
    let entries = match fs::read_dir(work) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(format!("{}: {error}", work.display()).into()),
    };
    let files = entries.flatten().map(|entry| entry.path());
    let files = files.filter(|file| file.extension().is_some_and(|end| end == "lock"));
    files
        .map(|path| {
            let file = File::open(&path)?;
            match file.try_lock() {
                Ok(()) => Ok(file),
                Err(TryLockError::WouldBlock) => Err(format!(
                    "{}: a Rust kernel runs; shut it down in Jupyter first",
                    path.display()
                )
                .into()),
                Err(TryLockError::Error(error)) => Err(error.into()),
            }
        })
        .collect()
}

/// Removes a folder, if it is there.
fn remove(folder: &Path) -> Result<(), Box<dyn Error>> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(format!("{}: {error}", folder.display()).into())
        }
        _ => Ok(()),
    }
}

/// The program that a description starts.
fn program_in(file: &Path) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let said: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    let program = said["argv"][0].as_str();
    Some(program.unwrap_or("which names no program").into())
}

/// Whether a program is this kernel, wherever it lies.
fn is_ours(program: &str) -> bool {
    Path::new(program).file_name() == Some("rust-kernel".as_ref())
}
