//! What the kernel needs, and whether it is there: `rust-kernel doctor`.

use super::{NAME, SPEC, is_ours, program_in, user_data};
use crate::analyzer::Library;
use crate::home::Home;
use serde_json::Value;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What was found.
enum Finding {
    /// As it should be: what is there.
    Fine(String),
    /// Something works less well: what is missing, and what to do.
    Note(String),
    /// No cell can run, or Jupyter starts another program: what is wrong, and what to do.
    Wrong(String),
}

use Finding::{Fine, Note, Wrong};

/// Looks at all that the kernel needs, and says what is there.
///
/// # Errors
/// If something that it cannot do without is missing.
pub fn examine() -> Result<(), Box<dyn Error>> {
    let home = Home::of_this_program()?;
    let findings = [
        ("rustc", version("rustc")),
        ("cargo", version("cargo")),
        ("linker", linker()),
        ("rust-src", rust_src()),
        ("working folder", working_folder(&home.folder)),
        ("Jupyter", jupyter(&std::env::current_exe()?)),
    ];
    let mut wrong = 0;
    for (name, finding) in findings {
        let (verdict, text) = match finding {
            Fine(text) => ("ok", text),
            Note(text) => ("note", text),
            Wrong(text) => {
                wrong += 1;
                ("WRONG", text)
            }
        };
        println!("{verdict:<6}{name:<16}{text}");
    }
    match wrong {
        0 => Ok(()),
        1 => Err("one thing is wrong; see above".into()),
        _ => Err(format!("{wrong} things are wrong; see above").into()),
    }
}

/// The first line that a program says of itself.
fn version(program: &str) -> Finding {
    match Command::new(program).arg("--version").output() {
        Ok(output) if output.status.success() => {
            Fine(String::from_utf8_lossy(&output.stdout).trim().into())
        }
        Ok(output) => Wrong(format!(
            "ends with {}: {}",
            output.status,
            String::from_utf8_lossy(&output.stderr).trim()
        )),
        Err(error) => Wrong(format!(
            "cannot be started ({error}); install Rust from https://rustup.rs, and start Jupyter \
             where `{program}` is found"
        )),
    }
}

/// Whether a library can be linked, as each cell is.
fn linker() -> Finding {
    let folder = std::env::temp_dir().join(format!("rust-kernel-doctor-{}", std::process::id()));
    if let Err(error) = fs::create_dir_all(&folder) {
        return Wrong(format!("{}: {error}", folder.display()));
    }
    let rustc = Command::new("rustc")
        .args(["--crate-type", "cdylib", "--crate-name", "probe", "-"])
        .current_dir(&folder)
        .stdin(Stdio::null())
        .output();
    // Whatever came of it.
    let _ = fs::remove_dir_all(&folder);
    match rustc {
        Ok(output) if output.status.success() => Fine("rustc links a library".into()),
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            let first = said.lines().next().unwrap_or_default();
            Wrong(format!(
                "rustc cannot link a library ({first}); install a C compiler, on Debian: apt-get \
                 install gcc"
            ))
        }
        Err(error) => Wrong(format!("rustc cannot be started ({error})")),
    }
}

fn rust_src() -> Finding {
    match Library::is_on_this_machine() {
        true => Fine("Tab and Shift-Tab know the standard library".into()),
        false => Note(
            "is missing: Tab and Shift-Tab know less of the standard library; cells run without \
             it: rustup component add rust-src"
                .into(),
        ),
    }
}

/// Whether the folder can be written, or made: nothing stays of the attempt.
fn working_folder(folder: &Path) -> Finding {
    let there = folder.ancestors().find(|above| above.exists());
    let probe = there
        .unwrap_or(folder)
        .join(format!("doctor-{}", std::process::id()));
    match fs::write(&probe, "").and_then(|()| fs::remove_file(&probe)) {
        Ok(()) => Fine(folder.display().to_string()),
        Err(error) => Wrong(format!("{}: {error}", folder.display())),
    }
}

/// Which program Jupyter starts for notebooks in Rust.
fn jupyter(this: &Path) -> Finding {
    let (folders, asked) = data_folders();
    let files = folders
        .iter()
        .map(|folder| folder.join("kernels").join(NAME).join(SPEC));
    let found: Vec<(PathBuf, String)> = files
        .filter_map(|file| program_in(&file).map(|program| (file, program)))
        .collect();
    let Some((file, program)) = found.first() else {
        return Wrong("has no kernel for Rust: rust-kernel install".into());
    };
    let file = file.display();
    if !is_ours(program) {
        return Wrong(format!(
            "{file} comes first, and starts another kernel, {program}: jupyter kernelspec remove \
             {NAME}"
        ));
    }
    if !Path::new(program).exists() {
        return Wrong(format!(
            "{file} starts {program}, which is gone: rust-kernel install"
        ));
    }
    let same = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.into());
    if same(Path::new(program)) != same(this) {
        return Note(format!(
            "{file} starts {program}, and this program is {}",
            this.display()
        ));
    }
    match asked {
        true => Fine(file.to_string()),
        false => Note(format!(
            "{file} is right; but no `jupyter` was found to ask where else it looks: pip install \
             jupyterlab"
        )),
    }
}

/// Where Jupyter looks for kernels, the first folder first, and whether it was asked itself.
fn data_folders() -> (Vec<PathBuf>, bool) {
    let output = Command::new("jupyter").args(["--paths", "--json"]).output();
    let said: Option<Value> = output
        .ok()
        .and_then(|output| serde_json::from_slice(&output.stdout).ok());
    if let Some(folders) = said.as_ref().and_then(|said| said["data"].as_array()) {
        let folders = folders.iter().filter_map(Value::as_str).map(PathBuf::from);
        return (folders.collect(), true);
    }
    let path = std::env::var_os("JUPYTER_PATH").unwrap_or_default();
    let system = ["/usr/local/share/jupyter", "/usr/share/jupyter"].map(PathBuf::from);
    let folders = std::env::split_paths(&path)
        .chain(user_data())
        .chain(system);
    (folders.collect(), false)
}
