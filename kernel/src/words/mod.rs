//! What cells print: evcxr's own words, which evcxr gets, and all the rest as [`Event`]s,
//! wherever in a line one begins.

mod content;
mod letters;
mod piece;

pub use piece::COMPLETE;

use crate::child::say;
use crate::protocol::{Display, Event};
use content::Content;
use letters::Letters;
use piece::{BEGIN_CONTENT, EARLY_RETURN, END_CONTENT, PANIC, Piece};
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How the kernel hears, between evcxr's words, that it is to wait for the end's event, which
/// has the name that follows.
pub const ENDED: &str = "ended ";

/// How long the cells' standard library may take to flush: who holds its lock holds up the
/// rest too.
const FLUSHING: Duration = Duration::from_secs(2);

/// How often a cell's half lines are asked for.
pub const OFTEN: Duration = Duration::from_millis(200);

/// More text than this, in bytes, comes from no cell: it would only stop the page.
const MOST: usize = 4 << 20;

/// What is known of the cell that runs.
#[derive(Default)]
pub struct Cell {
    runs: AtomicBool,
    /// How many bytes of text the page still takes.
    room: AtomicUsize,
}

impl Cell {
    /// A cell begins.
    pub fn begin(&self) {
        self.runs.store(true, Ordering::SeqCst);
        self.room.store(MOST, Ordering::SeqCst);
    }
}

/// Takes bytes as they come, and gives events.
///
/// The cells' process has two standard libraries with a buffer each, the cells' and its own.
/// So, at the end of a cell, the cells' is asked to flush before the end goes on; and now
/// and then while a cell runs, or half lines would not be seen.
pub struct Words {
    cell: Arc<Cell>,
    /// It was said that the page takes no more.
    full: bool,
    /// Whether the cells' standard library answers.
    answers: bool,
    /// It was asked, and has not answered.
    asked: bool,
    /// When it was asked last.
    last: Instant,
    /// evcxr runs a cell of its own before the first one, and waits until somebody has taken
    /// all that came of it, which nobody can before the first one.
    heard: bool,
    /// How many cells have ended.
    cells: u64,
    /// The cell has ended, at this time, and its last words may be on their way.
    ended: Option<Instant>,
    /// They have come.
    flushed: bool,
    /// What cannot be told yet: half a word, or half an event.
    start: Vec<u8>,
    /// The line's end that belongs to an event has not come yet.
    after_event: bool,
    /// Of standard output and of standard error.
    letters: [Letters; 2],
    /// What evcxr's types show of themselves.
    content: Content,
}

impl Words {
    /// Nothing has come yet.
    pub fn new(cell: Arc<Cell>) -> Self {
        Self {
            cell,
            full: false,
            answers: false,
            asked: false,
            last: Instant::now(),
            heard: false,
            cells: 0,
            ended: None,
            flushed: false,
            start: Vec::new(),
            after_event: false,
            letters: Default::default(),
            content: Content::default(),
        }
    }

    /// The next bytes of standard output.
    pub fn stdout(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut all = std::mem::take(&mut self.start);
        all.extend_from_slice(bytes);
        let mut rest = all.as_slice();
        while !rest.is_empty() {
            match self.piece(rest)? {
                0 => break,
                len => rest = &rest[len..],
            }
        }
        self.start = rest.to_vec();
        Ok(())
    }

    /// The next bytes of standard error.
    pub fn stderr(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.text(1, bytes)
    }

    /// Nothing has come for a while.
    pub fn pause(&mut self) -> io::Result<()> {
        if self.ended.is_none() {
            self.show(Event::DisplayData)?;
        }
        Ok(())
    }

    /// Whether the cells' standard library is to be asked to flush; it is taken for asked.
    pub fn wants_flush(&mut self) -> bool {
        let now = match self.ended {
            Some(_) => !self.flushed,
            None => self.cell.runs.load(Ordering::SeqCst) && self.last.elapsed() >= OFTEN,
        };
        let wanted = now && self.answers && !self.asked;
        if wanted {
            self.asked = true;
            self.last = Instant::now();
        }
        wanted
    }

    /// Whether the cell has ended, and all of its standard output has come.
    pub fn may_complete(&self) -> bool {
        let late = |ended: Instant| ended.elapsed() > FLUSHING;
        self.ended
            .is_some_and(|ended| !self.answers || self.flushed || late(ended))
    }

    /// Nothing more comes from this cell.
    pub fn complete(&mut self) -> io::Result<()> {
        if self.ended.take().is_some() && !std::mem::take(&mut self.flushed) {
            self.answers = false;
        }
        self.cell.runs.store(false, Ordering::SeqCst);
        self.let_go()?;
        self.show(Event::ExecuteResult)?;
        self.cells += 1;
        let name = format!("{} {}", std::process::id(), self.cells);
        say(&Event::End(name.clone()))?;
        if std::mem::replace(&mut self.heard, true) {
            word(&format!("{ENDED}{name}"))?;
        }
        word(COMPLETE)
    }

    /// The cells' process has ended.
    pub fn end(&mut self) -> io::Result<()> {
        self.let_go()?;
        self.show(Event::DisplayData)
    }

    /// What waits for more gets no more.
    fn let_go(&mut self) -> io::Result<()> {
        let start = std::mem::take(&mut self.start);
        self.text(0, &start)?;
        for stream in 0..2 {
            let half = self.letters[stream].rest();
            self.print(stream, half)?;
        }
        Ok(())
    }

    /// Takes what stands at the beginning; how many bytes that are, or 0 if more must come.
    fn piece(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if std::mem::take(&mut self.after_event) && bytes[0] == b'\n' {
            return Ok(1);
        }
        match Piece::at(bytes) {
            Piece::More => Ok(0),
            Piece::Text(len) => {
                match self.content.text() {
                    Some(text) => text.extend_from_slice(&bytes[..len]),
                    None => self.text(0, &bytes[..len])?,
                }
                Ok(len)
            }
            Piece::Event(event, len) => {
                self.after_event = true;
                match event {
                    Event::Flushed => {
                        self.answers = true;
                        self.asked = false;
                        self.flushed = self.ended.is_some();
                    }
                    // It is told at the end, and the cell's result may wait for that.
                    Event::Variables(_) | Event::Handled(_) => say(&event)?,
                    event => {
                        self.show(Event::DisplayData)?;
                        say(&event)?;
                    }
                }
                Ok(len)
            }
            Piece::Word(line, len) => {
                self.word(&line)?;
                Ok(len)
            }
        }
    }

    /// A word of evcxr's.
    fn word(&mut self, line: &str) -> io::Result<()> {
        if let Some(mime) = line.strip_prefix(BEGIN_CONTENT) {
            self.content.begin(mime);
            return Ok(());
        }
        // A cell that ends meanwhile will not end its content.
        if let Some((mime, text)) = self.content.end()
            && line == END_CONTENT
        {
            // The same thing in another MIME type belongs to the one before.
            if self.content.has(&mime) {
                self.show(Event::DisplayData)?;
            }
            self.content.add(mime, text);
            return Ok(());
        }
        match line {
            COMPLETE => self.ended = Some(Instant::now()),
            PANIC => {
                say(&Event::Panic)?;
                word(line)?;
            }
            EARLY_RETURN => {
                say(&Event::EarlyReturn)?;
                word(line)?;
            }
            END_CONTENT => {}
            _ => word(line)?,
        }
        Ok(())
    }

    fn text(&mut self, stream: usize, bytes: &[u8]) -> io::Result<()> {
        if bytes.is_empty() {
            return Ok(());
        }
        self.show(Event::DisplayData)?;
        if self.cell.room.load(Ordering::SeqCst) == 0 {
            return self.overflow();
        }
        self.full = false;
        let text = self.letters[stream].text(bytes);
        self.print(stream, text)
    }

    fn print(&mut self, stream: usize, text: String) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        let taken = |room: usize| Some(room.saturating_sub(text.len()));
        let _ = self
            .cell
            .room
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, taken);
        say(&match stream {
            0 => Event::Stdout(text),
            _ => Event::Stderr(text),
        })
    }

    /// The page takes no more; that is said once.
    fn overflow(&mut self) -> io::Result<()> {
        match std::mem::replace(&mut self.full, true) {
            true => Ok(()),
            false => say(&Event::Full),
        }
    }

    fn show(&mut self, event: fn(Display) -> Event) -> io::Result<()> {
        match self.content.take() {
            Some(display) => say(&event(display)),
            None => Ok(()),
        }
    }
}

/// evcxr hears this.
fn word(line: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}
