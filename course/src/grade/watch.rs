//! Ends a process that takes too long or too much memory, with all that it has started.

use std::fs;
use std::process::Child;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Bytes of memory for all processes of a submission together.
const MEMORY: u64 = 3 << 30;

/// How often is looked.
const PAUSE: Duration = Duration::from_millis(30);

/// A process under watch.
#[derive(Clone)]
pub struct Watched(Arc<Mutex<State>>);

struct State {
    child: Child,
    deadline: Option<Instant>,
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

    /// Whether it is over.
    fn look(&self) -> bool {
        let mut state = self.lock();
        if state.over || matches!(state.child.try_wait(), Ok(Some(_)) | Err(_)) {
            state.over = true;
        } else if state
            .deadline
            .is_some_and(|deadline| Instant::now() > deadline)
        {
            state.reason = Some("it took too long");
            state.end();
        } else if memory(state.child.id()) > MEMORY {
            state.reason = Some("it took too much memory");
            state.end();
        }
        state.over
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// What it has started dies with it: bubblewrap sees to that.
    fn end(&mut self) {
        if !self.over {
            let _ = self.child.kill();
            let _ = self.child.wait();
            self.over = true;
        }
    }
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
