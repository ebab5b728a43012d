//! In the process that runs the cells: what they print, on its way to the kernel.
//!
//! evcxr reads a cell's standard output line by line, keeps one picture of a kind, hands it
//! over when the cell has ended, and waits forever for a last line that has no end. So the
//! cells print into a pipe, and a thread passes on what comes out of it: see [`Words`].
//! What evcxr tells the process passes through a second one: it says when a cell begins.

use crate::analyzer;
use crate::protocol::{Event, VARIABLE};
use crate::words::Words;
use rustix::event::{PollFd, PollFlags, poll};
use signal_hook::consts::SIGINT;
use std::fs::File;
use std::io::{self, BufRead, BufReader, PipeReader, PipeWriter, Read, Write};
use std::os::fd::{AsFd, AsRawFd};
use std::process;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How long a picture waits for its text, and half a line for its end.
const PATIENCE: Duration = Duration::from_millis(20);

/// Where the cells' own standard library reads that it is to flush: see [`FLUSH`].
const FLUSH_VARIABLE: &str = "JUPYTER_FLUSH";

/// How evcxr asks for a cell that it has compiled.
const RUN: &str = "LOAD_AND_RUN ";

/// What the kernel runs before the first cell. Cells link a standard library of their own,
/// and `print!` without a line's end would stay in its buffer until some later cell; a line
/// pushes it out.
pub const FLUSH: &str = r#"std::thread::spawn(|| {
    let asked = std::fs::File::open(std::env::var("JUPYTER_FLUSH").unwrap_or_default());
    let Ok(mut asked) = asked else { return };
    loop {
        println!("\u{1b}_jupyter:\"flushed\"\u{1b}\\");
        if std::io::Read::read_exact(&mut asked, &mut [0]).is_err() {
            return;
        }
    }
});"#;

/// If this process is the one that runs cells, this does not return.
pub fn hook() {
    if std::env::var_os("EVCXR_IS_RUNTIME").is_none() {
        return;
    }
    if std::env::var_os(VARIABLE).is_some()
        && let Err(error) = interpose()
    {
        eprintln!("error: what cells print cannot be redirected: {error}");
    }
    // The stop button's signal is for what a cell computes, never for the process itself.
    if let Err(error) = signal_hook::flag::register(SIGINT, Arc::<AtomicBool>::default()) {
        eprintln!("error: the stop button will end the process: {error}");
    }
    evcxr::runtime_hook();
}

/// Standard output becomes a pipe; what comes out of it goes to where standard output went.
fn interpose() -> io::Result<()> {
    let kernel = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    let (read, write) = io::pipe()?;
    let (asked, mut ask) = io::pipe()?;
    environment(&asked);
    let asking = File::from(io::stdin().as_fd().try_clone_to_owned()?);
    let (orders, pass) = io::pipe()?;
    rustix::stdio::dup2_stdin(&orders)?;
    rustix::stdio::dup2_stdout(&write)?;
    thread::spawn(move || pass_on(asking, pass, write));
    let end = kernel.try_clone()?;
    thread::spawn(move || end_with(&end));
    let chunks = chunks(read);
    thread::spawn(move || {
        // Open as long as the cells may want to read from it.
        let _asked = asked;
        let mut words = Words::new(kernel, io::stderr(), || ask.write_all(b"."));
        loop {
            let next = match words.are_waiting() {
                true => chunks.recv_timeout(PATIENCE),
                false => chunks.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            let done = match next {
                Ok(chunk) => words.take(&chunk),
                Err(RecvTimeoutError::Timeout) => words.pause(),
                Err(RecvTimeoutError::Disconnected) => return,
            };
            if done.is_err() {
                // Nobody listens any more: the kernel is gone.
                return;
            }
        }
    });
    Ok(())
}

/// What the cells find in their environment.
#[allow(unsafe_code)]
fn environment(asked: &PipeReader) {
    analyzer::restore();
    // SAFETY: there is no other thread yet.
    unsafe {
        std::env::set_var(FLUSH_VARIABLE, format!("/dev/fd/{}", asked.as_raw_fd()));
        // evcxr asks for backtraces: a wall of its own frames, whose names take long to find.
        std::env::set_var("RUST_BACKTRACE", "0");
    }
}

/// Chunks as they come out of the pipe.
fn chunks(mut pipe: PipeReader) -> mpsc::Receiver<Vec<u8>> {
    let (sender, chunks) = mpsc::channel();
    thread::spawn(move || {
        let mut chunk = vec![0; 1 << 16];
        while let Ok(len @ 1..) = pipe.read(&mut chunk) {
            if sender.send(chunk[..len].to_vec()).is_err() {
                return;
            }
        }
    });
    chunks
}

/// Passes on what evcxr asks for, and the answers to a cell's questions, line by line; among
/// what cells print, says that one begins.
fn pass_on(asking: File, mut pass: PipeWriter, mut print: PipeWriter) -> io::Result<()> {
    let mut asking = BufReader::new(asking);
    let mut line = Vec::new();
    while asking.read_until(b'\n', &mut line)? > 0 {
        if line.starts_with(RUN.as_bytes()) {
            print.write_all(Event::Begun.line().as_bytes())?;
        }
        pass.write_all(&line)?;
        line.clear();
    }
    // Dropped, the pipe ends, and with it the process.
    Ok(())
}

/// A cell that computes for hours does not outlive its kernel.
fn end_with(kernel: &File) {
    let mut fds = [PollFd::new(kernel, PollFlags::empty())];
    while let Err(rustix::io::Errno::INTR) = poll(&mut fds, None) {}
    process::exit(1);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Event;

    #[test]
    fn the_cells_answer_is_understood() {
        let printed = FLUSH.split("println!(\"").nth(1).unwrap();
        let printed = printed.split("\");").next().unwrap();
        let printed = printed
            .replace("\\u{1b}", "\u{1b}")
            .replace("\\\\", "\\")
            .replace("\\\"", "\"");
        assert_eq!(Event::read(&printed), Some(Event::Flushed));
        assert!(FLUSH.contains(FLUSH_VARIABLE));
    }
}
