//! Two homes of cargo: the true one, and one in which cargo is this program.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where cargo looks for its home.
pub const HOME: &str = "CARGO_HOME";

/// Where the true one is remembered.
const TRUE_HOME: &str = "RUST_KERNEL_CARGO_HOME";

/// Puts this program before cargo, for rust-analyzer.
///
/// # Errors
/// If `home`, the kernel's folder, cannot be written.
#[allow(unsafe_code)]
pub fn redirect(home: &Path) -> io::Result<()> {
    let default = || std::env::home_dir().map(|home| home.join(".cargo"));
    let Some(true_home) = std::env::var_os(HOME).map(PathBuf::from).or_else(default) else {
        return Ok(());
    };
    let true_home = std::path::absolute(true_home)?;
    let home = home.join("cargo");
    fs::create_dir_all(home.join("bin"))?;
    link(&std::env::current_exe()?, &home.join("bin/cargo"))?;
    // All else is as at home, for a cargo that is called from here: crates, settings, locks.
    for entry in fs::read_dir(&true_home).into_iter().flatten().flatten() {
        if entry.file_name() != "bin" {
            link(&entry.path(), &home.join(entry.file_name()))?;
        }
    }
    // SAFETY: `main` calls this before there is another thread.
    unsafe {
        std::env::set_var(TRUE_HOME, true_home);
        std::env::set_var(HOME, home);
    }
    Ok(())
}

/// A symbolic link, in place of one that points elsewhere. Other kernels may do the same now.
fn link(target: &Path, place: &Path) -> io::Result<()> {
    if fs::read_link(place).is_ok_and(|old| old != target) {
        fs::remove_file(place).or_else(|error| tolerate(error, io::ErrorKind::NotFound))?;
    }
    symlink(target, place).or_else(|error| tolerate(error, io::ErrorKind::AlreadyExists))
}

fn tolerate(error: io::Error, kind: io::ErrorKind) -> io::Result<()> {
    if error.kind() == kind {
        Ok(())
    } else {
        Err(error)
    }
}

/// The home of the true cargo, which builds the cells.
pub fn true_home() -> Option<OsString> {
    std::env::var_os(TRUE_HOME)
}

/// The process that runs cells sees cargo's true home.
pub fn restore(cells: &mut Command) {
    if let Some(home) = true_home() {
        cells.env(HOME, home);
    }
}
