//! Ends a process that takes too long or too much memory, with all that it has started.

use super::group::Group;
use std::fs;
use std::process::Child;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Bytes of memory for all processes of a submission together.
pub const MEMORY: u64 = 3 << 30;
/// There is memory that belongs to no process: files in memory, say. So when the machine has
/// less than a tenth left, and this much less than at the start, a process is ended, too.
const UNSEEN: u64 = 1 << 30;

/// Why a process is ended.
pub const TIME: &str = "it took too long";
pub const COMPUTING: &str = "it computed for too long";
pub const TOO_LARGE: &str = "it took too much memory";
pub const MACHINE: &str = "the machine's memory ran out";

/// How often is looked.
const PAUSE: Duration = Duration::from_millis(30);

/// A process under watch.
#[derive(Clone)]
pub struct Watched(Arc<Mutex<State>>);

struct State {
    child: Child,
    /// Of its memory, where the machine has such.
    group: Option<Group>,
    deadline: Option<Instant>,
    /// How much processor time it may have used by then.
    computing: Option<Duration>,
    /// Bytes that the machine had left at the start.
    left: u64,
    /// Why it was ended.
    reason: Option<&'static str>,
    over: bool,
}

impl Watched {
    /// Watches a process until it ends.
    pub fn new(child: Child, group: Option<Group>, deadline: Option<Instant>) -> Self {
        let state = State {
            child,
            group,
            deadline,
            computing: None,
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

    /// When the process is ended, if it has not ended by itself: after this moment, or when
    /// it has computed for longer than this from now on.
    pub fn set_limits(&self, deadline: Instant, computing: Option<Duration>) {
        let mut state = self.lock();
        state.deadline = Some(deadline);
        state.computing = computing.map(|limit| limit + used(state.child.id()).computing);
    }

    /// Takes both limits away; how long it has computed in all.
    pub fn take_limits(&self) -> Duration {
        let mut state = self.lock();
        (state.deadline, state.computing) = (None, None);
        used(state.child.id()).computing
    }

    /// How long it has computed so far.
    pub fn computed(&self) -> Duration {
        used(self.lock().child.id()).computing
    }

    /// Ends it now.
    pub fn end(&self) {
        self.lock().end();
    }

    /// Why it was ended; `None` if it has ended by itself, or not at all.
    pub fn reason(&self) -> Option<&'static str> {
        self.lock().reason
    }

    /// How it ended, once it has: `None` for a signal.
    pub fn status(&self) -> Option<i32> {
        let mut state = self.lock();
        let status = state.child.wait();
        state.over();
        status.ok()?.code()
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
        let used = used(state.child.id());
        if state.computing.is_some_and(|limit| used.computing > limit) {
            state.reason = Some(COMPUTING);
            state.end();
        } else if state
            .deadline
            .is_some_and(|deadline| Instant::now() > deadline)
        {
            state.reason = Some(TIME);
            state.end();
        } else if used.memory > MEMORY || state.group.as_ref().is_some_and(Group::ran_out) {
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
        if !self.over && matches!(self.child.try_wait(), Ok(Some(_)) | Err(_)) {
            self.over = true;
            if self.group.as_ref().is_some_and(Group::ran_out) {
                self.reason = Some(TOO_LARGE);
            }
        }
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

/// What a process and all that it has started have used.
#[derive(Default)]
struct Used {
    /// Bytes of memory, now.
    memory: u64,
    /// Time of all processors, also of those of its children that have ended.
    computing: Duration,
}

fn used(process: u32) -> Used {
    let mut used = Used::default();
    let mut processes = vec![process];
    while let Some(process) = processes.pop() {
        let folder = format!("/proc/{process}");
        let numbers = |file: &str| -> Vec<u64> {
            let text = fs::read_to_string(format!("{folder}/{file}")).unwrap_or_default();
            // A program's name may have spaces in it.
            let after_name = text.rsplit(')').next().unwrap_or("");
            let numbers = after_name.split_whitespace();
            numbers.map(|number| number.parse().unwrap_or(0)).collect()
        };
        used.memory += numbers("statm").get(1).unwrap_or(&0) * 4096;
        // Hundredths of seconds: by itself as user and system, and by ended children.
        let computing = numbers("stat").iter().skip(11).take(4).sum::<u64>();
        used.computing += Duration::from_millis(10 * computing);
        let threads = fs::read_dir(format!("{folder}/task"));
        for thread in threads.into_iter().flatten().flatten() {
            let children = fs::read_to_string(thread.path().join("children"));
            let children = children.unwrap_or_default();
            let children = children.split_whitespace();
            processes.extend(children.filter_map(|id| id.parse::<u32>().ok()));
        }
    }
    used
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

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

    #[test]
    fn what_children_compute_and_hold_counts() {
        let shell = ["-c", "(while :; do :; done) & sleep 0.5; kill $!; exit"];
        let mut child = Command::new("bash").args(shell).spawn().unwrap();
        thread::sleep(Duration::from_millis(400));
        let used = used(child.id());
        assert!(used.memory > 1 << 20);
        assert!(used.computing > Duration::ZERO);
        child.wait().unwrap();
    }
}
