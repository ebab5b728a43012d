//! A program that a step runs: its words are looked at for how far it is, and are shown only
//! if it fails.

use crate::board::Step;
use crate::failure::{Failure, Result};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How much of what a program has said is kept.
const KEPT: usize = 60;

/// Runs a program to its end. `progress` finds in a line how much is done, and of how much.
///
/// The program holds `lock` as its standard input, which it does not read: so whoever asks
/// for the lock waits for it, even if this program is gone.
///
/// # Errors
/// If it fails (with what it said, then `or_else`), cannot be started, or the set-up is
/// stopped.
pub fn run(
    step: &Step,
    lock: &File,
    command: &mut Command,
    or_else: &str,
    progress: impl Fn(&str) -> Option<(u64, u64)> + Sync,
) -> Result<()> {
    let Err(said) = attempt(step, lock, command, progress)? else {
        return Ok(());
    };
    let first_error = said.iter().position(|line| is_error(line));
    for line in said.iter().skip(first_error.unwrap_or(0)) {
        step.board().say(line);
    }
    Err(Failure::new(or_else))
}

/// The same for a program that may fail: what it said then.
///
/// # Errors
/// If it cannot be started, or the set-up is stopped.
pub fn attempt(
    step: &Step,
    lock: &File,
    command: &mut Command,
    progress: impl Fn(&str) -> Option<(u64, u64)> + Sync,
) -> Result<std::result::Result<(), VecDeque<String>>> {
    let program = command.get_program().to_string_lossy().into_owned();
    let lock = lock
        .try_clone()
        .map_err(Failure::file("the set-up's lock"))?;
    let mut child = command
        .stdin(lock)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(Failure::file(&program))?;
    let outputs: [Option<Box<dyn Read + Send>>; 2] = [
        child.stdout.take().map(|out| Box::new(out) as _),
        child.stderr.take().map(|out| Box::new(out) as _),
    ];
    let said = Mutex::new(VecDeque::new());
    let status = thread::scope(|scope| {
        for output in outputs.into_iter().flatten() {
            scope.spawn(|| listen(output, step, &said, &progress));
        }
        wait(&mut child, step)
    });
    let status = status.map_err(Failure::file(&program))?;
    if step.board().is_stopped() {
        return Err(Failure::new(STOPPED));
    }
    Ok(match status.success() {
        true => Ok(()),
        false => Err(said.into_inner().unwrap_or_else(PoisonError::into_inner)),
    })
}

/// What a program says that answers within a moment. It stands in a process group of its own,
/// where Ctrl-C in the terminal does not reach it: an answer that was cut short would look like
/// a failure, and the set-up ends by itself after the whole one.
///
/// # Errors
/// If it cannot be started.
pub fn ask(command: &mut Command) -> io::Result<Output> {
    command.process_group(0).output()
}

/// What is said of a step that somebody ended.
pub const STOPPED: &str = "the set-up was stopped; `cargo course lab` goes on where it was";

fn is_error(line: &str) -> bool {
    line.starts_with("error") || line.starts_with("ERROR")
}

/// Takes in what a program says. Cargo ends lines of progress with a carriage return.
fn listen(
    output: impl Read,
    step: &Step,
    said: &Mutex<VecDeque<String>>,
    progress: &impl Fn(&str) -> Option<(u64, u64)>,
) {
    let mut line = Vec::new();
    for byte in BufReader::new(output).bytes().map_while(|byte| byte.ok()) {
        if !matches!(byte, b'\n' | b'\r') {
            line.push(byte);
            continue;
        }
        let text = String::from_utf8_lossy(&std::mem::take(&mut line)).into_owned();
        if let Some((done, of)) = progress(&text) {
            step.reached(done, of);
        } else if !text.trim().is_empty() {
            let mut said = said.lock().unwrap_or_else(PoisonError::into_inner);
            said.push_back(text);
            if said.len() > KEPT {
                said.pop_front();
            }
        }
    }
}

/// Waits for the end, or brings it about.
fn wait(child: &mut Child, step: &Step) -> io::Result<ExitStatus> {
    let mut asked = false;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if step.board().is_stopped() && !std::mem::replace(&mut asked, true) {
            terminate(child);
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// Asks a program to end.
pub fn terminate(child: &Child) {
    if let Some(process) = i32::try_from(child.id())
        .ok()
        .and_then(rustix::process::Pid::from_raw)
    {
        // An error means that it has ended.
        let _ = rustix::process::kill_process(process, rustix::process::Signal::TERM);
    }
}

/// Has cargo say how far it is, as on a terminal.
pub fn with_progress(cargo: &mut Command) -> &mut Command {
    cargo
        .env("CARGO_TERM_PROGRESS_WHEN", "always")
        .env("CARGO_TERM_PROGRESS_WIDTH", "80")
        .env("CARGO_TERM_COLOR", "never")
        .env("CARGO_TERM_QUIET", "false")
}

/// How far cargo is: "    Building [===>    ] 120/368: syn".
pub fn cargo_progress(line: &str) -> Option<(u64, u64)> {
    let (_, rest) = line.split_once("] ")?;
    let (done, rest) = rest.split_once('/')?;
    let of = rest.split(':').next()?;
    Some((done.trim().parse().ok()?, of.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_says_how_far_it_is() {
        for (line, progress) in [
            (
                "    Building [====>      ] 120/368: syn, quote(build)",
                Some((120, 368)),
            ),
            ("    Building [=======> ] 3/4", Some((3, 4))),
            ("   Compiling syn v2.0.1", None),
            ("error[E0432]: unresolved import", None),
        ] {
            assert_eq!(cargo_progress(line), progress, "{line}");
        }
    }
}
