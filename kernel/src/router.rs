//! From what the cells' process tells to messages that Jupyter shows.

use crate::comms::{Comms, cell_of};
use crate::gathered::{GATHERED, Gathered};
use crate::protocol::{Display, Event};
use crate::publish::Publisher;
use crate::stop::Stop;
use crate::variables::Summaries;
use crate::words::ENDED;
use evcxr::EvalContextOutputs;
use jupyter_protocol::{
    ClearOutput, CommId, CommMsg, CommOpen, DisplayData, JupyterMessage, Media, Stdio,
    StreamContent, Transient, UpdateDisplayData,
};
use serde_json::Value;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

/// How long a panic's message waits for the word that it has ended the cell.
const PANICKING: Duration = Duration::from_millis(500);
/// How long the kernel waits for a cell's last event, whose word has come.
const LATE: Duration = Duration::from_secs(10);

const FULL: &str = "\nthis cell has printed more than 4 MB of text: the rest is not shown; \
                    write it to a file\n";

/// The two streams, and the cell that they belong to.
#[derive(Clone)]
pub struct Router {
    outputs: Arc<EvalContextOutputs>,
    cell: Arc<Mutex<Cell>>,
}

/// What has come of one cell.
struct Cell {
    publisher: Publisher,
    stop: Stop,
    request: Option<JupyterMessage>,
    end: End,
    result: Option<Display>,
    /// The name of the end that was announced since the cell began.
    announced: Option<String>,
    /// The name of the last end that has come.
    ended: String,
    /// A new process has started, which is not set up.
    fresh: bool,
    /// Its number, which is that of the thread in which cells run.
    process: u32,
    /// Text that is not sent yet.
    text: Gathered,
    /// What may be the message of a panic that ends the cell, and since when.
    panic: Option<(String, Instant)>,
    /// The last line of standard error that is not empty.
    last: String,
    /// What the variables were when they were told last.
    variables: Summaries,
    /// The widgets.
    comms: Comms,
    /// The number of the last change that was done.
    handled: u64,
    /// Nothing more will come.
    closed: bool,
}

/// How a cell ended, besides what evcxr says.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum End {
    /// As it should.
    #[default]
    Normal,
    /// In a panic, which said these lines.
    Panic(Vec<String>),
    /// At a `?`; the last line on standard error says why.
    EarlyReturn(String),
}

impl Router {
    /// Starts to route.
    pub fn start(
        outputs: EvalContextOutputs,
        publisher: Publisher,
        stop: Stop,
        comms: Comms,
    ) -> Self {
        let router = Self {
            outputs: Arc::new(outputs),
            cell: Arc::new(Mutex::new(Cell {
                publisher,
                stop,
                request: None,
                end: End::Normal,
                result: None,
                announced: None,
                ended: String::new(),
                fresh: false,
                process: 0,
                text: Gathered::default(),
                panic: None,
                last: String::new(),
                variables: Summaries::new(),
                comms,
                handled: 0,
                closed: false,
            })),
        };
        let routing = router.clone();
        thread::spawn(move || {
            while !routing.drain().closed {
                routing.wait();
            }
        });
        router
    }

    /// From now on, what comes belongs to this request. `None`: nobody sees it.
    pub fn begin(&self, request: Option<JupyterMessage>) {
        let mut cell = self.drain();
        cell.release();
        cell.request = request;
        cell.end = End::Normal;
        cell.result = None;
        cell.last.clear();
        cell.announced = None;
    }

    /// When all that a cell has printed is on its way to Jupyter: how the cell ended, and
    /// the value of its last expression.
    pub fn finish(&self) -> (End, Option<Display>) {
        let start = Instant::now();
        loop {
            let mut cell = self.drain();
            let is_over = cell
                .announced
                .as_ref()
                .is_none_or(|name| *name == cell.ended);
            if is_over || cell.closed || start.elapsed() > LATE {
                cell.finish();
                return (std::mem::take(&mut cell.end), cell.result.take());
            }
            drop(cell);
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Whether a process has started since this was asked last.
    pub fn is_fresh(&self) -> bool {
        std::mem::take(&mut self.drain().fresh)
    }

    /// What the variables were when they were told last.
    pub fn variables(&self) -> Summaries {
        self.drain().variables.clone()
    }

    /// The number of the last change by hand that the cells have done.
    pub fn handled(&self) -> u64 {
        self.drain().handled
    }

    /// Waits for lines, or until what was gathered is to go.
    fn wait(&self) {
        let mut select = crossbeam_channel::Select::new();
        select.recv(&self.outputs.stdout);
        select.recv(&self.outputs.stderr);
        let cell = self.lock();
        let waits = !cell.text.is_empty() || cell.panic.is_some();
        drop(cell);
        match waits {
            // An error only says that nothing has come.
            true => drop(select.ready_timeout(GATHERED / 10)),
            false => drop(select.ready()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Cell> {
        self.cell.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Routes all that is there. Whoever holds the guard sees a state in which nothing is on
    /// its way.
    fn drain(&self) -> MutexGuard<'_, Cell> {
        let mut cell = self.lock();
        while let Ok(line) = self.outputs.stdout.try_recv() {
            if let Some(name) = line.strip_prefix(ENDED) {
                cell.announced = Some(name.into());
            }
        }
        loop {
            match self.outputs.stderr.try_recv() {
                Ok(line) => cell.take(line),
                Err(end) => {
                    cell.closed = end.is_disconnected();
                    break;
                }
            }
        }
        cell.send_what_is_due();
        cell
    }
}

impl Cell {
    fn take(&mut self, line: String) {
        match Event::read(&line) {
            // Not from the cells: the process that passes on says so itself.
            None => self.text.add(Stdio::Stderr, &format!("{line}\n")),
            Some(Event::Stdout(text)) => self.text.add(Stdio::Stdout, &text),
            Some(Event::Stderr(text)) => self.stderr(&text),
            Some(Event::Full) => self.text.add(Stdio::Stderr, FULL),
            Some(Event::Started(process)) => {
                self.fresh = true;
                self.variables.clear();
                self.close_comms();
                self.process = process;
                self.stop.runs_in(process);
            }
            Some(Event::Begun) => self.stop.computes(true),
            Some(Event::Stopping) => self.stop.heard(),
            Some(Event::End(name)) => {
                self.stop.computes(false);
                self.ended = name;
            }
            Some(Event::Panic) => {
                let said = self.panic.take().map(|(said, _)| said).unwrap_or_default();
                self.end = End::Panic(said.trim_start().lines().map(String::from).collect());
            }
            Some(Event::EarlyReturn) => self.end = End::EarlyReturn(String::new()),
            Some(Event::ExecuteResult(display)) => self.result = Some(display),
            Some(Event::Variables(told)) => self.variables = told,
            Some(Event::Handled(number)) => self.handled = number,
            Some(Event::Flushed) => {}
            Some(event) => {
                self.note_comm(&event);
                self.send_text();
                self.show(event);
            }
        }
    }

    /// A panic's message is shown as the cell's error, if it ends the cell: so it waits a
    /// little. What other threads say does not.
    fn stderr(&mut self, text: &str) {
        if let Some((said, _)) = &mut self.panic {
            said.push_str(text);
            return;
        }
        if let Some(last) = text.lines().rfind(|line| !line.trim().is_empty()) {
            self.last = last.into();
        }
        match panics_at(text, self.process) {
            Some(at) => {
                self.text.add(Stdio::Stderr, &text[..at]);
                self.panic = Some((text[at..].into(), Instant::now()));
            }
            None => self.text.add(Stdio::Stderr, text),
        }
    }

    fn finish(&mut self) {
        if self.end == End::EarlyReturn(String::new()) {
            let why = std::mem::take(&mut self.last);
            // It is going to be shown as the cell's error.
            self.text.remove_last(&why);
            self.end = End::EarlyReturn(why);
        }
        self.release();
    }

    /// A panic that a cell has survived was only talk.
    fn release(&mut self) {
        if let Some((said, _)) = self.panic.take() {
            self.text.add(Stdio::Stderr, &said);
        }
        self.send_text();
    }

    fn send_what_is_due(&mut self) {
        if self
            .panic
            .as_ref()
            .is_some_and(|(_, since)| since.elapsed() > PANICKING)
        {
            self.release();
        }
        if self.text.is_due() {
            self.send_text();
        }
    }

    /// Widgets that no process answers any more are closed.
    fn close_comms(&self) {
        self.publisher
            .close_comms(self.comms.close(), self.request.as_ref());
    }

    fn note_comm(&self, event: &Event) {
        match event {
            Event::CommOpen(comm) => {
                let cell = self.request.as_ref().and_then(cell_of);
                self.comms.open(comm, cell);
            }
            Event::CommMsg(comm) => self.comms.tell(comm),
            _ => {}
        }
    }

    fn send_text(&mut self) {
        for (name, text) in self.text.take() {
            if let Some(request) = &self.request {
                let content = StreamContent { name, text };
                self.publisher.publish(content, Some(request));
            }
        }
    }

    fn show(&self, event: Event) {
        let Some(request) = &self.request else {
            return;
        };
        let parent = Some(request);
        match event {
            Event::DisplayData(display) => {
                let (data, transient) = (media(&display), transient(&display));
                let metadata = display.metadata;
                let content = DisplayData {
                    data,
                    metadata,
                    transient: Some(transient),
                };
                self.publisher.publish(content, parent);
            }
            Event::UpdateDisplayData(display) => {
                let (data, transient) = (media(&display), transient(&display));
                let metadata = display.metadata;
                let content = UpdateDisplayData {
                    data,
                    metadata,
                    transient,
                };
                self.publisher.publish(content, parent);
            }
            Event::CommOpen(comm) => {
                let content = CommOpen {
                    comm_id: CommId(comm.comm_id),
                    target_name: comm.target_name,
                    data: comm.data,
                    target_module: None,
                };
                self.publisher.publish_with(content, comm.metadata, parent);
            }
            Event::CommMsg(comm) => {
                let (comm_id, data) = (CommId(comm.comm_id), comm.data);
                self.publisher.publish(CommMsg { comm_id, data }, parent);
            }
            Event::ClearOutput { wait } => self.publisher.publish(ClearOutput { wait }, parent),
            _ => {}
        }
    }
}

/// Where the message of a panic in this thread begins, with the empty line before it.
fn panics_at(text: &str, thread: u32) -> Option<usize> {
    let said = text.find(&format!("' ({thread}) panicked at "))?;
    let at = text[..said].rfind("thread '")?;
    Some(text[..at].strip_suffix('\n').map_or(at, str::len))
}

/// What a display shows, as Jupyter has it.
pub fn media(display: &Display) -> Media {
    let data = Value::Object(display.data.clone());
    serde_json::from_value(data).unwrap_or_default()
}

fn transient(display: &Display) -> Transient {
    Transient {
        display_id: display.id.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_the_cells_own_thread_is_found() {
        let text = "x\nthread '<unnamed>' (7) panicked at src/lib.rs:1:1:\nwhy\n";
        assert_eq!(panics_at(text, 7), Some(1));
        assert_eq!(panics_at(text, 8), None);
    }
}
