//! One cell: from the request to its result, or to what went wrong.

use crate::cell;
use crate::commands;
use crate::compiler::{self, Kept};
use crate::errors;
use crate::evaluator::Evaluator;
use crate::protocol::Display;
use crate::reply;
use crate::router::{self, End};
use crate::stop::Outcome;
use evcxr::EvalOutputs;
use jupyter_protocol::{
    ErrorOutput, ExecuteInput, ExecuteRequest, ExecuteResult, ExecutionCount, ExpressionResult,
    JupyterMessage, Media, Stdio, StreamContent, Transient,
};
use serde_json::{Map, Value};
use std::collections::HashMap;

impl Evaluator {
    /// Runs a cell. Cells that already wait behind one that fails are not run.
    pub fn run(&mut self, request: &JupyterMessage, execute: &ExecuteRequest) {
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
        let errors = self.run_code(request, execute);
        // It may have been given up and answered meanwhile, and what waits now came later.
        if !self.ways.works_on(request) {
            return;
        }
        self.note_variables();
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

    fn run_code(&mut self, request: &JupyterMessage, execute: &ExecuteRequest) -> Vec<ErrorOutput> {
        let seen = (!execute.silent).then(|| request.clone());
        self.set_up();
        self.router.begin(seen);
        self.close_comms_of(request);
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
        let has_died = matches!(result, Err(evcxr::Error::SubprocessTerminated(_)));
        if has_died {
            // The next process may not have said yet that it has begun.
            self.flushes = false;
        }
        let how = match (&result, &end) {
            _ if has_died => "was lost with its process",
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
    fn show(&self, request: &JupyterMessage, outputs: EvalOutputs, display: Option<&Display>) {
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

    fn execution_count(&self) -> ExecutionCount {
        ExecutionCount::new(self.ways.history.count())
    }
}

/// The value of a loop, and of most of what is done for its effect.
fn is_nothing(data: &Map<String, Value>) -> bool {
    data.len() == 1 && data.get("text/plain").is_some_and(|text| text == "()")
}

const NOT_RUN: &str = "stopped before its code ran: variables are as they were";

const NO_INPUT: &str = "stopped while it waited for input, which then was empty";

const ASKED: &str =
    "the stop button was pressed while this cell ran, so its loops may have ended early\n";

const KILLED: &str = "stopped: the cell did not look at the stop button, so its process was \
                      ended, and all variables with it; run the cells above again (in a loop of \
                      your own, `if interrupt::is_requested() { break; }` looks at it)";
