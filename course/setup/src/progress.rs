//! A long step says what it does, and how long it took.

use crate::failure::{Failure, Result};
use std::process::Command;
use std::time::Instant;

/// Does `work` between two lines that name it.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("{name} …");
    let start = Instant::now();
    let outcome = work()?;
    println!("{name}: {:.1} s", start.elapsed().as_secs_f64());
    Ok(outcome)
}

/// Runs a program whose own words go to the terminal, to its end.
pub fn finish(command: &mut Command, or_else: &str) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Failure::new(or_else)),
        Err(e) => Err(Failure::new(format!("{program}: {e}"))),
    }
}
