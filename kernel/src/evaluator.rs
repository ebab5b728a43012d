//! The thread that compiles and runs cells, one after the other.

use crate::analyzer::{self, Library};
use crate::cell::{self, Cell, Past};
use crate::child::FLUSH;
use crate::commands::{self, Split};
use crate::compiler::types::{self, Answer};
use crate::compiler::{self, Kept};
use crate::errors;
use crate::reply;
use crate::router::{self, End, Router};
use crate::stop::Outcome;
use crate::work::Ways;
use evcxr::{CommandContext, EvalCallbacks, EvalOutputs};
use jupyter_protocol::{
    ErrorOutput, ExecuteInput, ExecuteRequest, ExecuteResult, ExecutionCount, ExpressionResult,
    JupyterMessage, Media, Stdio, StreamContent, Transient,
};
use serde_json::Map;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;

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
    /// Whether [`FLUSH`] runs in the cells' process.
    flushes: bool,
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
            flushes: false,
        })
    }

    /// What the first cells will need, before anybody asks.
    pub fn warm(&mut self) {
        self.ways.stop.begin(None);
        self.router.begin(None);
        let import = is_in_course();
        // If it fails, the student's own import will say why.
        if import && self.context.execute(&format!("{IMPORT}\n{FLUSH}")).is_ok() {
            self.flushes = !self.ways.stop.is_pressed();
        }
        self.router.finish();
        // The process that has just been set up.
        self.router.is_fresh();
        self.set_up();
        self.ways.stop.end();
        if import {
            let name = "let images";
            let end = LOOK.find(name).map_or(0, |at| at + name.len());
            // What it says does not matter.
            let _ = self.context.hover_at(LOOK, end);
        }
    }

    /// What each new process for the cells needs, however it came to start.
    fn set_up(&mut self) {
        if self.router.is_fresh() {
            self.flushes = false;
        }
        if !self.flushes {
            self.router.begin(None);
            self.flushes = self.context.execute(FLUSH).is_ok() && !self.ways.stop.is_pressed();
            self.router.finish();
        }
    }

    /// A panic has left this in the middle of something.
    pub fn recover(&mut self) {
        let outcome = self.ways.stop.end();
        self.router.finish();
        if self.ways.stop.computing() || outcome == Outcome::Killed {
            // Nobody knows what the cells' process is at.
            restart(&mut self.context, &self.ways);
        }
    }

    /// Runs a cell. Cells that already wait behind one that fails are not run.
    pub fn execute(&mut self, request: &JupyterMessage, execute: &ExecuteRequest) {
        let publisher = self.ways.publisher.clone();
        if !execute.silent {
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
        if !execute.silent {
            for error in &errors {
                publisher.publish(error.clone(), Some(request));
            }
        }
        let mut reply = reply::execute(self.execution_count(), errors.first());
        if errors.is_empty() {
            reply.user_expressions = Some(self.expressions(execute));
        }
        // Before anybody knows: what comes later is meant to run.
        let behind = match !errors.is_empty() && execute.stop_on_error {
            true => self.ways.queue.take_cells(),
            false => Vec::new(),
        };
        self.ways.conclude(request, reply);
        self.ways.abort(behind);
    }

    /// What a front end wants to know beside the cell.
    fn expressions(&mut self, execute: &ExecuteRequest) -> HashMap<String, ExpressionResult> {
        let wanted = execute.user_expressions.clone().unwrap_or_default();
        let results = wanted.into_iter().map(|(name, code)| {
            self.router.begin(None);
            let result = self.context.execute(&code);
            let (end, display) = self.router.finish();
            let error = match (result, end) {
                (Ok(outputs), End::Normal) => {
                    let data = match display {
                        Some(display) => router::media(&display),
                        None => reply::media(outputs.content_by_mime_type),
                    };
                    let metadata = Map::new();
                    return (name, ExpressionResult::Ok { data, metadata });
                }
                (Err(error), _) => errors::simple("Error", &error.to_string()),
                (Ok(_), End::Panic(lines)) => errors::simple("Panic", &lines.join("\n")),
                (Ok(_), End::EarlyReturn(why)) => errors::simple("Error", &why),
            };
            let ErrorOutput {
                ename,
                evalue,
                traceback,
            } = error;
            (
                name,
                ExpressionResult::Error {
                    ename,
                    evalue,
                    traceback,
                },
            )
        });
        results.collect()
    }

    fn run(&mut self, request: &JupyterMessage, execute: &ExecuteRequest) -> Vec<ErrorOutput> {
        let seen = (!execute.silent).then(|| request.clone());
        self.set_up();
        self.router.begin(seen);
        Kept::forget();
        let cell = match self.past.read(&execute.code) {
            Ok(cell) => cell,
            Err(mistakes) => return self.refused(request, mistakes),
        };
        let before = self.variables();
        let cell = match self.typed(cell) {
            Ok(cell) => cell,
            Err(mistakes) => return self.refused(request, mistakes),
        };
        let result = self.evaluate(request, execute, cell.text());
        if result.is_ok() {
            self.past.add(&cell);
        }
        let stopped = self.ways.stop.end();
        let (end, display) = self.router.finish();
        let how = match (&result, &end) {
            (Err(evcxr::Error::SubprocessTerminated(_)), _) => "was lost with its process",
            (Ok(_), End::Panic(_)) => "was lost when a cell panicked",
            _ => "was moved by a cell that took it over",
        };
        let gone = self.past.leave(&before, &self.variables(), how);
        if let Some(why) = self.was_stopped(stopped, request, result.is_ok()) {
            return vec![errors::simple("Stopped", why)];
        }
        let source = self.context.last_source().unwrap_or_default();
        let at = |place: &str| errors::at(place, &source, &cell, &self.past);
        match (result, end) {
            (Err(error), _) => errors::explain(&error, &cell, &self.past),
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
                if !execute.silent {
                    self.show(request, outputs, display.as_ref());
                }
                Vec::new()
            }
        }
    }

    /// What the cell's commands have to say, and its result.
    fn show(
        &self,
        request: &JupyterMessage,
        outputs: EvalOutputs,
        display: Option<&crate::protocol::Display>,
    ) {
        let result = |data: Media, metadata| ExecuteResult {
            execution_count: self.execution_count(),
            data,
            metadata,
            transient: Some(Transient::default()),
        };
        let publisher = &self.ways.publisher;
        let said = commands::text(outputs.content_by_mime_type);
        if !said.is_empty() {
            publisher.publish(result(reply::media(said), Map::new()), Some(request));
        }
        if let Some(display) = display.filter(|display| !is_nothing(&display.data)) {
            let result = result(router::media(display), display.metadata.clone());
            publisher.publish(result, Some(request));
        }
        if let Some(took) = outputs.timing {
            let text = format!("took {:.3} s\n", took.as_secs_f64());
            let name = Stdio::Stdout;
            publisher.publish(StreamContent { name, text }, Some(request));
        }
    }

    /// What is said of a cell that the stop button has ended; what ended by itself is only
    /// told about.
    fn was_stopped(
        &self,
        outcome: Outcome,
        request: &JupyterMessage,
        ended_well: bool,
    ) -> Option<&'static str> {
        match outcome {
            Outcome::Untouched => None,
            Outcome::NotRun => Some(NOT_RUN),
            Outcome::NoInput => Some(NO_INPUT),
            Outcome::Killed => Some(KILLED),
            Outcome::Asked => {
                let text = String::from(ASKED);
                let name = Stdio::Stderr;
                if ended_well {
                    self.ways
                        .publisher
                        .publish(StreamContent { name, text }, Some(request));
                }
                None
            }
        }
    }

    /// What is said of a cell that was not even compiled.
    fn refused(&self, request: &JupyterMessage, mistakes: Vec<ErrorOutput>) -> Vec<ErrorOutput> {
        let stopped = self.ways.stop.end();
        self.router.finish();
        match self.was_stopped(stopped, request, false) {
            Some(why) => vec![errors::simple("Stopped", why)],
            None => mistakes,
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
        let Some(split) = Split::of(code)? else {
            return self.context.execute_with_callbacks(code, &mut callbacks);
        };
        let said = self
            .context
            .execute_with_callbacks(&split.first, &mut callbacks)?;
        if split.restarts {
            restart(&mut self.context, ways);
        }
        self.flushes = self.context.execute(FLUSH).is_ok();
        // Its start is known.
        self.router.is_fresh();
        match split.rest.trim().is_empty() {
            true => Ok(said),
            false => self
                .context
                .execute_with_callbacks(&split.rest, &mut callbacks),
        }
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
        let text = commands::harmless(&cell.for_analysis(), usize::MAX) + "\n";
        // evcxr then writes the code as it does for rust-analyzer.
        if self.context.hover_at(&text, text.len()).is_err() {
            return Ok(cell);
        }
        match types::ask(&cell.variables()) {
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

    fn execution_count(&self) -> ExecutionCount {
        ExecutionCount::new(self.ways.history.count())
    }

    /// Answers a request.
    pub fn reply(
        &self,
        request: &JupyterMessage,
        content: impl Into<jupyter_protocol::JupyterMessageContent>,
    ) {
        self.ways.conclude(request, content);
    }
}

/// Ends the cells' process; evcxr notices, forgets their variables, and starts another one.
fn restart(context: &mut CommandContext, ways: &Ways) {
    ways.stop.kill();
    // It fails at once, because there is nobody to run it.
    let _ = context.execute(FLUSH);
}

/// The value of a loop, and of most of what is done for its effect.
fn is_nothing(data: &Map<String, serde_json::Value>) -> bool {
    data.len() == 1 && data.get("text/plain").is_some_and(|text| text == "()")
}

const NOT_RUN: &str = "stopped before it ran: variables are as they were";

const NO_INPUT: &str = "stopped while it waited for input, which then was empty";

const ASKED: &str = "the stop button was pressed while this cell ran\n";

const KILLED: &str = "stopped: the cell did not look at the stop button, so its process was \
                      ended, and all variables with it; run the cells above again";
