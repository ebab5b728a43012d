//! From lines that a cell's process prints to messages that Jupyter shows.

use crate::protocol::{Display, Event};
use crate::publish::Publisher;
use crate::stop::Stop;
use evcxr::EvalContextOutputs;
use jupyter_protocol::{
    ClearOutput, DisplayData, ExecuteResult, ExecutionCount, JupyterMessage, Media, Stdio,
    StreamContent, Transient, UpdateDisplayData,
};
use serde_json::Value;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

/// How long the end of a cell's standard error may be behind the cell's end.
const LATE: Duration = Duration::from_millis(500);

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
    count: ExecutionCount,
    /// Ends on standard output and on standard error.
    ends: [u64; 2],
    end: End,
    /// Lines of a panic's message: shown as an error, if it ends the cell.
    panic: Vec<String>,
    /// An empty line of standard error: with one a panic begins.
    blank: bool,
    /// The last line of standard error that is not empty.
    last: String,
    /// Text of the stream that is not sent yet.
    text: Option<(Stdio, String)>,
    /// No more lines will come.
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
    pub fn start(outputs: EvalContextOutputs, publisher: Publisher, stop: Stop) -> Self {
        let router = Self {
            outputs: Arc::new(outputs),
            cell: Arc::new(Mutex::new(Cell {
                publisher,
                stop,
                request: None,
                count: ExecutionCount::new(0),
                ends: [0; 2],
                end: End::Normal,
                panic: Vec::new(),
                blank: false,
                last: String::new(),
                text: None,
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
    pub fn begin(&self, request: Option<JupyterMessage>, count: ExecutionCount) {
        let mut cell = self.drain();
        cell.request = request;
        cell.count = count;
        cell.ends = [0; 2];
        cell.end = End::Normal;
        cell.panic.clear();
        cell.last.clear();
    }

    /// When all that a cell has printed is on its way to Jupyter: how the cell ended.
    pub fn finish(&self) -> End {
        let start = Instant::now();
        loop {
            let mut cell = self.drain();
            if cell.ends[1] >= cell.ends[0] || start.elapsed() > LATE {
                cell.release();
                return std::mem::take(&mut cell.end);
            }
            drop(cell);
            thread::sleep(Duration::from_millis(1));
        }
    }

    /// Waits for lines.
    fn wait(&self) {
        let mut select = crossbeam_channel::Select::new();
        select.recv(&self.outputs.stdout);
        select.recv(&self.outputs.stderr);
        select.ready();
    }

    /// Routes all lines that are there. Whoever holds the guard sees a state in which none
    /// is on its way.
    fn drain(&self) -> MutexGuard<'_, Cell> {
        let mut cell = self.cell.lock().unwrap_or_else(|e| e.into_inner());
        loop {
            match self.outputs.stdout.try_recv() {
                Ok(line) => cell.stdout(&line),
                Err(end) => {
                    cell.closed = end.is_disconnected();
                    break;
                }
            }
        }
        while let Ok(line) = self.outputs.stderr.try_recv() {
            cell.stderr(line);
        }
        cell.send_text();
        cell
    }
}

impl Cell {
    fn stdout(&mut self, line: &str) {
        match Event::read(line) {
            None => self.stream(Stdio::Stdout, &format!("{line}\n")),
            Some(Event::Stream(text)) => self.stream(Stdio::Stdout, &text),
            Some(Event::Begun) => self.stop.computes(true),
            Some(Event::End) => {
                self.stop.computes(false);
                self.ends[0] += 1;
            }
            Some(Event::Panic) => self.end = End::Panic(Vec::new()),
            Some(Event::EarlyReturn) => self.end = End::EarlyReturn(String::new()),
            Some(event) => {
                self.send_text();
                self.show(event);
            }
        }
    }

    fn stderr(&mut self, line: String) {
        if Event::read(&line) == Some(Event::End) {
            self.ends[1] += 1;
            return;
        }
        if is_panic(&line) || !self.panic.is_empty() {
            self.blank = false;
            self.panic.push(line);
            return;
        }
        if std::mem::replace(&mut self.blank, line.is_empty()) {
            self.stream(Stdio::Stderr, "\n");
        }
        if line.is_empty() {
            return;
        }
        self.stream(Stdio::Stderr, &format!("{line}\n"));
        self.last = line;
    }

    /// A panic that a cell has survived was only talk.
    fn release(&mut self) {
        if std::mem::take(&mut self.blank) {
            self.stream(Stdio::Stderr, "\n");
        }
        let lines = std::mem::take(&mut self.panic);
        match &mut self.end {
            End::Panic(said) => *said = lines,
            End::EarlyReturn(why) => *why = std::mem::take(&mut self.last),
            End::Normal => {
                for line in lines {
                    self.stream(Stdio::Stderr, &format!("{line}\n"));
                }
            }
        }
        self.send_text();
    }

    /// Adds text; many lines make one message.
    fn stream(&mut self, name: Stdio, text: &str) {
        match &mut self.text {
            Some((same, all)) if same.is_same(&name) => all.push_str(text),
            _ => {
                self.send_text();
                self.text = Some((name, text.into()));
            }
        }
    }

    fn send_text(&mut self) {
        if let (Some((name, text)), Some(request)) = (self.text.take(), &self.request) {
            let content = StreamContent { name, text };
            self.publisher.publish(content, Some(request));
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
            Event::ExecuteResult(display) => {
                let content = ExecuteResult {
                    execution_count: self.count,
                    data: media(&display),
                    metadata: display.metadata,
                    transient: Some(Transient::default()),
                };
                self.publisher.publish(content, parent);
            }
            Event::ClearOutput { wait } => self.publisher.publish(ClearOutput { wait }, parent),
            _ => {}
        }
    }
}

fn is_panic(line: &str) -> bool {
    line.starts_with("thread '") && line.contains("panicked at")
}

/// Two streams have one name.
trait Same {
    fn is_same(&self, other: &Self) -> bool;
}

impl Same for Stdio {
    fn is_same(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

fn media(display: &Display) -> Media {
    let data = Value::Object(display.data.clone());
    serde_json::from_value(data).unwrap_or_default()
}

fn transient(display: &Display) -> Transient {
    Transient {
        display_id: display.id.clone(),
    }
}
