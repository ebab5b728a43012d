//! The ways from the thread that works to the sockets, and what is known of what it does.

use crate::comms::Comms;
use crate::errors;
use crate::history::History;
use crate::publish::Publisher;
use crate::queue::{Job, Queue, Task};
use crate::reply;
use crate::stop::Stop;
use crate::variables::Variable;
use jupyter_protocol::{
    ExecuteRequest, ExecutionCount, JupyterMessage, JupyterMessageContent, Status,
};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

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
    /// The widgets.
    pub comms: Comms,
    /// The variables that the last cell has left.
    pub variables: Arc<Mutex<Vec<Variable>>>,
    /// How many threads have not come to their end, those that were left behind among them.
    pub at_work: Arc<AtomicU64>,
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
    pub fn begin(&self, task: &Task, came: Instant) {
        let mut job = self.lock();
        if task.runs() {
            // Whoever sees that it is busy may press the button.
            self.stop.begin(Some(task.request()));
        }
        // It may be known already that it waits.
        if self.told().as_ref() != Some(&task.request().header.msg_id) {
            self.publisher.status(Status::busy(), task.request());
        }
        *job = Some(Job::new(task, came));
    }

    /// Whether this request is the one that is being worked on.
    pub fn works_on(&self, request: &JupyterMessage) -> bool {
        is_for(&self.lock(), request)
    }

    /// Answers the request that is being worked on, once.
    pub fn conclude(&self, request: &JupyterMessage, content: impl Into<JupyterMessageContent>) {
        let mut job = self.lock();
        if is_for(&job, request) {
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
        if job.as_ref().is_some_and(|job| job.runs) {
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

    /// Whether the cells' process is at work: on a cell, or on a change of a widget.
    pub fn is_busy(&self) -> bool {
        self.lock().as_ref().is_some_and(|job| job.runs)
    }

    /// Whether a cell runs.
    pub fn runs_cell(&self) -> bool {
        self.lock().as_ref().is_some_and(|job| {
            matches!(
                job.request.content,
                JupyterMessageContent::ExecuteRequest(_)
            )
        })
    }

    /// The variables that the last cell has left.
    pub fn variables(&self) -> MutexGuard<'_, Vec<Variable>> {
        self.variables.lock().unwrap_or_else(|e| e.into_inner())
    }

    fn answer(&self, request: &JupyterMessage, content: impl Into<JupyterMessageContent>) {
        // An error means that the kernel is about to end.
        let _ = self
            .replies
            .send(JupyterMessage::new(content, Some(request)));
        self.publisher.status(Status::idle(), request);
    }

    /// The cell that was said to wait for the compiler.
    pub fn told(&self) -> MutexGuard<'_, Option<String>> {
        self.told.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// What is being done; nothing else begins or ends meanwhile.
    pub fn lock(&self) -> MutexGuard<'_, Option<Job>> {
        self.job.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Answers the request that is being worked on with an error, or with nothing found.
    pub fn fail(&self, why: &str) {
        let Some(job) = self.lock().clone() else {
            return;
        };
        match &job.request.content {
            JupyterMessageContent::ExecuteRequest(_) => {
                let error = errors::simple("KernelError", why);
                self.publisher.publish(error.clone(), Some(&job.request));
                let count = ExecutionCount::new(self.history.count());
                self.conclude(&job.request, reply::execute(count, Some(&error)));
            }
            JupyterMessageContent::CommMsg(_) => self.end(&job.request),
            _ => self.conclude(&job.request, reply::empty(&job.request)),
        }
    }

    /// The request that is being worked on, which gets no answer, is done.
    pub fn end(&self, request: &JupyterMessage) {
        let mut job = self.lock();
        if is_for(&job, request) {
            *job = None;
            self.publisher.status(Status::idle(), request);
        }
    }
}

fn is_for(job: &Option<Job>, request: &JupyterMessage) -> bool {
    let id = job.as_ref().map(|job| &job.request.header.msg_id);
    id == Some(&request.header.msg_id)
}
