//! Nothing stays behind: not when the grader is stopped, and not for long when it is killed.

use super::group::Group;
use setup::failure::{Failure, Result};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag::register;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

/// How the folders of a run are called, in `target`.
pub const PREFIX: &str = "grade-run-";
/// A file in each that is locked as long as its grader lives.
const LOCK: &str = "lock";

static STOPPED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Marks a folder as that of a running grader, as long as the file is open.
///
/// # Errors
/// If it cannot be written.
pub fn mark(folder: &Path) -> Result<File> {
    let file = File::create(folder.join(LOCK)).map_err(Failure::file(folder))?;
    file.lock().map_err(Failure::file(folder))?;
    Ok(file)
}

/// Removes what graders have left behind that were killed.
pub fn clear(root: &Path) {
    Group::clear();
    let entries = fs::read_dir(root.join("target"));
    for entry in entries.into_iter().flatten().flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        let lock = File::open(entry.path().join(LOCK));
        if ours && lock.is_ok_and(|lock| lock.try_lock().is_ok()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// From now on the folder is removed when the grader is stopped, by Ctrl-C, say.
///
/// # Errors
/// If the system does not tell when that is.
pub fn clear_when_stopped(folder: &Path) -> Result<()> {
    let stopped = STOPPED.get_or_init(Arc::default);
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        register(signal, stopped.clone()).map_err(Failure::file("signals"))?;
    }
    let folder = folder.to_path_buf();
    thread::spawn(move || {
        while !now() {
            thread::sleep(Duration::from_millis(50));
        }
        // Nobody may be reading any more, and that must not keep this thread from its work.
        let _ = writeln!(io::stderr(), "stopped: the same command goes on");
        // Others may still be writing into it.
        for _ in 0..10 {
            let _ = fs::remove_dir_all(&folder);
            thread::sleep(Duration::from_millis(20));
        }
        std::process::exit(130);
    });
    Ok(())
}

/// Whether the grader is being stopped: then nothing that it finds out counts.
pub fn now() -> bool {
    STOPPED
        .get()
        .is_some_and(|stopped| stopped.load(Ordering::Relaxed))
}
