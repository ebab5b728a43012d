//! What cells print: evcxr's own words as they are, all the rest as lines or as [`Event`]s
//! that the kernel understands.

use crate::protocol::{Display, Event, may_become_event};
use serde_json::{Map, Value};
use std::io::{self, Write};
use std::time::{Duration, Instant};

/// evcxr's own words.
const WORDS: &str = "EVCXR_";
const COMPLETE: &str = "EVCXR_EXECUTION_COMPLETE";
const PANIC: &str = "EVCXR_PANIC_NOTIFICATION";
const EARLY_RETURN: &str = "EVCXR_ERROR_OCCURRED";
const BEGIN_CONTENT: &str = "EVCXR_BEGIN_CONTENT ";
const END_CONTENT: &str = "EVCXR_END_CONTENT";

/// How long the cells' standard library may take to flush: who holds its lock holds up the
/// rest too.
const FLUSHING: Duration = Duration::from_secs(2);

/// Takes bytes as they come, and gives lines.
///
/// The cells' process has two standard libraries with a buffer each, the cells' and its own.
/// So, at the end of a cell, the cells' is asked to flush before the end goes on.
pub struct Words<O, E, A> {
    out: O,
    err: E,
    /// Asks the cells' standard library to flush.
    ask: A,
    /// Whether it answers.
    answers: bool,
    /// Whether the kernel listens to more than evcxr's words. evcxr runs a cell of its own
    /// before the first one, and waits until somebody has taken all that came of it, which
    /// nobody can before the first one.
    heard: bool,
    /// The cell has ended, at this time, and its last words may be on their way.
    ended: Option<Instant>,
    /// The beginning of a line.
    start: Vec<u8>,
    /// The MIME type and the lines of a content that has begun.
    content: Option<(String, String)>,
    /// What is complete and may still get another MIME type.
    display: Map<String, Value>,
}

impl<O: Write, E: Write, A: FnMut() -> io::Result<()>> Words<O, E, A> {
    /// Nothing has come yet.
    pub fn new(out: O, err: E, ask: A) -> Self {
        Self {
            out,
            err,
            ask,
            answers: false,
            heard: false,
            ended: None,
            start: Vec::new(),
            content: None,
            display: Map::new(),
        }
    }

    /// Whether something is held back that [`pause`](Self::pause) may let go.
    pub fn are_waiting(&self) -> bool {
        !self.display.is_empty() || !self.start.is_empty() || self.ended.is_some()
    }

    /// The next bytes.
    pub fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.start.extend_from_slice(piece);
            if let Some(line) = self.start.strip_suffix(b"\n") {
                let line = String::from_utf8_lossy(line).into_owned();
                self.start.clear();
                self.line(&line)?;
            }
        }
        self.out.flush()
    }

    /// Nothing has come for a while.
    pub fn pause(&mut self) -> io::Result<()> {
        match self.ended {
            Some(ended) if ended.elapsed() > FLUSHING => {
                self.complete()?;
                self.answers = false;
            }
            Some(_) => return Ok(()),
            None => self.show(Event::DisplayData)?,
        }
        // Half a letter waits for its other half.
        if let Ok(start) = std::str::from_utf8(&self.start)
            && !start.is_empty()
            && self.content.is_none()
            && !may_become_event(start)
            && !start.starts_with(WORDS)
            && !WORDS.starts_with(start)
        {
            let event = Event::Stream(start.into());
            self.start.clear();
            self.write(&event.line())?;
        }
        self.out.flush()
    }

    fn line(&mut self, line: &str) -> io::Result<()> {
        if let Some((mime, mut text)) = self.content.take() {
            if line == END_CONTENT {
                return self.add(mime, text);
            }
            // A cell that ends meanwhile will not end it.
            if ![COMPLETE, PANIC, EARLY_RETURN]
                .iter()
                .any(|word| line.ends_with(word))
            {
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(line);
                self.content = Some((mime, text));
                return Ok(());
            }
        }
        // What was printed last may have had no end.
        if let Some(text) = line.strip_suffix(Event::Flushed.line().trim_end()) {
            self.text(text)?;
            self.answers = true;
            self.heard = true;
            return match self.ended {
                Some(_) => self.complete(),
                None => Ok(()),
            };
        }
        if let Some(text) = line.strip_suffix(Event::Begun.line().trim_end()) {
            self.text(text)?;
            return match self.heard {
                true => self.write(&Event::Begun.line()),
                false => Ok(()),
            };
        }
        for word in [COMPLETE, PANIC, EARLY_RETURN] {
            if let Some(text) = line.strip_suffix(word) {
                self.text(text)?;
                return self.word(word);
            }
        }
        if let Some(mime) = line.strip_prefix(BEGIN_CONTENT) {
            self.content = Some((mime.into(), String::new()));
            return Ok(());
        }
        self.show(Event::DisplayData)?;
        self.write(&format!("{line}\n"))
    }

    /// Text that has no line's end.
    fn text(&mut self, text: &str) -> io::Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        self.show(Event::DisplayData)?;
        self.write(&Event::Stream(text.into()).line())
    }

    /// A word of evcxr's, which it still has to hear.
    fn word(&mut self, word: &str) -> io::Result<()> {
        match word {
            COMPLETE => {
                self.ended = Some(Instant::now());
                return match self.answers {
                    true => (self.ask)(),
                    false => self.complete(),
                };
            }
            PANIC => self.write(&Event::Panic.line())?,
            _ => self.write(&Event::EarlyReturn.line())?,
        }
        self.write(&format!("{word}\n"))
    }

    /// Nothing more comes from this cell.
    fn complete(&mut self) -> io::Result<()> {
        self.ended = None;
        self.show(Event::ExecuteResult)?;
        if self.heard {
            self.write(&Event::End.line())?;
            self.err.write_all(Event::End.line().as_bytes())?;
        }
        self.write(&format!("{COMPLETE}\n"))
    }

    /// A content is whole. The same thing in another MIME type belongs to the one before.
    fn add(&mut self, mime: String, text: String) -> io::Result<()> {
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
        let data = std::mem::take(&mut self.display);
        if !self.heard {
            return Ok(());
        }
        let display = Display {
            data,
            ..Display::default()
        };
        self.write(&event(display).line())
    }

    fn write(&mut self, line: &str) -> io::Result<()> {
        self.out.write_all(line.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the kernel gets of these chunks, with a pause between any two.
    fn lines(chunks: &[&str]) -> Vec<String> {
        let mut out = Vec::new();
        let mut words = Words::new(&mut out, io::sink(), || Ok(()));
        words.heard = true;
        for chunk in chunks {
            words.take(chunk.as_bytes()).unwrap();
            words.pause().unwrap();
        }
        let text = String::from_utf8(out).unwrap();
        text.lines().map(String::from).collect()
    }

    fn events(chunks: &[&str]) -> Vec<Event> {
        let lines = lines(chunks);
        lines.iter().filter_map(|line| Event::read(line)).collect()
    }

    #[test]
    fn lines_pass_as_they_are() {
        assert_eq!(lines(&["epoch 1\nepoch 2\n"]), ["epoch 1", "epoch 2"]);
    }

    #[test]
    fn nobody_listens_to_evcxrs_own_first_cell() {
        let mut out = Vec::new();
        let mut words = Words::new(&mut out, io::sink(), || Ok(()));
        let shown = "EVCXR_BEGIN_CONTENT text/plain\n42\nEVCXR_END_CONTENT\n";
        words
            .take(format!("{shown}{COMPLETE}\n").as_bytes())
            .unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), format!("{COMPLETE}\n"));
    }

    #[test]
    fn what_an_earlier_cell_still_prints_does_not_hide_a_cells_beginning() {
        let begun = Event::Begun.line();
        let text = Event::Stream("half a line".into());
        assert_eq!(
            events(&[&format!("half a line{begun}")]),
            [text, Event::Begun]
        );
    }

    #[test]
    fn a_line_without_an_end_does_no_harm() {
        let came = lines(&["loss ", "0.1EVCXR_EXECUTION_COMPLETE\n"]);
        let text = |text: &str| Event::Stream(text.into()).line().trim_end().to_string();
        assert_eq!(came[..2], [text("loss "), text("0.1")]);
        assert_eq!(came.last().map(String::as_str), Some(COMPLETE));
    }

    #[test]
    fn the_end_waits_for_what_is_in_the_cells_buffer() {
        let flushed = Event::Flushed.line();
        let came = lines(&[
            &flushed,
            "EVCXR_EXECUTION_COMPLETE\n",
            &format!("late{flushed}"),
        ]);
        let late = Event::Stream("late".into()).line();
        assert_eq!(came[0], late.trim_end());
        assert_eq!(came.last().map(String::as_str), Some(COMPLETE));
        assert_eq!(came.len(), 3);
    }

    #[test]
    fn every_picture_arrives_in_its_place() {
        let png = "EVCXR_BEGIN_CONTENT image/png\nAAAA\nEVCXR_END_CONTENT\n";
        let plain = "EVCXR_BEGIN_CONTENT text/plain\na\nb\nEVCXR_END_CONTENT\n";
        let cell = format!("{png}{plain}between\n{png}{png}{COMPLETE}\n");
        let kinds = |event: &Event| match event {
            Event::DisplayData(display) => format!("display {}", display.data.len()),
            Event::ExecuteResult(display) => format!("result {}", display.data.len()),
            _ => "end".into(),
        };
        let came: Vec<String> = events(&[&cell]).iter().map(kinds).collect();
        assert_eq!(came, ["display 2", "display 1", "result 1", "end"]);
    }

    #[test]
    fn a_long_picture_comes_in_pieces() {
        let came = events(&[
            "EVCXR_BEGIN_CONTENT image/png\nAA",
            "AA\nEVCXR_END_CONTENT\n",
        ]);
        let Event::DisplayData(display) = &came[0] else {
            panic!("{came:?}");
        };
        assert_eq!(display.data["image/png"], "AAAA");
    }

    #[test]
    fn a_panic_and_a_question_mark_are_told() {
        let came = events(&["EVCXR_PANIC_NOTIFICATION\nEVCXR_ERROR_OCCURRED\n"]);
        assert_eq!(came, [Event::Panic, Event::EarlyReturn]);
    }
}
