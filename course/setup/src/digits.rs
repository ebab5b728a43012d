//! MNIST, so that the first notebook has it: fetched by a script, because a program that can
//! speak to servers takes a minute to build. `cargo course data` does more.

use crate::board::Board;
use crate::failure::Result;
use crate::job;
use crate::project::Project;
use std::fs::File;
use std::process::Command;

/// Whether notebooks will find MNIST, or look elsewhere.
pub fn are_there(project: &Project) -> bool {
    std::env::var_os("AELIB_DATA_DIR").is_some_and(|name| !name.is_empty())
        || project.root.join("data/mnist").is_dir()
}

/// Fetches MNIST. Without a network the notebooks do without it, so that is no failure.
///
/// # Errors
/// If the set-up is stopped.
pub fn fetch(project: &Project, board: &Board, lock: &File, interpreter: &str) -> Result<()> {
    let step = board.begin("fetch MNIST", 10);
    let mut python = Command::new(interpreter);
    let python = project
        .confine(&mut python)
        .arg(project.python_file("mnist.py"))
        .arg(project.root.join("data/mnist"));
    if job::attempt(&step, lock, python, |_| None)?.is_ok() {
        step.end();
    } else {
        board.say(
            "MNIST could not be fetched: until `cargo course data` can, the notebooks use \
             digits that the course makes itself",
        );
    }
    Ok(())
}
