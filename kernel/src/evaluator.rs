//! The thread that compiles and runs cells, one after the other.

use crate::child::FLUSH;
use crate::errors;
use crate::history::History;
use crate::publish::Publisher;
use crate::router::{End, Router};
use crate::stop::Stop;
use evcxr::{CommandContext, EvalCallbacks};
use jupyter_protocol::{
    CompleteReply, CompleteRequest, ErrorOutput, ExecuteInput, ExecuteReply, ExecuteRequest,
    ExecuteResult, ExecutionCount, InspectReply, InspectRequest, JupyterMessage, Media, ReplyError,
    ReplyStatus, Status, Transient,
};
use serde_json::{Map, Value, json};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, mpsc};
use tokio::sync::mpsc::UnboundedSender;

/// What every cell may need: written first, so that the student's own first cell waits for
/// nothing. The same words stand in the notebooks.
const IMPORT: &str = r#":dep aelib = { package = "aelib-notebook", path = "aelib" }"#;

/// What nobody runs, and rust-analyzer looks at: at the first variable it reads what every
/// crate brings, which takes longer than all the rest.
const LOOK: &str = r#"use aelib::prelude::*;
let images = Images::<Map<1, 28, 28>>::from_bytes(Vec::new()).expect("whole images");"#;

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

struct Evaluator {
    ways: Ways,
    router: Router,
    context: CommandContext,
    count: usize,
}

impl Evaluator {
    fn start(ways: Ways) -> Result<Self, evcxr::Error> {
        let (mut context, outputs) = CommandContext::new()?;
        let router = Router::start(outputs, ways.publisher.clone(), ways.stop.clone());
        context.execute(":load_config --quiet")?;
        ways.stop.watch(context.process_handle());
        Ok(Self {
            ways,
            router,
            context,
            count: 0,
        })
    }

    /// What the first cells will need, before anybody asks.
    fn warm(&mut self) {
        self.router.begin(None, ExecutionCount::new(0));
        let import = Path::new("aelib/Cargo.toml").exists();
        let code = match import {
            true => format!("{IMPORT}\n{FLUSH}"),
            false => FLUSH.into(),
        };
        // If it fails, the student's own import will say why.
        if self.context.execute(&code).is_err() && import {
            let _ = self.context.execute(FLUSH);
        }
        self.router.finish();
        if import {
            let name = "let images";
            let end = LOOK.find(name).map_or(0, |at| at + name.len());
            // What it says does not matter.
            let _ = self.context.hover_at(LOOK, end);
        }
    }

    /// Runs a cell. Cells that already wait behind one that fails are not run.
    fn execute(
        &mut self,
        request: &JupyterMessage,
        execute: &ExecuteRequest,
        tasks: &Receiver<Task>,
    ) {
        let publisher = self.ways.publisher.clone();
        self.ways.busy.store(true, Ordering::SeqCst);
        // Whoever sees that it is busy may press the button.
        self.ways.stop.begin(request);
        publisher.status(Status::busy(), request);
        if !execute.silent {
            self.count += 1;
            if execute.store_history {
                self.ways.history.add(&execute.code);
            }
            let input = ExecuteInput {
                code: execute.code.clone(),
                execution_count: self.execution_count(),
            };
            publisher.publish(input, Some(request));
        }
        let errors = self.run(request, execute);
        // Before anybody knows: what comes later is meant to run.
        let behind: Vec<Task> = match !errors.is_empty() && execute.stop_on_error {
            true => tasks.try_iter().collect(),
            false => Vec::new(),
        };
        if !execute.silent {
            for error in &errors {
                publisher.publish(error.clone(), Some(request));
            }
        }
        self.reply(
            request,
            execute_reply(self.execution_count(), errors.first()),
        );
        self.ways.busy.store(false, Ordering::SeqCst);
        publisher.status(Status::idle(), request);
        self.abort(behind);
    }

    fn run(&mut self, request: &JupyterMessage, execute: &ExecuteRequest) -> Vec<ErrorOutput> {
        let seen = (!execute.silent).then(|| request.clone());
        self.router.begin(seen, self.execution_count());
        let ways = &self.ways;
        let mut callbacks = EvalCallbacks {
            input_reader: &|question| {
                ways.ask(request, execute, question.prompt, question.is_password)
            },
        };
        let result = self
            .context
            .execute_with_callbacks(&execute.code, &mut callbacks);
        let stopped = self.ways.stop.end();
        let end = self.router.finish();
        match (result, end) {
            (Err(error), _) => {
                if matches!(error, evcxr::Error::SubprocessTerminated(_)) {
                    self.restore();
                }
                match stopped {
                    true => vec![errors::simple("Stopped", STOPPED)],
                    false => errors::explain(&error, &execute.code),
                }
            }
            (Ok(_), End::Panic(lines)) => {
                let source = self.context.last_source().unwrap_or_default();
                let line = |number: usize| source.lines().nth(number - 1).map(String::from);
                vec![errors::panic(&lines, &execute.code, line)]
            }
            (Ok(_), End::EarlyReturn(why)) => vec![errors::simple("Error", &why)],
            (Ok(outputs), End::Normal) => {
                if !execute.silent && !outputs.is_empty() {
                    let result = ExecuteResult {
                        execution_count: self.execution_count(),
                        data: media(outputs.content_by_mime_type),
                        metadata: Map::new(),
                        transient: Some(Transient::default()),
                    };
                    self.ways.publisher.publish(result, Some(request));
                }
                Vec::new()
            }
        }
    }

    /// evcxr has started another process for the cells.
    fn restore(&mut self) {
        self.router.begin(None, self.execution_count());
        let _ = self.context.execute(FLUSH);
        self.router.finish();
    }

    /// Cells are not run; the rest is answered.
    fn abort(&mut self, tasks: Vec<Task>) {
        for task in tasks {
            match task {
                Task::Execute(request, _) => {
                    let reply = ExecuteReply {
                        status: ReplyStatus::Aborted,
                        ..execute_reply(self.execution_count(), None)
                    };
                    self.ways.publisher.status(Status::busy(), &request);
                    self.reply(&request, reply);
                    self.ways.publisher.status(Status::idle(), &request);
                }
                Task::Complete(request, complete) => self.complete(&request, &complete),
                Task::Inspect(request, inspect) => self.inspect(&request, &inspect),
            }
        }
    }

    fn complete(&mut self, request: &JupyterMessage, complete: &CompleteRequest) {
        let code = &complete.code;
        self.ways.publisher.status(Status::busy(), request);
        let found = self
            .context
            .completions(code, to_byte(code, complete.cursor_pos));
        let reply = match found {
            Ok(found) => {
                let (start, end) = (
                    to_letter(code, found.start_offset),
                    to_letter(code, found.end_offset),
                );
                let kinds = found
                    .completions
                    .iter()
                    .map(|c| json!({"text": c.label, "type": c.kind, "start": start, "end": end}));
                let kinds = kinds.collect();
                let mut metadata = Map::new();
                metadata.insert("_jupyter_types_experimental".into(), Value::Array(kinds));
                CompleteReply {
                    matches: found.completions.iter().map(|c| c.code.clone()).collect(),
                    cursor_start: start,
                    cursor_end: end,
                    metadata,
                    status: ReplyStatus::Ok,
                    error: None,
                }
            }
            Err(_) => no_completions(complete.cursor_pos),
        };
        self.reply(request, reply);
        self.ways.publisher.status(Status::idle(), request);
    }

    fn inspect(&mut self, request: &JupyterMessage, inspect: &InspectRequest) {
        let code = &inspect.code;
        self.ways.publisher.status(Status::busy(), request);
        // The name under the cursor, also when the cursor stands inside of it.
        let start = to_byte(code, inspect.cursor_pos);
        let rest = code[start..].find(|c: char| !(c.is_alphanumeric() || c == '_'));
        let end = start + rest.unwrap_or(code.len() - start);
        let reply = match self.context.hover_at(code, end) {
            Ok((plain, html)) if plain != "No documentation found" => {
                let data = json!({"text/plain": plain, "text/html": html});
                InspectReply {
                    found: true,
                    data: serde_json::from_value(data).unwrap_or_default(),
                    ..nothing_found()
                }
            }
            _ => nothing_found(),
        };
        self.reply(request, reply);
        self.ways.publisher.status(Status::idle(), request);
    }

    fn execution_count(&self) -> ExecutionCount {
        ExecutionCount::new(self.count)
    }

    fn reply(
        &self,
        request: &JupyterMessage,
        content: impl Into<jupyter_protocol::JupyterMessageContent>,
    ) {
        // An error means that the kernel is about to end.
        let _ = self
            .ways
            .replies
            .send(JupyterMessage::new(content, Some(request)));
    }
}

const STOPPED: &str = "stopped: the cell did not look at the stop button, so its process was \
                       ended, and all variables with it; run the cells above again";

impl Ways {
    /// The answer to a cell's question; empty where nobody can be asked.
    fn ask(
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

/// Answers every cell with the same error.
fn refuse(ways: &Ways, tasks: &Receiver<Task>, error: &ErrorOutput) {
    while let Ok(task) = tasks.recv() {
        let (request, reply) = match task {
            Task::Execute(request, _) => {
                ways.publisher.status(Status::busy(), &request);
                ways.publisher.publish(error.clone(), Some(&request));
                let reply = execute_reply(ExecutionCount::new(0), Some(error));
                let message = JupyterMessage::new(reply, Some(&request));
                (request, message)
            }
            Task::Complete(request, complete) => {
                let message =
                    JupyterMessage::new(no_completions(complete.cursor_pos), Some(&request));
                (request, message)
            }
            Task::Inspect(request, _) => {
                let message = JupyterMessage::new(nothing_found(), Some(&request));
                (request, message)
            }
        };
        let _ = ways.replies.send(reply);
        ways.publisher.status(Status::idle(), &request);
    }
}

fn execute_reply(count: ExecutionCount, error: Option<&ErrorOutput>) -> ExecuteReply {
    ExecuteReply {
        status: match error {
            Some(_) => ReplyStatus::Error,
            None => ReplyStatus::Ok,
        },
        execution_count: count,
        payload: Vec::new(),
        user_expressions: Some(Default::default()),
        error: error.map(|error| {
            Box::new(ReplyError {
                ename: error.ename.clone(),
                evalue: error.evalue.clone(),
                traceback: error.traceback.clone(),
            })
        }),
    }
}

/// The answer when there is nothing to complete, or no time for it.
pub fn no_completions(cursor: usize) -> CompleteReply {
    CompleteReply {
        matches: Vec::new(),
        cursor_start: cursor,
        cursor_end: cursor,
        metadata: Map::new(),
        status: ReplyStatus::Ok,
        error: None,
    }
}

/// The answer when a name means nothing, or there is no time for it.
pub fn nothing_found() -> InspectReply {
    InspectReply {
        found: false,
        data: Media::default(),
        metadata: Map::new(),
        status: ReplyStatus::Ok,
        error: None,
    }
}

fn media(contents: impl IntoIterator<Item = (String, String)>) -> Media {
    let value = |(mime, text): (String, String)| {
        let json = mime
            .contains("json")
            .then(|| serde_json::from_str(&text).ok());
        (mime, json.flatten().unwrap_or(Value::String(text)))
    };
    let data = contents.into_iter().map(value).collect();
    serde_json::from_value(Value::Object(data)).unwrap_or_default()
}

/// Jupyter counts letters, Rust counts bytes.
fn to_byte(code: &str, letters: usize) -> usize {
    let place = code.char_indices().nth(letters);
    place.map_or(code.len(), |(byte, _)| byte)
}

fn to_letter(code: &str, byte: usize) -> usize {
    code.char_indices().take_while(|(at, _)| *at < byte).count()
}
