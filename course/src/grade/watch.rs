//! Ends a process that takes too long or too much memory, with all that it has started.

use std::fs;
use std::process::Child;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Bytes of memory for all processes of a submission together.
const MEMORY: u64 = 3 << 30;
/// There is memory that belongs to no process: files in memory, say. So when the machine has
/// less than a tenth left, and this much less than at the start, a process is ended, too.
const UNSEEN: u64 = 1 << 30;

/// Why a process is ended.
pub const TIME: &str = "it took too long";
const TOO_LARGE: &str = "it took too much memory";
const MACHINE: &str = "the machine's memory ran out";

/// How often is looked.
const PAUSE: Duration = Duration::from_millis(30);

/// A process under watch.
#[derive(Clone)]
pub struct Watched(Arc<Mutex<State>>);

struct State {
    child: Child,
    deadline: Option<Instant>,
    /// Bytes that the machine had left at the start.
    left: u64,
    /// Why it was ended.
    reason: Option<&'static str>,
    over: bool,
}

impl Watched {
    /// Watches a process until it ends.
    pub fn new(child: Child, deadline: Option<Instant>) -> Self {
        let state = State {
            child,
            deadline,
            left: machine().map_or(0, |[left, _]| left),
            reason: None,
            over: false,
        };
        let watched = Self(Arc::new(Mutex::new(state)));
        let watcher = watched.clone();
        thread::spawn(move || {
            while !watcher.look() {
                thread::sleep(PAUSE);
            }
        });
        watched
    }

    /// When the process is ended, if it has not ended by itself.
    pub fn set_deadline(&self, deadline: Option<Instant>) {
        self.lock().deadline = deadline;
    }

    /// Ends it now.
    pub fn end(&self) {
        self.lock().end();
    }

    /// Why it was ended; `None` if it has ended by itself, or not at all.
    pub fn reason(&self) -> Option<&'static str> {
        self.lock().reason
    }

    /// Whether it was ended, and may not have been but for what else the machine had to do.
    pub fn ended_by_chance(&self) -> bool {
        matches!(self.reason(), Some(TIME | MACHINE))
    }

    /// Whether it is over.
    pub fn over(&self) -> bool {
        self.lock().over()
    }

    /// Ends it if it has to be; whether it is over.
    fn look(&self) -> bool {
        let mut state = self.lock();
        if state.over() {
            return true;
        }
        if state
            .deadline
            .is_some_and(|deadline| Instant::now() > deadline)
        {
            state.reason = Some(TIME);
            state.end();
        } else if memory(state.child.id()) > MEMORY {
            state.reason = Some(TOO_LARGE);
            state.end();
        } else if machine().is_some_and(|now| runs_out(state.left, now)) {
            state.reason = Some(MACHINE);
            state.end();
        }
        state.over
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn over(&mut self) -> bool {
        self.over = self.over || matches!(self.child.try_wait(), Ok(Some(_)) | Err(_));
        self.over
    }

    /// What it has started dies with it: bubblewrap sees to that.
    fn end(&mut self) {
        if !self.over {
            let _ = self.child.kill();
            let _ = self.child.wait();
            self.over = true;
        }
    }
}

/// Bytes of memory that the machine has left, and all that it has.
fn machine() -> Option<[u64; 2]> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let bytes = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        let kilobytes = line.trim().strip_suffix(" kB")?;
        Some(kilobytes.parse::<u64>().ok()? * 1024)
    };
    Some([bytes("MemAvailable:")?, bytes("MemTotal:")?])
}

fn runs_out(before: u64, [left, all]: [u64; 2]) -> bool {
    left < all / 10 && before.saturating_sub(left) > UNSEEN
}

/// Bytes of memory that a process and all that it has started hold.
fn memory(process: u32) -> u64 {
    let mut bytes = 0;
    let mut processes = vec![process];
    while let Some(process) = processes.pop() {
        let folder = format!("/proc/{process}");
        if let Ok(text) = fs::read_to_string(format!("{folder}/statm")) {
            let pages = text
                .split(' ')
                .nth(1)
                .and_then(|pages| pages.parse::<u64>().ok());
            bytes += pages.unwrap_or(0) * 4096;
        }
        for thread in fs::read_dir(format!("{folder}/task"))
            .into_iter()
            .flatten()
            .flatten()
        {
            let children = fs::read_to_string(thread.path().join("children"));
            let children = children.unwrap_or_default();
            processes.extend(
                children
                    .split_whitespace()
                    .filter_map(|id| id.parse::<u32>().ok()),
            );
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_runs_out_where_little_is_left_and_much_was_taken() {
        const GB: u64 = 1 << 30;
        assert!(runs_out(8 * GB, [GB, 16 * GB]));
        assert!(!runs_out(8 * GB, [4 * GB, 16 * GB]));
        // A machine that was full before.
        assert!(!runs_out(GB, [GB / 2, 16 * GB]));
        let [left, all] = machine().unwrap();
        assert!(0 < left && left < all);
    }
}
