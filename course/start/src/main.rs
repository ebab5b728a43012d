//! What `cargo course` calls. Cargo has to be quiet in it, or each error of the course would
//! be followed by one of cargo's. But the first time it builds for minutes, and who waits for
//! minutes wants to see something: this program is built in a second, and shows the rest.

use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let built = std::env::current_exe().is_ok_and(|start| start.with_file_name("course").exists());
    if !built {
        eprintln!("building the course's command, once (a few minutes)");
        match cargo("build").status() {
            Ok(status) if status.success() => eprintln!(),
            // Cargo has said why.
            Ok(status) => return ExitCode::from(status.code().unwrap_or(1) as u8),
            Err(error) => return no_cargo(&error),
        }
    }
    let mut course = cargo("run");
    course
        .arg("--quiet")
        .arg("--")
        .args(std::env::args_os().skip(1));
    // Returns only if it could not be called.
    no_cargo(&course.exec())
}

fn cargo(command: &str) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args([command, "--package", "course"]);
    cargo
}

fn no_cargo(error: &std::io::Error) -> ExitCode {
    eprintln!("error: cargo: {error}; install Rust from https://rustup.rs");
    ExitCode::FAILURE
}
