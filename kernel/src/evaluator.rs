//! The thread that compiles and runs cells, one after the other.

use crate::analyzer::{self, Library};
use crate::cell::{Cell, Past, brackets, paths, without_commands};
use crate::child::FLUSH;
use crate::commands::{self, Split};
use crate::comms::cell_of;
use crate::compiler;
use crate::compiler::types::{self, Answer};
use crate::errors;
use crate::reply;
use crate::router::Router;
use crate::stop::Outcome;
use crate::variables::{self, Variable};
use crate::ways::Ways;
use crate::work::Worker;
use evcxr::{CommandContext, EvalCallbacks, EvalOutputs};
use jupyter_protocol::{
    CommId, CommMsg, CompleteRequest, ErrorOutput, ExecuteRequest, InspectRequest, JupyterMessage,
};
use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;

/// What every cell may need: written first, so that the student's own first cell waits for
/// nothing. `PATH` stands for where the library is, and the same words stand in the notebooks.
const IMPORT: &str = r#":dep aelib = { package = "aelib-notebook", path = "PATH" }"#;

/// The same for cargo, and another text for rust-analyzer, which reads all crates again then.
const IMPORT_AGAIN: &str =
    r#":dep aelib = { package = "aelib-notebook", path = "PATH", optional = false }"#;

/// What nobody runs, and rust-analyzer looks at: at the first variable it reads what every
/// crate brings, which takes longer than all the rest.
const LOOK: &str = r#"use aelib::prelude::*;
let images = Images::<Map<1, 28, 28>>::from_bytes(Vec::new()).expect("whole images");"#;

/// How often somebody looks whether a change by hand is done.
const SOON: Duration = Duration::from_millis(1);

/// Compiles and runs cells.
pub struct Evaluator {
    pub ways: Ways,
    pub context: CommandContext,
    pub router: Router,
    library: Library,
    pub past: Past,
    /// Whether [`FLUSH`] runs in the cells' process.
    pub flushes: bool,
}

/// Whether rust-analyzer is not to be asked about this code.
fn is_too_much(code: &str) -> bool {
    brackets::is_too_deep(code) || brackets::is_too_long(code)
}

/// An import of the course's library, if the notebook belongs to the course.
fn in_course(import: &str) -> Option<String> {
    let library = paths::library(&std::env::current_dir().ok()?)?;
    Some(import.replace("PATH", &library.display().to_string()))
}

impl Worker for Evaluator {
    fn start(ways: Ways) -> Result<Self, String> {
        Self::with_process(ways).map_err(|error| error.to_string())
    }

    fn warm(&mut self) {
        self.ways.stop.begin(None);
        self.router.begin(None);
        let import = in_course(IMPORT);
        // If it fails, the student's own import will say why.
        if let Some(import) = &import
            && self.context.execute(&format!("{import}\n{FLUSH}")).is_ok()
        {
            self.flushes = !self.ways.stop.is_pressed();
        }
        self.router.finish();
        // The process that has just been set up.
        self.router.is_fresh();
        self.set_up();
        self.ways.stop.end();
        if import.is_some() {
            let name = "let images";
            let end = LOOK.find(name).map_or(0, |at| at + name.len());
            // What it says does not matter.
            let _ = self.context.hover_at(LOOK, end);
        }
    }

    fn execute(&mut self, request: &JupyterMessage, execute: &ExecuteRequest) {
        self.run(request, execute);
    }

    fn complete(&mut self, request: &JupyterMessage, complete: &CompleteRequest) {
        let reply = match is_too_much(&complete.code) {
            true => reply::no_completions(complete.cursor_pos),
            false => self.completions(complete),
        };
        self.ways.conclude(request, reply);
    }

    fn inspect(&mut self, request: &JupyterMessage, inspect: &InspectRequest) {
        let reply = match is_too_much(&inspect.code) {
            true => reply::nothing_found(),
            false => self.meaning(inspect),
        };
        self.ways.conclude(request, reply);
    }

    fn change(&mut self, request: &JupyterMessage, comm: &str) {
        self.router.begin(Some(request.clone()));
        let ways = self.ways.clone();
        let tell = |data| {
            let comm_id = CommId(comm.into());
            ways.publisher
                .publish(CommMsg { comm_id, data }, Some(request));
        };
        ways.comms.waits(comm, false).map(tell);
        self.wait_for(ways.comms.send(comm));
        ways.stop.end();
        self.router.finish();
        if ways.stop.is_gone() {
            self.flushes = false;
            let before = self.variables();
            // It fails at once; evcxr notices, and starts another process.
            let _ = self.context.execute(FLUSH);
            self.past
                .leave(&before, &self.variables(), "was lost with its process");
            self.note_variables();
        }
        ways.end(request);
    }

    fn recover(&mut self) {
        let outcome = self.ways.stop.end();
        self.router.finish();
        if self.ways.stop.computing() || outcome == Outcome::Killed {
            // Nobody knows what the cells' process is at.
            restart(&mut self.context, &self.ways);
        }
    }
}

impl Evaluator {
    /// With a process for the cells.
    ///
    /// # Errors
    /// If Rust is not there, or a working folder cannot be written.
    fn with_process(ways: Ways) -> Result<Self, evcxr::Error> {
        let library = Library::of_this_kernel();
        library.read(in_course(IMPORT).is_none())?;
        let (mut context, outputs) = CommandContext::new()?;
        let (publisher, stop) = (ways.publisher.clone(), ways.stop.clone());
        let router = Router::start(outputs, publisher, stop, ways.comms.clone());
        context.execute(":load_config --quiet")?;
        if let Some(home) = analyzer::true_home() {
            let home = home.to_string_lossy();
            context.execute(&format!(":build_env CARGO_HOME={home}"))?;
        }
        if let Some(commands) = compiler::commands() {
            context.execute(&commands)?;
        }
        ways.stop.watch(context.process_handle());
        ways.variables().clear();
        Ok(Self {
            ways,
            router,
            context,
            library,
            past: Past::default(),
            flushes: false,
        })
    }

    /// What each new process for the cells needs, however it came to start.
    pub fn set_up(&mut self) {
        if self.router.is_fresh() {
            self.flushes = false;
        }
        if !self.flushes {
            self.router.begin(None);
            self.flushes = self.context.execute(FLUSH).is_ok() && !self.ways.stop.is_pressed();
            self.router.finish();
            // Its start is known.
            self.router.is_fresh();
        }
    }

    pub fn evaluate(
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
        let (code, lists) = commands::without_list(code);
        let Some(split) = Split::of(&code)? else {
            let list = lists.then(|| variables::table(&ways.variables()));
            let mut said = self.context.execute_with_callbacks(&code, &mut callbacks)?;
            commands::add(&mut said.content_by_mime_type, list);
            return Ok(said);
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

    /// Closes the comms that this request's cell has opened when it was run before.
    pub fn close_comms_of(&self, request: &JupyterMessage) {
        let (ids, answer) = self.ways.comms.close_of(cell_of(request));
        self.ways.publisher.close_comms(ids, Some(request));
        self.wait_for(answer);
    }

    /// Until the cells' process has answered to the line with this number, or is gone.
    fn wait_for(&self, number: Option<u64>) {
        let Some(number) = number else { return };
        self.ways.stop.computes(true);
        while self.router.handled() < number && !self.ways.stop.is_gone() {
            thread::sleep(SOON);
        }
        self.ways.stop.computes(false);
    }

    /// The variables that evcxr keeps.
    pub fn variables(&self) -> BTreeSet<String> {
        let variables = self.context.variables_and_types();
        variables.map(|(name, _)| name.into()).collect()
    }

    /// Notes which variables there are, for whoever asks.
    pub fn note_variables(&self) {
        let told = self.router.variables();
        let kept = self.context.variables_and_types();
        let mut variables: Vec<Variable> = kept
            .map(|(name, kind)| Variable::new(name, kind, told.get(name)))
            .collect();
        variables.sort_by(|a, b| a.name.cmp(&b.name));
        *self.ways.variables() = variables;
    }

    /// The cell with the types of its variables, as rustc knows them.
    ///
    /// # Errors
    /// What a student reads, if rustc does not accept the cell.
    pub fn typed(&mut self, cell: Cell) -> Result<Cell, Vec<ErrorOutput>> {
        if !cell.has_untyped_variables() {
            return Ok(cell);
        }
        let mut answer = self.ask_for_types(&cell);
        // rustc is called as for the last cell, which may not have known a crate.
        if let (Some(Answer::Errors(..)), Some(crates)) = (&answer, cell.crates())
            && self.context.execute(&crates).is_ok()
        {
            answer = self.ask_for_types(&cell);
        }
        match answer {
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

    /// What rustc says of a cell, if it can be asked.
    fn ask_for_types(&mut self, cell: &Cell) -> Option<Answer> {
        // A line of its own for what evcxr adds.
        let text = without_commands(cell.text()) + "\n";
        // evcxr then writes the code as it does for rust-analyzer.
        self.context.hover_at(&text, text.len()).ok()?;
        types::ask(&cell.variables())
    }

    /// Has rust-analyzer read the standard library too, where it has not; whether that is so.
    pub fn read_library(&mut self) -> bool {
        self.library.is_left_out()
            && self.library.read(true).is_ok()
            && in_course(IMPORT_AGAIN).is_some_and(|import| self.context.execute(&import).is_ok())
    }
}

/// Ends the cells' process; evcxr notices, forgets their variables, and starts another one.
fn restart(context: &mut CommandContext, ways: &Ways) {
    ways.stop.kill();
    // It fails at once, because there is nobody to run it.
    let _ = context.execute(FLUSH);
}
