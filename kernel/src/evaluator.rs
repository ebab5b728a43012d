//! The thread that compiles and runs cells, one after the other.

use crate::analyzer::{self, Library};
use crate::cell::{self, Cell, Past};
use crate::child::FLUSH;
use crate::compiler::types::{self, Answer};
use crate::compiler::{self, Kept};
use crate::errors;
use crate::reply;
use crate::router::{End, Router};
use crate::work::{Task, Ways};
use evcxr::{CommandContext, EvalCallbacks, EvalOutputs};
use jupyter_protocol::{
    ErrorOutput, ExecuteInput, ExecuteReply, ExecuteRequest, ExecuteResult, ExecutionCount,
    JupyterMessage, ReplyStatus, Status, Stdio, StreamContent, Transient,
};
use serde_json::Map;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::mpsc::Receiver;

/// What every cell may need: written first, so that the student's own first cell waits for
/// nothing. The same words stand in the notebooks.
const IMPORT: &str = r#":dep aelib = { package = "aelib-notebook", path = "aelib" }"#;

/// The same for cargo, and another text for rust-analyzer, which reads all crates again then.
const IMPORT_AGAIN: &str =
    r#":dep aelib = { package = "aelib-notebook", path = "aelib", optional = false }"#;

/// What nobody runs, and rust-analyzer looks at: at the first variable it reads what every
/// crate brings, which takes longer than all the rest.
const LOOK: &str = r#"use aelib::prelude::*;
let images = Images::<Map<1, 28, 28>>::from_bytes(Vec::new()).expect("whole images");"#;

/// Compiles and runs cells.
pub struct Evaluator {
    pub ways: Ways,
    pub context: CommandContext,
    router: Router,
    library: Library,
    past: Past,
    count: usize,
}

/// Whether this is a folder with notebooks of the course.
fn is_in_course() -> bool {
    Path::new("aelib/Cargo.toml").exists()
}

impl Evaluator {
    /// With a process for the cells.
    ///
    /// # Errors
    /// If Rust is not there, or a working folder cannot be written.
    pub fn start(ways: Ways) -> Result<Self, evcxr::Error> {
        let library = Library::of_this_kernel();
        library.read(!is_in_course())?;
        let (mut context, outputs) = CommandContext::new()?;
        let router = Router::start(outputs, ways.publisher.clone(), ways.stop.clone());
        context.execute(":load_config --quiet")?;
        if let Some(home) = analyzer::true_home() {
            let home = home.to_string_lossy();
            context.execute(&format!(":build_env CARGO_HOME={home}"))?;
        }
        if let Some(commands) = compiler::commands() {
            context.execute(&commands)?;
        }
        ways.stop.watch(context.process_handle());
        Ok(Self {
            ways,
            router,
            context,
            library,
            past: Past::default(),
            count: 0,
        })
    }

    /// What the first cells will need, before anybody asks.
    pub fn warm(&mut self) {
        self.router.begin(None, ExecutionCount::new(0));
        let import = is_in_course();
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
    pub fn execute(
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
            reply::execute(self.execution_count(), errors.first()),
        );
        self.ways.busy.store(false, Ordering::SeqCst);
        publisher.status(Status::idle(), request);
        self.abort(behind);
    }

    fn run(&mut self, request: &JupyterMessage, execute: &ExecuteRequest) -> Vec<ErrorOutput> {
        let seen = (!execute.silent).then(|| request.clone());
        self.router.begin(seen, self.execution_count());
        Kept::forget();
        let cell = match self.past.read(&execute.code) {
            Ok(cell) => cell,
            Err(mistakes) => {
                self.ways.stop.end();
                self.router.finish();
                return mistakes;
            }
        };
        let before = self.variables();
        let cell = match self.typed(cell) {
            Ok(cell) => cell,
            Err(mistakes) => {
                self.ways.stop.end();
                self.router.finish();
                return mistakes;
            }
        };
        let result = self.evaluate(request, execute, cell.text());
        if result.is_ok() {
            self.past.add(&cell);
        }
        let stopped = self.ways.stop.end();
        let end = self.router.finish();
        let how = match (&result, &end) {
            (Err(evcxr::Error::SubprocessTerminated(_)), _) => "was lost with its process",
            (Ok(_), End::Panic(_)) => "was lost when a cell panicked",
            _ => "was moved by a cell that took it over",
        };
        let gone = self.past.leave(&before, &self.variables(), how);
        let source = self.context.last_source().unwrap_or_default();
        let at = |place: &str| errors::at(place, &source, &cell, &self.past);
        match (result, end) {
            (Err(error), _) => {
                if matches!(error, evcxr::Error::SubprocessTerminated(_)) {
                    self.restore();
                }
                match stopped {
                    true => vec![errors::simple("Stopped", STOPPED)],
                    false => errors::explain(&error, &cell, &self.past),
                }
            }
            (Ok(_), End::Panic(lines)) => {
                vec![errors::panic(&lines, at, cell::fate(&before, &gone))]
            }
            (Ok(_), End::EarlyReturn(why)) => {
                let (place, why) = compiler::early_end().unwrap_or((String::new(), why));
                let place = (!place.is_empty()).then(|| at(&place));
                vec![errors::early_end(&why, place, cell::fate(&before, &gone))]
            }
            (Ok(outputs), End::Normal) => {
                if let Some(note) = cell::after(cell.code()) {
                    let (name, text) = (Stdio::Stderr, note.into());
                    let seen = (!execute.silent).then_some(request);
                    self.ways
                        .publisher
                        .publish(StreamContent { name, text }, seen);
                }
                if !execute.silent && !outputs.is_empty() {
                    let result = ExecuteResult {
                        execution_count: self.execution_count(),
                        data: reply::media(outputs.content_by_mime_type),
                        metadata: Map::new(),
                        transient: Some(Transient::default()),
                    };
                    self.ways.publisher.publish(result, Some(request));
                }
                Vec::new()
            }
        }
    }

    fn evaluate(
        &mut self,
        request: &JupyterMessage,
        execute: &ExecuteRequest,
        code: &str,
    ) -> Result<EvalOutputs, evcxr::Error> {
        let ways = &self.ways;
        let mut callbacks = EvalCallbacks {
            input_reader: &|question| {
                ways.ask(request, execute, question.prompt, question.is_password)
            },
        };
        self.context.execute_with_callbacks(code, &mut callbacks)
    }

    /// The variables that evcxr keeps.
    fn variables(&self) -> BTreeSet<String> {
        let variables = self.context.variables_and_types();
        variables.map(|(name, _)| name.into()).collect()
    }

    /// The cell with the types of its variables, as rustc knows them.
    ///
    /// # Errors
    /// What a student reads, if rustc does not accept the cell.
    fn typed(&mut self, cell: Cell) -> Result<Cell, Vec<ErrorOutput>> {
        if !cell.has_untyped_variables() {
            return Ok(cell);
        }
        // A line of its own for what evcxr adds.
        let text = cell.for_analysis() + "\n";
        // evcxr then writes the code as it does for rust-analyzer.
        if self.context.hover_at(&text, text.len()).is_err() {
            return Ok(cell);
        }
        match types::ask() {
            Some(Answer::Types(types)) => match errors::nameless(&types, &cell) {
                Some(error) => Err(vec![error]),
                None => Ok(cell.annotated(&types)),
            },
            Some(Answer::Errors(source, errors)) => {
                let found = errors::found(&source, &errors, &cell, &self.past);
                found.map_or(Ok(cell), Err)
            }
            None => Ok(cell),
        }
    }

    /// Has rust-analyzer read the standard library too, where it has not; whether that is so.
    pub fn read_library(&mut self) -> bool {
        self.library.is_left_out()
            && self.library.read(true).is_ok()
            && self.context.execute(IMPORT_AGAIN).is_ok()
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
                        ..reply::execute(self.execution_count(), None)
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

    fn execution_count(&self) -> ExecutionCount {
        ExecutionCount::new(self.count)
    }

    /// Answers a request.
    pub fn reply(
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
