//! The thread that has the cells run, one after the other.
//!
//! Nothing that happens in it may silence the kernel: a panic in a dependency is caught, and
//! a thread that does not answer any more is left behind: see [`crate::watchdog`].

use crate::queue::Task;
use crate::ways::Ways;
use jupyter_protocol::{CompleteRequest, ExecuteRequest, InspectRequest, JupyterMessage};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

/// How often somebody looks whether the thread has been replaced.
const LOOK: Duration = Duration::from_millis(200);

/// Parsers go as deep as the code does. What is not used of this costs nothing.
pub const STACK: usize = 256 << 20;

/// Whoever can do what requests ask for. Each is answered through its [`Ways`].
pub trait Worker: Sized + 'static {
    /// Gets ready to work; what it says otherwise is the answer to all requests.
    fn start(ways: Ways) -> Result<Self, String>;

    /// What the first cells will need, before anybody asks.
    fn warm(&mut self) {}

    /// Runs a cell.
    fn execute(&mut self, request: &JupyterMessage, execute: &ExecuteRequest);

    /// Answers how code can go on.
    fn complete(&mut self, request: &JupyterMessage, complete: &CompleteRequest);

    /// Answers what the name under the cursor means.
    fn inspect(&mut self, request: &JupyterMessage, inspect: &InspectRequest);

    /// Has the cells' process do what a change by hand of a widget asks for.
    fn change(&mut self, request: &JupyterMessage, comm: &str);

    /// A panic has left this in the middle of something.
    fn recover(&mut self) {}
}

/// Begins to work.
pub fn start<W: Worker>(ways: &Ways) {
    let shift = ways.shift.fetch_add(1, Ordering::SeqCst) + 1;
    let ways = ways.clone();
    let working = thread::Builder::new().stack_size(STACK);
    let at_work = ways.at_work.clone();
    at_work.fetch_add(1, Ordering::SeqCst);
    let begun = working.spawn(move || {
        work::<W>(&ways, shift);
        ways.at_work.fetch_sub(1, Ordering::SeqCst);
    });
    if let Err(error) = begun {
        at_work.fetch_sub(1, Ordering::SeqCst);
        eprintln!("no thread for the cells: {error}");
    }
}

/// Whoever works is to work no longer.
pub fn leave(ways: &Ways) {
    ways.shift.fetch_add(1, Ordering::SeqCst);
}

/// Works until another thread does.
fn work<W: Worker>(ways: &Ways, shift: u64) {
    let mut worker = loop {
        match ready::<W>(ways) {
            Ok(worker) => break worker,
            // Whoever asks is told why, and then it is tried again.
            Err(why) => match next(ways, shift) {
                Some(_) => ways.fail(&format!("the kernel cannot run cells: {why}")),
                None => return,
            },
        }
    };
    if catch_unwind(AssertUnwindSafe(|| worker.warm())).is_err() {
        eprintln!("the kernel's warm-up has panicked");
    }
    while let Some(task) = next(ways, shift) {
        let done = catch_unwind(AssertUnwindSafe(|| match &task {
            Task::Execute(request, execute) => worker.execute(request, execute),
            Task::Complete(request, complete) => worker.complete(request, complete),
            Task::Inspect(request, inspect) => worker.inspect(request, inspect),
            Task::Change(request, comm) => worker.change(request, comm),
        }));
        if done.is_err() && ways.shift.load(Ordering::SeqCst) == shift {
            eprintln!("a dependency has panicked; the kernel goes on");
            worker.recover();
            ways.fail(
                "the kernel could not work on this cell: one of its parts has panicked (its log \
                 says where); the cell may not have run",
            );
        }
    }
}

/// The next task for this thread.
fn next(ways: &Ways, shift: u64) -> Option<Task> {
    loop {
        if ways.shift.load(Ordering::SeqCst) != shift {
            return None;
        }
        if let Some((came, task)) = ways.queue.take(LOOK) {
            ways.begin(&task, came);
            return Some(task);
        }
    }
}

/// Somebody who is ready to work, or why there is nobody.
fn ready<W: Worker>(ways: &Ways) -> Result<W, String> {
    ways.queue.starts(true);
    let started = catch_unwind(AssertUnwindSafe(|| W::start(ways.clone())));
    ways.queue.starts(false);
    started.unwrap_or_else(|_| Err("starting evcxr has panicked; the log says where".into()))
}
