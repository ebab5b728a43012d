//! What the exercises are built from, so that the first `cargo test -p exercises` waits for
//! nothing but what the student has written.

use crate::board::Board;
use crate::failure::Result;
use crate::job;
use crate::project::Project;
use std::fs::File;

/// Builds it. Notebooks do not need it: a failure is said, and the set-up is whole all the same.
///
/// # Errors
/// If cargo cannot be started, or the set-up is stopped.
pub fn build(project: &Project, board: &Board, lock: &File) -> Result<()> {
    let step = board.begin("build aelib for exercises", 60);
    let packages = ["--package", "exercises-aelib", "--package", "checks"];
    let mut cargo = project.cargo(&["build", "--locked"]);
    let cargo = job::with_progress(cargo.args(packages));
    match job::attempt(&step, lock, cargo, job::cargo_progress)? {
        Ok(()) => step.end(),
        Err(_) => {
            board.say("aelib for exercises could not be built; `cargo test -p exercises` says why")
        }
    }
    Ok(())
}
