//! evcxr's own code, compiled once and not with each cell.
//!
//! evcxr writes the store of variables into each cell, as a module. Here the module, with what
//! [`super::summaries`] adds, becomes a library, which is built for the first cell, and the
//! cells' module only names it.

use super::summaries;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::PathBuf;
use std::process::Command;

/// The module in evcxr's code.
const MODULE: &str = "mod evcxr_internal_runtime {";

/// What ends it.
const END: &str = "\n}\n}";

/// The library.
const NAME: &str = "rust_kernel_runtime";

/// Where it is built, seen from evcxr's folder.
const FOLDER: &str = "runtime";

/// Takes the module out of a cell that rustc is going to compile, and has the cell tell of its
/// variables; the cell without it. `None`: there is no such module, or it cannot be built.
pub fn take_out(source: &str, rustc: &mut Command) -> Option<String> {
    let start = source.find(MODULE)?;
    let code = start + MODULE.len();
    let end = code + source[code..].find(END)? + END.len() - "\n}".len();
    let library = match library(&summaries::library(&source[code..end]), rustc) {
        Ok(library) => library,
        Err(error) => {
            eprintln!("warning: variables cannot be listed: {error}");
            return None;
        }
    };
    rustc
        .arg("--extern")
        .arg(format!("{NAME}={}", library.display()));
    let before = &source[..start];
    // No line becomes another one, so that errors are found where they were.
    let lines = "\n".repeat(source[code..end].matches('\n').count());
    let rest = summaries::asked_for(&source[end..]);
    Some(format!("{before}{MODULE} pub use {NAME}::*;{lines}{rest}"))
}

/// The library with this code, for the same rustc and target; it is built if it is not there.
fn library(code: &str, rustc: &Command) -> io::Result<PathBuf> {
    let program = rustc.get_program();
    let mut words = rustc.get_args().skip_while(|word| *word != "--target");
    let target: Vec<_> = words.by_ref().take(2).collect();
    let mut hash = DefaultHasher::new();
    (code, program, &target).hash(&mut hash);
    let compiler = fs::metadata(program).and_then(|file| Ok((file.len(), file.modified()?)));
    compiler.ok().hash(&mut hash);
    let folder = std::env::current_dir()?.join(FOLDER);
    let library = folder.join(format!("lib{NAME}-{:x}.rlib", hash.finish()));
    if library.exists() {
        return Ok(library);
    }
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("lib.rs"), code)?;
    let unfinished = folder.join("unfinished.rlib");
    let output = Command::new(program)
        .current_dir(&folder)
        .args([
            "lib.rs",
            "--crate-type=rlib",
            "--crate-name",
            NAME,
            "--edition=2024",
        ])
        .args(["-Copt-level=2", "-Cprefer-dynamic", "-Awarnings", "-o"])
        .arg(&unfinished)
        .args(target)
        .output()?;
    if !output.status.success() {
        return Err(io::Error::other(
            String::from_utf8_lossy(&output.stderr).into_owned(),
        ));
    }
    fs::rename(unfinished, &library)?;
    Ok(library)
}
