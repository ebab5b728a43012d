//! The cells that were run, for a console's arrow keys.

use jupyter_protocol::{HistoryEntry, HistoryReply, HistoryRequest, ReplyStatus};
use std::sync::{Arc, Mutex};

/// The inputs of this session, the first with number 1.
#[derive(Clone, Default)]
pub struct History(Arc<Mutex<Vec<String>>>);

impl History {
    /// Adds a cell.
    pub fn add(&self, code: &str) {
        self.lock().push(code.into());
    }

    /// The entries that a request asks for.
    pub fn answer(&self, request: &HistoryRequest) -> HistoryReply {
        let inputs = self.lock();
        let numbered = inputs.iter().enumerate();
        let all = numbered.map(|(i, code)| (i + 1, code.clone())).collect();
        drop(inputs);
        let (output, found) = select(all, request);
        let entry = |(number, code): (usize, String)| match output {
            true => HistoryEntry::InputOutput(0, number, (code, String::new())),
            false => HistoryEntry::Input(0, number, code),
        };
        HistoryReply {
            history: found.into_iter().map(entry).collect(),
            status: ReplyStatus::Ok,
            error: None,
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<String>> {
        self.0.lock().unwrap_or_else(|e| e.into_inner())
    }
}

/// Whether outputs are wanted too, and the numbered cells that are.
fn select(mut all: Vec<(usize, String)>, request: &HistoryRequest) -> (bool, Vec<(usize, String)>) {
    match request {
        HistoryRequest::Tail { n, output, .. } => (*output, last(all, *n)),
        HistoryRequest::Range {
            start,
            stop,
            output,
            ..
        } => {
            let inside = |n: usize| (*start..*stop).contains(&i32::try_from(n).unwrap_or(0));
            all.retain(|(n, _)| inside(*n));
            (*output, all)
        }
        HistoryRequest::Search {
            pattern,
            output,
            n,
            unique,
            ..
        } => {
            all.retain(|(_, code)| fits(pattern, code));
            if *unique {
                let seen = all.clone();
                all.retain(|(n, c)| !seen.iter().any(|(later, same)| later > n && same == c));
            }
            (*output, last(all, *n))
        }
    }
}

fn last(mut from: Vec<(usize, String)>, n: i32) -> Vec<(usize, String)> {
    let skipped = from.len().saturating_sub(usize::try_from(n).unwrap_or(0));
    from.split_off(skipped)
}

/// Whether a text fits a pattern in which `*` stands for any text and `?` for any letter.
fn fits(pattern: &str, text: &str) -> bool {
    let mut letters = pattern.chars();
    match letters.next() {
        None => text.is_empty(),
        Some('*') => {
            let rest = letters.as_str();
            fits(rest, text)
                || text
                    .char_indices()
                    .any(|(i, c)| fits(rest, &text[i + c.len_utf8()..]))
        }
        Some(letter) => {
            let mut text = text.chars();
            matches!(text.next(), Some(c) if letter == '?' || c == letter)
                && fits(letters.as_str(), text.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        assert!(fits("let*", "let x = 1;"));
        assert!(fits("*x?=*", "let x = 1;"));
        assert!(!fits("let", "let x = 1;"));
    }
}
