//! The thread that has the cells run, one after the other, and its ways to the sockets.

use crate::errors;
use crate::evaluator::Evaluator;
use crate::history::History;
use crate::publish::Publisher;
use crate::reply;
use crate::stop::Stop;
use jupyter_protocol::{
    CompleteRequest, ErrorOutput, ExecuteRequest, ExecutionCount, InspectRequest, JupyterMessage,
    Status,
};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, Receiver};
use tokio::sync::mpsc::UnboundedSender;

/// Something for this thread.
pub enum Task {
    /// Run a cell.
    Execute(JupyterMessage, ExecuteRequest),
    /// Say how code can go on.
    Complete(JupyterMessage, CompleteRequest),
    /// Say what a name means.
    Inspect(JupyterMessage, InspectRequest),
}

/// A question to the person at the notebook, and where the answer goes.
pub struct Question {
    /// The cell that asks.
    pub request: JupyterMessage,
    /// What it says.
    pub prompt: String,
    /// Whether the answer is to be hidden.
    pub password: bool,
    /// Takes the answer.
    pub answer: mpsc::Sender<String>,
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
    /// Whether a cell runs.
    pub busy: Arc<AtomicBool>,
}

impl Ways {
    /// The answer to a cell's question; empty where nobody can be asked.
    pub fn ask(
        &self,
        request: &JupyterMessage,
        execute: &ExecuteRequest,
        prompt: String,
        password: bool,
    ) -> String {
        if !execute.allow_stdin {
            return String::new();
        }
        let (answer, answers) = mpsc::channel();
        let question = Question {
            request: request.clone(),
            prompt,
            password,
            answer,
        };
        let asked = self.questions.send(question);
        asked
            .ok()
            .and_then(|()| answers.recv().ok())
            .unwrap_or_default()
    }
}

/// Works until nobody can send tasks any more.
pub fn work(ways: Ways, tasks: &Receiver<Task>) {
    let mut evaluator = match Evaluator::start(ways.clone()) {
        Ok(evaluator) => evaluator,
        Err(error) => {
            let text = format!("the kernel cannot run cells: {error}");
            return refuse(&ways, tasks, &errors::simple("Error", &text));
        }
    };
    evaluator.warm();
    while let Ok(task) = tasks.recv() {
        match task {
            Task::Execute(request, execute) => {
                evaluator.execute(&request, &execute, tasks);
            }
            Task::Complete(request, complete) => evaluator.complete(&request, &complete),
            Task::Inspect(request, inspect) => evaluator.inspect(&request, &inspect),
        }
    }
}

/// Answers every cell with the same error.
fn refuse(ways: &Ways, tasks: &Receiver<Task>, error: &ErrorOutput) {
    while let Ok(task) = tasks.recv() {
        let (request, reply) = match task {
            Task::Execute(request, _) => {
                ways.publisher.status(Status::busy(), &request);
                ways.publisher.publish(error.clone(), Some(&request));
                let reply = reply::execute(ExecutionCount::new(0), Some(error));
                let message = JupyterMessage::new(reply, Some(&request));
                (request, message)
            }
            Task::Complete(request, complete) => {
                let message =
                    JupyterMessage::new(reply::no_completions(complete.cursor_pos), Some(&request));
                (request, message)
            }
            Task::Inspect(request, _) => {
                let message = JupyterMessage::new(reply::nothing_found(), Some(&request));
                (request, message)
            }
        };
        let _ = ways.replies.send(reply);
        ways.publisher.status(Status::idle(), &request);
    }
}
