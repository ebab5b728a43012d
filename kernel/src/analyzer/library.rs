//! Whether the standard library is among what is read.

use serde_json::Value;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Whether the standard library is among what is read. Its source is not on every machine
/// (the component rust-src of rustup), most cells do without, and it takes five seconds.
pub struct Library {
    /// A file that says so to the process that stands in for cargo.
    sign: PathBuf,
}

/// Where its source is, below rustc's root.
const SOURCE: &str = "lib/rustlib/src/rust/library";

impl Library {
    /// Of the kernel that this process is or belongs to.
    pub fn of_this_kernel() -> Self {
        let folder = std::env::var_os("EVCXR_TMPDIR").unwrap_or_default();
        Self {
            sign: Path::new(&folder).join("reads-std"),
        }
    }

    /// Whether these crates are those of the library itself.
    pub fn is_asked_for(metadata: &Value) -> bool {
        let root = metadata["workspace_root"].as_str();
        root.is_some_and(|root| Path::new(root).ends_with(SOURCE))
    }

    /// Whether rust-analyzer gets it when it asks.
    pub fn is_read(&self) -> bool {
        self.sign.exists()
    }

    /// Whether its source is on this machine, and rust-analyzer has not got it.
    pub fn is_left_out(&self) -> bool {
        !self.is_read() && Self::is_on_this_machine()
    }

    /// Whether its source is on this machine.
    pub fn is_on_this_machine() -> bool {
        let output = Command::new("rustc").args(["--print", "sysroot"]).output();
        let said = output.map(|output| output.stdout).unwrap_or_default();
        let root = String::from_utf8_lossy(&said);
        !root.is_empty() && Path::new(root.trim()).join(SOURCE).exists()
    }

    /// Says whether rust-analyzer gets it when it asks for crates the next time.
    ///
    /// # Errors
    /// If the kernel's working folder cannot be written.
    pub fn read(&self, read: bool) -> io::Result<()> {
        match read {
            true => File::create(&self.sign).map(drop),
            false if self.is_read() => fs::remove_file(&self.sign),
            false => Ok(()),
        }
    }
}
