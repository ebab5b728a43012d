//! Between the kernel and the process that runs the cells: a small process that passes on.
//!
//! evcxr reads what cells print line by line, stops for good at bytes that are no text, and
//! loses what stands in the pipe when the cells' process dies. So evcxr starts this process,
//! which starts the true one, and outlives it until everything has been passed on: evcxr's
//! own words go to evcxr on standard output, and all the rest as [`Event`]s, one a line, on
//! standard error, which evcxr reads at all times.

use crate::analyzer;
use crate::protocol::{self, Event};
use crate::words::{COMPLETE, Cell, OFTEN, Words};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, Signal, getpid, kill_process};
use signal_hook::consts::SIGINT;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio, exit};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::Duration;

/// Set for the process that runs the cells.
const RUNS_CELLS: &str = "RUST_KERNEL_RUNS_CELLS";

/// Where the cells' own standard library reads that it is to flush: see [`FLUSH`].
const FLUSH_VARIABLE: &str = "JUPYTER_FLUSH";

/// How evcxr asks for a cell that it has compiled.
const RUN: &str = "LOAD_AND_RUN ";

/// evcxr takes a variable of this name for lost, and compiles the cell once more, as if it
/// had never been run.
const NOT_RUN: &str = "EVCXR_VARIABLE_CHANGED_TYPE:stopped before it ran";

/// What the kernel runs in each new process for the cells. Cells link a standard library of
/// their own, and `print!` without a line's end would stay in its buffer until some later
/// cell; a line pushes it out.
///
/// The first answer comes unasked, before the thread begins: the next cell may end sooner.
pub const FLUSH: &str = r#"if let Ok(mut asked) = std::fs::File::open(std::env::var("JUPYTER_FLUSH").unwrap_or_default()) {
    let answer = || println!("\u{1b}_jupyter:\"flushed\"\u{1b}\\");
    answer();
    std::thread::spawn(move || {
        while std::io::Read::read_exact(&mut asked, &mut [0]).is_ok() {
            answer();
        }
    });
};"#;

/// A file that says that the cell which is being compiled is not to run.
pub fn stopped() -> PathBuf {
    PathBuf::from(std::env::var_os("EVCXR_TMPDIR").unwrap_or_default()).join("stopped")
}

/// A file that says which cell runs: see [`protocol::CELL`].
fn cell_file() -> PathBuf {
    PathBuf::from(std::env::var_os("EVCXR_TMPDIR").unwrap_or_default()).join("cell")
}

/// If this process runs cells, or stands between them and the kernel, this does not return.
pub fn hook() {
    if std::env::var_os("EVCXR_IS_RUNTIME").is_none() {
        return;
    }
    if std::env::var_os(RUNS_CELLS).is_some() {
        // The stop button's signal is for what a cell computes, never for the process itself.
        if let Err(error) = signal_hook::flag::register(SIGINT, Arc::<AtomicBool>::default()) {
            eprintln!("error: the stop button will end the process: {error}");
        }
        if let Ok(out) = io::stdout().as_fd().try_clone_to_owned() {
            thread::spawn(move || end_with(&File::from(out)));
        }
        evcxr::runtime_hook();
    }
    if std::env::var_os(protocol::VARIABLE).is_some() {
        match relay() {
            Ok(status) => end_like(status),
            Err(error) => {
                eprintln!("error: what cells print cannot be passed on: {error}");
                exit(1);
            }
        }
    }
}

/// Starts the process that runs the cells, and passes on until it has ended.
fn relay() -> io::Result<ExitStatus> {
    let (asked, ask) = io::pipe()?;
    // The cells' process finds it under the same number.
    rustix::io::fcntl_setfd(&asked, rustix::io::FdFlags::empty())?;
    let mut command = Command::new(std::env::current_exe()?);
    command
        .args(std::env::args_os().skip(1))
        .env(RUNS_CELLS, "1")
        .env(protocol::CELL, cell_file())
        .env(FLUSH_VARIABLE, format!("/dev/fd/{}", asked.as_raw_fd()))
        // evcxr asks for backtraces: a wall of its own frames, whose names take long to find.
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    analyzer::restore(&mut command);
    let mut cells = command.spawn()?;
    say(&Event::Started(cells.id()))?;
    let (Some(orders), Some(out), Some(err)) =
        (cells.stdin.take(), cells.stdout.take(), cells.stderr.take())
    else {
        return Err(io::Error::other("no pipes"));
    };
    let cell = Arc::new(Cell::default());
    let pid = Pid::from_child(&cells);
    let begun = cell.clone();
    thread::spawn(move || {
        // When the kernel closes its end, the cells end, even in the middle of one.
        let _ = pass_on(orders, &begun);
        let _ = kill_process(pid, Signal::KILL);
    });
    let mut relay = Relay {
        out: Source::new(out),
        err: Source::new(err),
        words: Words::new(cell),
        ask,
    };
    relay.run(&mut cells)?;
    cells.wait()
}

/// Passes on what evcxr asks for, and the answers to a cell's questions, line by line.
fn pass_on(mut orders: ChildStdin, cell: &Cell) -> io::Result<()> {
    let mut asking = BufReader::new(io::stdin().lock());
    let mut line = Vec::new();
    let mut cells = 0;
    while asking.read_until(b'\n', &mut line)? > 0 {
        if line.starts_with(RUN.as_bytes()) {
            if stopped().exists() {
                let mut out = io::stdout().lock();
                writeln!(out, "{NOT_RUN}\n{COMPLETE}")?;
                out.flush()?;
                line.clear();
                continue;
            }
            cells += 1;
            // Without it, a press of the stop button may count for the next cell too.
            let _ = fs::write(cell_file(), format!("{} {cells}", std::process::id()));
            cell.begin();
            say(&Event::Begun)?;
        }
        orders.write_all(&line)?;
        line.clear();
    }
    Ok(())
}

/// One of the two streams.
struct Source {
    file: Option<File>,
}

impl Source {
    fn new(pipe: impl Into<std::os::fd::OwnedFd>) -> Self {
        Self {
            file: Some(File::from(pipe.into())),
        }
    }

    /// What has come; nothing at the end.
    fn read(&mut self, buffer: &mut [u8]) -> usize {
        let read = self.file.as_mut().map_or(Ok(0), |file| file.read(buffer));
        match read {
            Ok(len @ 1..) => len,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
            _ => {
                self.file = None;
                0
            }
        }
    }
}

struct Relay {
    out: Source,
    err: Source,
    words: Words,
    ask: io::PipeWriter,
}

impl Relay {
    fn run(&mut self, cells: &mut Child) -> io::Result<()> {
        let mut buffer = vec![0; 1 << 16];
        loop {
            let (out, err) = self.ready(OFTEN)?;
            // What was said before a panic's word on standard output comes first.
            if err {
                let len = self.err.read(&mut buffer);
                self.words.stderr(&buffer[..len])?;
            }
            if out {
                let len = self.out.read(&mut buffer);
                self.words.stdout(&buffer[..len])?;
            }
            if !out && !err {
                self.words.pause()?;
                // Others that were started by a cell may hold the pipes open.
                let ended = self.out.file.is_none() && self.err.file.is_none();
                if ended || cells.try_wait()?.is_some() {
                    return self.words.end();
                }
            }
            if self.words.wants_flush() {
                self.ask.write_all(b".")?;
            }
            while self.words.may_complete() {
                match self.ready(Duration::ZERO)? {
                    (_, true) => {
                        let len = self.err.read(&mut buffer);
                        self.words.stderr(&buffer[..len])?;
                    }
                    _ => self.words.complete()?,
                }
            }
        }
    }

    /// Which of the two streams has something to read, or has ended.
    fn ready(&self, patience: Duration) -> io::Result<(bool, bool)> {
        let files = [&self.out.file, &self.err.file];
        let open: Vec<&File> = files.iter().filter_map(|file| file.as_ref()).collect();
        let mut fds: Vec<PollFd> = open
            .iter()
            .map(|f| PollFd::new(*f, PollFlags::IN))
            .collect();
        let time = Timespec::try_from(patience).ok();
        match poll(&mut fds, time.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        let mut ready = fds.iter().map(|fd| !fd.revents().is_empty());
        let mut next = |file: &Option<File>| file.is_some() && ready.next().unwrap_or(false);
        Ok((next(&self.out.file), next(&self.err.file)))
    }
}

/// Tells the kernel.
pub fn say(event: &Event) -> io::Result<()> {
    io::stderr().lock().write_all(event.line().as_bytes())
}

/// A cell that computes for hours does not outlive its kernel.
fn end_with(out: &File) {
    let mut fds = [PollFd::new(out, PollFlags::empty())];
    while let Err(rustix::io::Errno::INTR) = poll(&mut fds, None) {}
    let _ = kill_process(getpid(), Signal::KILL);
}

/// Ends as the cells' process did, because evcxr tells how.
fn end_like(status: ExitStatus) -> ! {
    if let Some(signal) = status.signal().and_then(Signal::from_named_raw) {
        // Rust's own handler for some of them lets the first one pass.
        for _ in 0..2 {
            let _ = kill_process(getpid(), signal);
            thread::sleep(Duration::from_millis(100));
        }
    }
    exit(status.code().unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

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
