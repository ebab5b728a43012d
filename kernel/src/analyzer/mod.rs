//! What rust-analyzer reads to know the types of a cell's variables.
//!
//! Left to itself it reads every crate behind aelib and the standard library, which takes
//! longer than all the rest of a start. Here it gets the crates whose types cells meet: a
//! package that cells import may list them in its manifest, see [`crates`]. The standard
//! library follows when a cell needs it, see [`Library`].
//!
//! rust-analyzer asks `cargo metadata` which crates there are, and looks for cargo in
//! cargo's home. So the kernel's own environment names a home whose cargo is this program:
//! it hands all questions to the true cargo, and leaves crates out of the answer.

mod crates;
mod home;
mod library;

pub use home::{redirect, restore, true_home};
pub use library::Library;

use serde_json::Value;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// If this process stands in for cargo, its status.
pub fn hook() -> Option<ExitCode> {
    let mut arguments = std::env::args_os();
    let name = arguments.next()?;
    let home = true_home().filter(|_| Path::new(&name).ends_with("bin/cargo"))?;
    let arguments: Vec<OsString> = arguments.collect();
    Some(match answer(Path::new(&home), &arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: cargo cannot be asked: {error}");
            ExitCode::FAILURE
        }
    })
}

/// What the true cargo answers, with fewer crates in it.
fn answer(home: &Path, arguments: &[OsString]) -> io::Result<ExitCode> {
    let mut cargo = Command::new(true_cargo(home));
    cargo.args(arguments).env(home::HOME, home);
    let has = |word: &str| arguments.iter().any(|argument| argument == word);
    if !has("metadata") || has("--no-deps") {
        return Ok(code(cargo.status()?));
    }
    let output = cargo.stderr(Stdio::inherit()).output()?;
    let mut metadata = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    if !Library::is_asked_for(&metadata) {
        let wanted = crates::wanted(&metadata);
        crates::keep(&mut metadata, &wanted);
    } else if !Library::of_this_kernel().is_read() {
        crates::keep(&mut metadata, &BTreeSet::new());
    }
    serde_json::to_writer(io::stdout().lock(), &metadata)?;
    Ok(code(output.status))
}

/// rust-analyzer would take rustup's, and tells it the folder of the toolchain.
fn true_cargo(home: &Path) -> PathBuf {
    let toolchain = std::env::var_os("RUSTUP_TOOLCHAIN").map(PathBuf::from);
    let places =
        [toolchain.unwrap_or_default(), home.into()].map(|folder| folder.join("bin/cargo"));
    let found = places
        .into_iter()
        .find(|cargo| cargo.is_absolute() && cargo.exists());
    found.unwrap_or_else(|| "cargo".into())
}

fn code(status: std::process::ExitStatus) -> ExitCode {
    ExitCode::from(status.code().unwrap_or(1) as u8)
}
