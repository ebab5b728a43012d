//! The course's library for browsers, as WebAssembly.

use crate::failure::{Failure, Result};
use crate::project::Project;
use std::path::{Path, PathBuf};
use std::process::Command;

const TARGET: &str = "wasm32-unknown-unknown";
const PROFILE: &str = "web";

/// What to do where it cannot be built.
pub const MISSING: &str = "Rust's standard library for browsers is not installed: \
    `rustup target add wasm32-unknown-unknown` brings it";

/// Builds it; nothing where the machine lacks what that takes (see [`MISSING`]).
///
/// Where rustup has brought no standard library for browsers, but its sources (the component
/// rust-src), the library is compiled from these.
///
/// # Errors
/// If cargo fails.
pub fn build(project: &Project) -> Result<Option<PathBuf>> {
    let rustlib = sysroot(project)?.join("lib/rustlib");
    let mut cargo = project.cargo(&["build", "--package", "aelib-web", "--locked"]);
    let target = project.root.join("target");
    cargo
        .args(["--profile", PROFILE, "--target", TARGET, "--target-dir"])
        .arg(&target)
        // Every browser has these instructions.
        .env("RUSTFLAGS", "-Ctarget-feature=+simd128");
    if !rustlib.join(TARGET).exists() {
        if !rustlib.join("src/rust/library/std").exists() {
            return Ok(None);
        }
        cargo
            .args(["-Z", "build-std=std,panic_abort"])
            .env("RUSTC_BOOTSTRAP", "1");
    }
    match cargo.status().map_err(Failure::file("cargo"))? {
        status if status.success() => {
            let built = Path::new(TARGET).join(PROFILE).join("aelib_web.wasm");
            Ok(Some(target.join(built)))
        }
        _ => Err(Failure::new(
            "cargo could not build the library for browsers; see above",
        )),
    }
}

/// Where the compiler's own libraries lie.
fn sysroot(project: &Project) -> Result<PathBuf> {
    let mut rustc = Command::new("rustc");
    rustc
        .args(["--print", "sysroot"])
        .current_dir(&project.root);
    let said = rustc.output().map_err(Failure::file("rustc"))?.stdout;
    Ok(String::from_utf8_lossy(&said).trim().into())
}
