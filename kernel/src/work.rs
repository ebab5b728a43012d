//! The thread that has the cells run, one after the other, and its ways to the sockets.
//!
//! Nothing that happens in it may silence the kernel: a panic in a dependency is caught,
//! and a thread that does not answer any more is left behind, and another one begins.

use crate::descendants;
use crate::errors;
use crate::evaluator::Evaluator;
use crate::history::History;
use crate::publish::Publisher;
use crate::queue::{Job, Queue, Task};
use crate::reply;
use crate::stop::Stop;
use jupyter_protocol::{
    ExecuteRequest, ExecutionCount, JupyterMessage, JupyterMessageContent, Status, Stdio,
    StreamContent,
};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

/// How often somebody looks after the thread.
const LOOK: Duration = Duration::from_millis(200);
/// Who presses Tab waits no longer.
const TAB: Duration = Duration::from_secs(8);
/// rust-analyzer has not come to an end after this.
const LOST: Duration = Duration::from_secs(60);
/// A stopped cell that does not compute has to end before this.
const STOPPED: Duration = Duration::from_secs(11);
/// Whoever waits longer for a compiler is told so.
const LONG: Duration = Duration::from_secs(8);

/// A question to the person at the notebook, and where the answer goes.
pub struct Question {
    /// The cell that asks.
    pub request: JupyterMessage,
    /// What it says.
    pub prompt: String,
    /// Whether the answer is to be hidden.
    pub password: bool,
    /// Takes the answer.
    pub answer: oneshot::Sender<String>,
}

/// The ways from this thread to the sockets.
#[derive(Clone)]
pub struct Ways {
    /// To everybody.
    pub publisher: Publisher,
    /// To who has asked.
    pub replies: UnboundedSender<JupyterMessage>,
    /// To the person at the notebook.
    pub questions: UnboundedSender<Question>,
    /// The stop button.
    pub stop: Stop,
    /// The cells that were run.
    pub history: History,
    /// What is to be done.
    pub queue: Queue,
    /// What is being done.
    pub job: Arc<Mutex<Option<Job>>>,
    /// The cell that was said to wait for the compiler, once.
    pub told: Arc<Mutex<Option<String>>>,
    /// The number of the thread that works; others were left behind.
    pub shift: Arc<AtomicU64>,
}

impl Ways {
    /// The answer to a cell's question; empty where nobody can be asked, or the stop button
    /// is pressed.
    pub fn ask(
        &self,
        request: &JupyterMessage,
        execute: &ExecuteRequest,
        prompt: String,
        password: bool,
    ) -> String {
        if !execute.allow_stdin || self.stop.is_pressed() {
            return String::new();
        }
        let (answer, mut answers) = oneshot::channel();
        let question = Question {
            request: request.clone(),
            prompt,
            password,
            answer,
        };
        if self.questions.send(question).is_err() {
            return String::new();
        }
        self.stop.asks(true);
        let said = loop {
            match answers.try_recv() {
                Ok(said) => break said,
                Err(oneshot::error::TryRecvError::Closed) => break String::new(),
                Err(oneshot::error::TryRecvError::Empty) if self.stop.is_pressed() => {
                    break String::new();
                }
                Err(oneshot::error::TryRecvError::Empty) => {
                    thread::sleep(Duration::from_millis(10));
                }
            }
        };
        self.stop.asks(false);
        // evcxr passes on one line.
        said.replace(['\n', '\r'], " ")
    }

    /// Says that work on a request begins.
    fn begin(&self, task: &Task) {
        let mut job = self.lock();
        if let Task::Execute(request, _) = task {
            // Whoever sees that it is busy may press the button.
            self.stop.begin(Some(request));
        }
        // It may be known already that it waits.
        if self.told().as_ref() != Some(&task.request().header.msg_id) {
            self.publisher.status(Status::busy(), task.request());
        }
        *job = Some(Job::new(task));
    }

    /// Answers the request that is being worked on, once.
    pub fn conclude(&self, request: &JupyterMessage, content: impl Into<JupyterMessageContent>) {
        let mut job = self.lock();
        let same = |job: &Job| job.request.header.msg_id == request.header.msg_id;
        if job.as_ref().is_some_and(same) {
            *job = None;
            self.answer(request, content);
        }
    }

    /// Answers a request beside the one that is being worked on. Pages show what they heard
    /// last, so they hear again that a cell runs.
    pub fn aside(&self, request: &JupyterMessage, answer: impl FnOnce()) {
        let job = self.lock();
        self.publisher.status(Status::busy(), request);
        answer();
        self.publisher.status(Status::idle(), request);
        if job.as_ref().is_some_and(|job| job.is_cell) {
            self.publisher.publish(Status::busy(), None);
        }
    }

    /// Cells that wait are not run.
    pub fn abort(&self, cells: Vec<Task>) {
        for task in cells {
            self.aside(task.request(), || {
                let reply = JupyterMessage::new(reply::aborted(), Some(task.request()));
                let _ = self.replies.send(reply);
            });
        }
    }

    /// Whether a cell runs.
    pub fn is_busy(&self) -> bool {
        self.lock().as_ref().is_some_and(|job| job.is_cell)
    }

    fn answer(&self, request: &JupyterMessage, content: impl Into<JupyterMessageContent>) {
        // An error means that the kernel is about to end.
        let _ = self
            .replies
            .send(JupyterMessage::new(content, Some(request)));
        self.publisher.status(Status::idle(), request);
    }

    fn told(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.told.lock().unwrap_or_else(|e| e.into_inner())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Job>> {
        self.job.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Answers the request that is being worked on with an error, or with nothing found.
    fn fail(&self, why: &str) {
        let Some(job) = self.lock().clone() else {
            return;
        };
        if job.is_cell {
            let error = errors::simple("KernelError", why);
            self.publisher.publish(error.clone(), Some(&job.request));
            let count = ExecutionCount::new(self.history.count());
            self.conclude(&job.request, reply::execute(count, Some(&error)));
            return;
        }
        self.conclude(&job.request, reply::empty(&job.request));
    }
}

/// Begins to work.
pub fn start(ways: &Ways) {
    let shift = ways.shift.fetch_add(1, Ordering::SeqCst) + 1;
    let ways = ways.clone();
    thread::spawn(move || work(&ways, shift));
}

/// Works until another thread does.
fn work(ways: &Ways, shift: u64) {
    let started = catch_unwind(AssertUnwindSafe(|| Evaluator::start(ways.clone())));
    let mut evaluator = match started {
        Ok(Ok(evaluator)) => evaluator,
        Ok(Err(error)) => return refuse(ways, shift, &error.to_string()),
        Err(_) => {
            return refuse(
                ways,
                shift,
                "starting evcxr has panicked; the log says where",
            );
        }
    };
    if catch_unwind(AssertUnwindSafe(|| evaluator.warm())).is_err() {
        eprintln!("the kernel's warm-up has panicked");
    }
    while let Some(task) = next(ways, shift) {
        let done = catch_unwind(AssertUnwindSafe(|| match &task {
            Task::Execute(request, execute) => evaluator.execute(request, execute),
            Task::Complete(request, complete) => evaluator.complete(request, complete),
            Task::Inspect(request, inspect) => evaluator.inspect(request, inspect),
        }));
        if done.is_err() && ways.shift.load(Ordering::SeqCst) == shift {
            eprintln!("a dependency has panicked; the kernel goes on");
            evaluator.recover();
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
        if let Some(task) = ways.queue.take(LOOK) {
            ways.begin(&task);
            return Some(task);
        }
    }
}

/// Answers every request with the same error.
fn refuse(ways: &Ways, shift: u64, why: &str) {
    while next(ways, shift).is_some() {
        ways.fail(&format!("the kernel cannot run cells: {why}"));
    }
}

/// Looks after the thread that works.
pub fn look_after(ways: &Ways) {
    loop {
        thread::sleep(LOOK);
        for task in ways.queue.overdue(TAB) {
            ways.aside(task.request(), || {
                let reply = reply::empty(task.request());
                let _ = ways
                    .replies
                    .send(JupyterMessage::new(reply, Some(task.request())));
            });
        }
        let job = ways.lock().clone();
        match &job {
            Some(job) if !job.is_cell && job.since.elapsed() > TAB => {
                ways.conclude(&job.request, reply::empty(&job.request));
            }
            _ => {}
        }
        if ways.queue.is_stuck(LOST) || ways.stop.waits_since().is_some_and(|s| s > STOPPED) {
            give_up(ways);
        }
        tell(ways);
    }
}

/// The thread that works is left behind, and another one begins.
fn give_up(ways: &Ways) {
    eprintln!("the thread that runs cells does not answer; another one begins");
    ways.stop.kill_all();
    ways.stop.end();
    ways.queue.renew();
    start(ways);
    ways.fail(
        "the part of the kernel that runs cells did not answer any more, so it was started anew, \
         and all variables are gone: run the cells above again",
    );
}

/// Says, once, that a cell waits for the compiler.
fn tell(ways: &Ways) {
    // In an automatic run nobody waits, and what the kernel says would be kept as the cell's.
    if std::env::var_os("COURSE_KERNEL_CONFIG").is_some() {
        return;
    }
    // Nothing begins meanwhile.
    let job = ways.lock();
    let cell = match &*job {
        Some(job) if job.is_cell => Some((job.request.clone(), job.since)),
        Some(_) => None,
        None => ways.queue.first_cell(),
    };
    let Some((request, since)) = cell else {
        return;
    };
    let name = request.header.msg_id.clone();
    if since.elapsed() < LONG || ways.told().as_ref() == Some(&name) {
        return;
    }
    if !ways.stop.compiles() || !descendants::exist(ways.stop.process()) {
        return;
    }
    if job.is_none() {
        // It waits for what the kernel does before the first cell.
        ways.publisher.status(Status::busy(), &request);
    }
    let text = "this takes long because the compiler is still at work; the stop button ends it\n";
    let content = StreamContent {
        name: Stdio::Stderr,
        text: text.into(),
    };
    ways.publisher.publish(content, Some(&request));
    *ways.told() = Some(name);
}
