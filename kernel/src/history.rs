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

    /// How many cells there are: the number of the newest.
    pub fn count(&self) -> usize {
        self.lock().len()
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
    let [pattern, text]: [Vec<char>; 2] = [pattern, text].map(|s| s.chars().collect());
    let (mut p, mut t) = (0, 0);
    // After the last star: the place behind it, and how far it reaches. An earlier star need
    // not reach further.
    let mut star = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                p += 1;
                star = Some((p, t));
            }
            Some(letter) if *letter == '?' || *letter == text[t] => {
                p += 1;
                t += 1;
            }
            _ => match &mut star {
                Some((after, reach)) => {
                    *reach += 1;
                    (p, t) = (*after, *reach);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        assert!(fits("let*", "let x = 1;"));
        assert!(fits("*x?=*", "let x = 1;"));
        assert!(!fits("let", "let x = 1;"));
        assert!(fits("*", "") && fits("", "") && !fits("?", "") && fits("a*b*c", "abxbc"));
    }

    #[test]
    fn a_pattern_of_many_stars_takes_no_time() {
        assert!(!fits(&"*a".repeat(40), &"a".repeat(39)));
        assert!(!fits(&format!("{}b", "*a".repeat(2000)), &"a".repeat(5000)));
    }
}
