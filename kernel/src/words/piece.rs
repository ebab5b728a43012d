//! What stands in what cells print: evcxr's words, events, and text.

use crate::protocol::{BEGIN, END, Event};

/// All of evcxr's words begin so.
const WORDS: &str = "EVCXR_";
/// A cell has ended.
pub const COMPLETE: &str = "EVCXR_EXECUTION_COMPLETE";
/// It has panicked.
pub const PANIC: &str = "EVCXR_PANIC_NOTIFICATION";
/// A `?` has ended it.
pub const EARLY_RETURN: &str = "EVCXR_ERROR_OCCURRED";
/// Something to show begins, of the MIME type that follows.
pub const BEGIN_CONTENT: &str = "EVCXR_BEGIN_CONTENT ";
/// It ends.
pub const END_CONTENT: &str = "EVCXR_END_CONTENT";
/// Words that go on with something else, and that only evcxr understands.
const OTHERS: [&str; 2] = ["EVCXR_VARIABLE_CHANGED_TYPE:", "EVCXR_INPUT_REQUEST"];

/// What stands at the beginning of some bytes.
#[derive(Debug, PartialEq)]
pub enum Piece {
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
    /// The first piece.
    pub fn at(bytes: &[u8]) -> Self {
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
                | Event::Flushed
                | Event::Variables(_)
                | Event::CommOpen(_)
                | Event::CommMsg(_)
                | Event::Handled(_)),
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
}
