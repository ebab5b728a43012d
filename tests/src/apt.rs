//! Programs that tests need and a fresh machine does not have.

use std::process::{Command, Stdio};

/// Whether a program runs.
pub fn there(program: &str) -> bool {
    let version = Command::new(program).arg("--version").output();
    version.is_ok_and(|output| output.status.success())
}

/// Installs Debian packages where that is possible, as root; otherwise nothing changes.
pub fn install(packages: &[&str]) {
    let install = ["install", "-y", "--no-install-recommends"];
    for arguments in [vec!["update"], [&install[..], packages].concat()] {
        let status = Command::new("apt-get")
            .args(["-q", "-o", "DPkg::Lock::Timeout=300"])
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .stdout(Stdio::null())
            .status();
        if !status.is_ok_and(|status| status.success()) {
            break;
        }
    }
}
