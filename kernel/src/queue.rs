//! What is to be done, and what is being done.

use jupyter_protocol::{CompleteRequest, ExecuteRequest, InspectRequest, JupyterMessage};
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// Something for the thread that works.
#[derive(Clone)]
pub enum Task {
    /// Run a cell.
    Execute(JupyterMessage, ExecuteRequest),
    /// Say how code can go on.
    Complete(JupyterMessage, CompleteRequest),
    /// Say what a name means.
    Inspect(JupyterMessage, InspectRequest),
    /// Have the cells' process do what a change by hand of this widget asks for.
    Change(JupyterMessage, String),
}

impl Task {
    /// What asked for it.
    pub fn request(&self) -> &JupyterMessage {
        match self {
            Self::Execute(request, _)
            | Self::Complete(request, _)
            | Self::Inspect(request, _)
            | Self::Change(request, _) => request,
        }
    }

    fn is_cell(&self) -> bool {
        matches!(self, Self::Execute(..))
    }

    /// Whether it runs in the cells' process, for as long as it takes.
    pub fn runs(&self) -> bool {
        matches!(self, Self::Execute(..) | Self::Change(..))
    }
}

/// What is being done.
#[derive(Clone)]
pub struct Job {
    /// What asked for it.
    pub request: JupyterMessage,
    /// Whether it runs in the cells' process: a cell, or what a widget asks for.
    pub runs: bool,
    /// Since when somebody waits for it.
    pub since: Instant,
}

impl Job {
    /// A cell begins now. Who presses Tab waits since the request has come.
    pub fn new(task: &Task, came: Instant) -> Self {
        Self {
            request: task.request().clone(),
            runs: task.runs(),
            since: if task.runs() { Instant::now() } else { came },
        }
    }
}

/// What is to be done, the oldest first.
#[derive(Clone, Default)]
pub struct Queue(Arc<(Mutex<Waiting>, Condvar)>);

#[derive(Default)]
struct Waiting {
    tasks: VecDeque<(Instant, Task)>,
    /// Since when the thread that works is at something other than a cell: its own start, too.
    aside: Option<Instant>,
}

impl Queue {
    /// Adds a task.
    pub fn add(&self, task: Task) {
        self.lock().tasks.push_back((Instant::now(), task));
        self.0.1.notify_one();
    }

    /// The next task, if there is one soon, and when it came.
    pub fn take(&self, patience: Duration) -> Option<(Instant, Task)> {
        let mut waiting = self.lock();
        waiting.aside = None;
        if waiting.tasks.is_empty() {
            let woken = self.0.1.wait_timeout(waiting, patience);
            waiting = woken.unwrap_or_else(|e| e.into_inner()).0;
        }
        let (came, task) = waiting.tasks.pop_front()?;
        waiting.aside = (!task.runs()).then(Instant::now);
        Some((came, task))
    }

    /// Takes all cells out.
    pub fn take_cells(&self) -> Vec<Task> {
        self.sift(|_, task| task.is_cell())
    }

    /// Takes out what is no cell and has waited for so long.
    pub fn overdue(&self, patience: Duration) -> Vec<Task> {
        self.sift(|since, task| !task.runs() && since.elapsed() > patience)
    }

    /// Whether the thread that works has been at something other than a cell for so long.
    pub fn is_stuck(&self, patience: Duration) -> bool {
        self.lock()
            .aside
            .is_some_and(|since| since.elapsed() > patience)
    }

    /// The thread that works begins its start, or has come to the end of it.
    pub fn starts(&self, begins: bool) {
        self.lock().aside = begins.then(Instant::now);
    }

    /// The first cell that waits, and since when.
    pub fn first_cell(&self) -> Option<(JupyterMessage, Instant)> {
        let waiting = self.lock();
        let mut cells = waiting.tasks.iter().filter(|(_, task)| task.is_cell());
        cells
            .next()
            .map(|(since, task)| (task.request().clone(), *since))
    }

    fn sift(&self, wanted: impl Fn(&Instant, &Task) -> bool) -> Vec<Task> {
        let mut waiting = self.lock();
        let all = std::mem::take(&mut waiting.tasks);
        let (out, rest): (VecDeque<_>, _) = all
            .into_iter()
            .partition(|(since, task)| wanted(since, task));
        waiting.tasks = rest;
        out.into_iter().map(|(_, task)| task).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.0.lock().unwrap_or_else(|e| e.into_inner())
    }
}
