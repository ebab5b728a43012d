//! Working folders, one for each kernel that runs.
//!
//! evcxr builds cells in a folder. One that was used before answers in a fraction of the
//! time, so the folders stay, and each is locked while a kernel lives in it. The lock ends
//! with the process, however that ends.

use crate::home::Home;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

const MOST: usize = 99;

/// Where the linker of programs that start looks first.
const LIBRARIES: &str = "LD_LIBRARY_PATH";

/// A folder of this process's own, until it is dropped.
pub struct Slot {
    _lock: File,
}

/// Gives this process a folder, and tells evcxr about it and about its configuration.
///
/// # Errors
/// If `home` cannot be written, or too many kernels run.
#[allow(unsafe_code)]
pub fn enter(home: &Home, config: &str) -> io::Result<Slot> {
    let (folder, lock) = free(&home.folder)?;
    // SAFETY: `main` calls this before there is another thread.
    unsafe {
        std::env::set_var("EVCXR_TMPDIR", folder);
        // What cargo says of a program that it has started, such as `cargo course`: crates
        // that look at it would be built anew for each other way to start the kernel.
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if ["CARGO_PKG_", "CARGO_MANIFEST_"]
                .iter()
                .any(|s| text.starts_with(s))
            {
                std::env::remove_var(&name);
            }
        }
        let Some(project) = &home.project else {
            return Ok(Slot { _lock: lock });
        };
        // The project's own configuration, never the user's.
        std::env::set_var("EVCXR_CONFIG_DIR", home.folder.join(config));
        // The stock kernel would refresh a kernel that the user has installed elsewhere.
        std::env::set_var("JUPYTER_PATH", home.folder.join("none"));
        // Where cargo looks for libraries: another build of the notebooks' own may lie there,
        // and would be loaded in place of the one that cells are compiled with.
        if let Some(paths) = std::env::var_os(LIBRARIES) {
            let others = std::env::split_paths(&paths).filter(|path| !path.starts_with(project));
            std::env::set_var(LIBRARIES, std::env::join_paths(others).unwrap_or_default());
        }
    }
    // Closed at `exec`: neither cells nor compilers hold it when the kernel is gone.
    Ok(Slot { _lock: lock })
}

/// The first folder that no kernel lives in, and its lock.
fn free(home: &Path) -> io::Result<(PathBuf, File)> {
    let work = home.join("work");
    fs::create_dir_all(&work)?;
    for number in 1..=MOST {
        let folder = work.join(number.to_string());
        let lock = File::create(work.join(format!("{number}.lock")))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => continue,
            Err(TryLockError::Error(error)) => return Err(error),
        }
        if !folder.exists() {
            furnish(home, &folder)?;
        }
        return Ok((folder, lock));
    }
    Err(io::Error::other(format!(
        "{MOST} Rust kernels are running; shut some down in JupyterLab"
    )))
}

/// Copies what the first folder has built.
fn furnish(home: &Path, folder: &Path) -> io::Result<()> {
    let half = folder.with_extension("new");
    if half.exists() {
        fs::remove_dir_all(&half)?;
    }
    let first = home.join("work").join("1");
    // A kernel that lives in the first folder may remove a file while it is copied.
    let copied = first.exists() && (0..3).any(|_| copy(&first, &half).is_ok());
    if !copied {
        fs::create_dir(&half)?;
    }
    fs::rename(half, folder)
}

/// A folder with all that is in it, or nothing. Times are kept, because cargo goes by them.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let output = Command::new("cp").arg("-a").arg(from).arg(to).output()?;
    if output.status.success() {
        return Ok(());
    }
    fs::remove_dir_all(to)?;
    Err(io::Error::other(format!("cp: {}", output.status)))
}
