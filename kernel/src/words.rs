//! What cells print: evcxr's own words, which evcxr gets, and all the rest as [`Event`]s,
//! wherever in a line one begins.

use crate::child::say;
use crate::protocol::{BEGIN, Display, END, Event};
use serde_json::{Map, Value};
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// All of evcxr's words begin so.
const WORDS: &str = "EVCXR_";
/// A cell has ended.
pub const COMPLETE: &str = "EVCXR_EXECUTION_COMPLETE";
const PANIC: &str = "EVCXR_PANIC_NOTIFICATION";
const EARLY_RETURN: &str = "EVCXR_ERROR_OCCURRED";
const BEGIN_CONTENT: &str = "EVCXR_BEGIN_CONTENT ";
const END_CONTENT: &str = "EVCXR_END_CONTENT";
/// Words that go on with something else, and that only evcxr understands.
const OTHERS: [&str; 2] = ["EVCXR_VARIABLE_CHANGED_TYPE:", "EVCXR_INPUT_REQUEST"];

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
    /// Half letters, of standard output and of standard error.
    halves: [Vec<u8>; 2],
    /// The MIME type and the text of a content that has begun.
    content: Option<(String, Vec<u8>)>,
    /// What is complete and may still get another MIME type.
    display: Map<String, Value>,
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
            halves: Default::default(),
            content: None,
            display: Map::new(),
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
            let half = std::mem::take(&mut self.halves[stream]);
            self.print(stream, String::from_utf8_lossy(&half).into_owned())?;
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
                match &mut self.content {
                    Some((_, text)) => text.extend_from_slice(&bytes[..len]),
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
            self.content = Some((mime.into(), Vec::new()));
            return Ok(());
        }
        // A cell that ends meanwhile will not end its content.
        if let Some((mime, text)) = self.content.take()
            && line == END_CONTENT
        {
            return self.add(mime, &text);
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
        let mut all = std::mem::take(&mut self.halves[stream]);
        all.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&all) {
            // Half a letter waits for its other half.
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            // Bytes that are no letter; and what follows them may be half a letter.
            Err(_) => all.len() - half_letter(&all),
            Ok(_) => all.len(),
        };
        self.halves[stream] = all.split_off(whole);
        self.print(stream, String::from_utf8_lossy(&all).into_owned())
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

    /// A content is whole. The same thing in another MIME type belongs to the one before.
    fn add(&mut self, mime: String, text: &[u8]) -> io::Result<()> {
        let text = String::from_utf8_lossy(text.strip_suffix(b"\n").unwrap_or(text)).into_owned();
        if self.display.contains_key(&mime) {
            self.show(Event::DisplayData)?;
        }
        let value = match mime.contains("json") {
            true => serde_json::from_str(&text).unwrap_or(Value::String(text)),
            false => Value::String(text),
        };
        self.display.insert(mime, value);
        Ok(())
    }

    fn show(&mut self, event: fn(Display) -> Event) -> io::Result<()> {
        if self.display.is_empty() {
            return Ok(());
        }
        let display = Display {
            data: std::mem::take(&mut self.display),
            ..Display::default()
        };
        say(&event(display))
    }
}

/// What stands at the beginning of some bytes.
#[derive(Debug, PartialEq)]
enum Piece {
    /// Text, so many bytes of it.
    Text(usize),
    /// An event, in so many bytes.
    Event(Event, usize),
    /// One of evcxr's words, without its line's end, in so many bytes.
    Word(String, usize),
    /// It cannot be told yet.
    More,
}

impl Piece {
    fn at(bytes: &[u8]) -> Self {
        let [event, word] = [BEGIN, WORDS].map(str::as_bytes);
        if begins(bytes, event) {
            return Self::event(bytes);
        }
        if begins(bytes, word) {
            return Self::word(bytes);
        }
        let next = bytes
            .iter()
            .skip(1)
            .position(|b| *b == event[0] || *b == word[0]);
        Self::Text(next.map_or(bytes.len(), |at| at + 1))
    }

    fn event(bytes: &[u8]) -> Self {
        if bytes.len() < BEGIN.len() {
            return Self::More;
        }
        let line = bytes.iter().position(|b| *b == b'\n');
        let line = &bytes[..line.unwrap_or(bytes.len())];
        let end = line
            .windows(END.len())
            .position(|two| two == END.as_bytes());
        let Some(end) = end.map(|at| at + END.len()) else {
            return match line.len() < bytes.len() {
                true => Self::Text(1),
                false => Self::More,
            };
        };
        let event = std::str::from_utf8(&bytes[..end])
            .ok()
            .and_then(Event::read);
        match event {
            // The others are not for cells to say.
            Some(
                event @ (Event::DisplayData(_)
                | Event::UpdateDisplayData(_)
                | Event::ClearOutput { .. }
                | Event::Stopping
                | Event::Flushed),
            ) => Self::Event(event, end),
            _ => Self::Text(1),
        }
    }

    fn word(bytes: &[u8]) -> Self {
        let known = [COMPLETE, PANIC, EARLY_RETURN, BEGIN_CONTENT, END_CONTENT];
        let possible = known
            .iter()
            .chain(&OTHERS)
            .any(|word| begins(bytes, word.as_bytes()));
        if !possible {
            return Self::Text(1);
        }
        let Some(end) = bytes.iter().position(|b| *b == b'\n') else {
            return Self::More;
        };
        let line = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let open =
            OTHERS.iter().any(|word| line.starts_with(word)) || line.starts_with(BEGIN_CONTENT);
        match open || known.contains(&line.as_str()) {
            true => Self::Word(line, end + 1),
            false => Self::Text(1),
        }
    }
}

/// Whether these bytes begin so, as far as they go.
fn begins(bytes: &[u8], so: &[u8]) -> bool {
    let len = bytes.len().min(so.len());
    bytes[..len] == so[..len]
}

/// How many bytes at the end are the beginning of a letter.
fn half_letter(bytes: &[u8]) -> usize {
    let possible = (1..=3.min(bytes.len())).find(|len| {
        let end = &bytes[bytes.len() - len..];
        matches!(std::str::from_utf8(end), Err(e) if e.error_len().is_none() && e.valid_up_to() == 0)
    });
    possible.unwrap_or(0)
}

/// evcxr hears this.
fn word(line: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands in some bytes, piece by piece, as text.
    fn pieces(text: &str) -> Vec<String> {
        let mut rest = text.as_bytes();
        let mut found = Vec::new();
        while !rest.is_empty() {
            let len = match Piece::at(rest) {
                Piece::Text(len) => {
                    found.push(String::from_utf8_lossy(&rest[..len]).into_owned());
                    len
                }
                Piece::Event(event, len) => {
                    found.push(format!("{event:?}"));
                    len
                }
                Piece::Word(word, len) => {
                    found.push(format!("word {word}"));
                    len
                }
                Piece::More => {
                    found.push("more".into());
                    rest.len()
                }
            };
            rest = &rest[len..];
        }
        found
    }

    #[test]
    fn words_are_found_anywhere_in_a_line() {
        let text = format!("loss = {COMPLETE}\nafter");
        let word = format!("word {COMPLETE}");
        assert_eq!(pieces(&text), ["loss = ", word.as_str(), "after"]);
        assert_eq!(pieces("0.1EVCXR_EXEC"), ["0.1", "more"]);
        assert_eq!(
            pieces("EVCXR_BEGIN_CONTENT a/b\n"),
            ["word EVCXR_BEGIN_CONTENT a/b"]
        );
    }

    #[test]
    fn events_are_found_anywhere_in_a_line() {
        let text = format!("x {BEGIN}{{\"clear_output\":{{\"wait\":true}}}}{END}\ny");
        let found = pieces(&text);
        assert_eq!(found, ["x ", "ClearOutput { wait: true }", "\ny"]);
        assert_eq!(pieces(&text[..12]), ["x ", "more"]);
    }

    #[test]
    fn what_only_looks_like_one_is_text() {
        for text in [
            "EVCXR_OTHER\n",
            "\u{1b}[31mred\n",
            "Every\n",
            "\u{1b}_jupyter:{\"end\"\n",
        ] {
            assert_eq!(pieces(text).concat(), text);
        }
        // Not for cells to say.
        let end = Event::End("1 2".into()).line();
        assert_eq!(pieces(&end).concat(), end);
    }

    #[test]
    fn half_letters_wait() {
        let letter = "ä".as_bytes();
        assert_eq!(half_letter(&letter[..1]), 1);
        assert_eq!(half_letter(letter), 0);
        assert_eq!(half_letter(&[0xff]), 0);
        assert_eq!(half_letter(&[0xff, 0xe2, 0x82]), 2);
    }
}
