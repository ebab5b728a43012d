//! The steps of the set-up. Those that do not need each other run beside each other.

use crate::board::Board;
use crate::failure::{Failure, Result};
use crate::job;
use crate::project::Project;
use crate::{digits, exercises, kernel, library, machine, python};
use std::fs::{self, File, TryLockError};
use std::thread;

/// What is missing in the project.
pub struct Plan {
    python: bool,
    /// Why the kernel has to be built.
    kernel: Option<String>,
    /// With the stock kernel in it.
    stock: bool,
    library: bool,
    digits: bool,
}

impl Plan {
    /// Looks what is there. `stock`: whether the stock kernel is wanted too.
    pub fn of(project: &Project, stock: bool) -> Self {
        Self {
            python: !python::is_ready(project),
            kernel: kernel::is_stale(project, stock),
            stock,
            library: !library::is_ready(project),
            digits: !digits::are_there(project),
        }
    }

    /// Whether notebooks can run.
    pub fn is_done(&self) -> bool {
        !self.python && self.kernel.is_none() && !self.library
    }

    /// What is missing, in words.
    fn words(&self) -> String {
        let words = [
            (self.python, "JupyterLab (500 MB)"),
            (self.kernel.is_some(), "the Rust kernel (2 GB)"),
            (self.library, "aelib for notebooks (500 MB)"),
        ];
        let missing: Vec<&str> = words.iter().filter(|w| w.0).map(|w| w.1).collect();
        missing.join(", ")
    }
}

/// Everything that a notebook needs. What is there already takes no time. `stock`: the stock
/// kernel too.
///
/// # Errors
/// That something is missing on the machine, or a step has failed.
pub fn set_up(project: &Project, stock: bool) -> Result<()> {
    machine::rust(project)?;
    if Plan::of(project, stock).is_done() {
        return offer(project, stock);
    }
    let lock = lock(project)?;
    let board = Board::new(project.progress());
    run(project, &board, &lock, stock, || Ok(()))
}

/// Tells Jupyter of what is there.
fn offer(project: &Project, stock: bool) -> Result<()> {
    kernel::offer(project, true)?;
    match stock {
        true => kernel::offer_stock(project),
        false => Ok(()),
    }
}

/// One set-up at a time works in the project.
///
/// # Errors
/// If its folder cannot be written.
pub fn lock(project: &Project) -> Result<File> {
    let venv = project.venv();
    fs::create_dir_all(&venv).map_err(Failure::file(&venv))?;
    let path = venv.join("set-up.lock");
    let lock = File::create(&path).map_err(Failure::file(&path))?;
    match lock.try_lock() {
        Ok(()) => return Ok(lock),
        Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(error)) => return Err(Failure::file(&path)(error)),
    }
    println!("waiting: another set-up, or what is left of one, is at work in this folder");
    lock.lock().map_err(Failure::file(&path))?;
    Ok(lock)
}

/// Does what is missing. As soon as JupyterLab is there, `open` is called, once. `stock`: the
/// stock kernel too.
///
/// # Errors
/// The first failure of a step; the others are ended then.
pub fn run(
    project: &Project,
    board: &Board,
    lock: &File,
    stock: bool,
    open: impl FnOnce() -> Result<()> + Send,
) -> Result<()> {
    // Another set-up may have done it while this one waited.
    let plan = Plan::of(project, stock);
    if plan.is_done() {
        offer(project, stock)?;
        board.end(None);
        return open();
    }
    board.say(&format!(
        "to set up in {}, once: {}",
        project.venv().display(),
        plan.words()
    ));
    let interpreter = machine::python(project)?;
    let outcome = thread::scope(|scope| {
        let interpreter = interpreter.as_str();
        let plan = &plan;
        let page = scope.spawn(move || {
            let there = match plan.python {
                true => python::install(project, board, lock, interpreter),
                false => Ok(()),
            };
            ends(
                board,
                there
                    .and_then(|()| kernel::offer(project, false))
                    .and_then(|()| open()),
            )
        });
        let digits = scope.spawn(move || match plan.digits {
            true => ends(board, digits::fetch(project, board, lock, interpreter)),
            false => Ok(()),
        });
        let crates = scope.spawn(move || ends(board, crates(project, board, lock, plan)));
        let steps = [page, digits, crates];
        steps.map(joined).into_iter().fold(Ok(()), worse)
    });
    match &outcome {
        Ok(()) => offer(project, stock)?,
        Err(failure) => {
            board.end(Some(&failure.to_string()));
            return outcome;
        }
    }
    board.end(None);
    // Notebooks run from here on, and what they compute comes first.
    let ahead = thread::scope(|scope| {
        joined(scope.spawn(|| {
            let _ = rustix::process::nice(10);
            exercises::build(project, board, lock)
        }))
    });
    outcome.and(ahead)
}

/// What cargo builds: the kernel and the library, beside each other.
fn crates(project: &Project, board: &Board, lock: &File, plan: &Plan) -> Result<()> {
    if plan.kernel.is_none() && !plan.library {
        return Ok(());
    }
    // The page is to open first. On Linux this is for this thread and the programs that it
    // starts; if it cannot be had, the page opens later.
    let _ = rustix::process::nice(5);
    let step = board.begin("fetch crates", 20);
    // Cells resolve their crates for all systems, and without a network.
    let mut cargo = project.cargo(&["fetch", "--locked"]);
    let advice = "cargo could not fetch all crates; without a network, connect and run this again";
    job::run(&step, lock, &mut cargo, advice, |_| None)?;
    step.end();
    library::write_profile(project)?;
    thread::scope(|scope| {
        let library = scope.spawn(|| {
            let built = match plan.library {
                true => library::build(project, board, lock),
                false => Ok(()),
            };
            ends(board, built)
        });
        let kernel = match &plan.kernel {
            Some(why) => ends(
                board,
                kernel::install(project, board, lock, why, plan.stock),
            ),
            None => Ok(()),
        };
        worse(kernel, joined(library))
    })
}

/// What came of a step; a panic in it goes on here.
fn joined(step: thread::ScopedJoinHandle<'_, Result<()>>) -> Result<()> {
    step.join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// A step that fails ends the others: what they have built is kept.
fn ends(board: &Board, outcome: Result<()>) -> Result<()> {
    if outcome.is_err() {
        board.stop();
    }
    outcome
}

/// Of two failures, the one that says more than that it was stopped.
fn worse(one: Result<()>, other: Result<()>) -> Result<()> {
    match (&one, &other) {
        (Err(failure), Err(_)) if failure.to_string() != job::STOPPED => one,
        (Err(_), Ok(())) => one,
        _ => other,
    }
}
