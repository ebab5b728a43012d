//! What a student is told while writing a cell: how code can go on, what a name means.

use crate::commands;
use crate::compiler::private;
use crate::cursor::Cursor;
use crate::evaluator::Evaluator;
use crate::offers::{COMMAND, Offer, prelude};
use crate::reply;
use evcxr::Completions;
use jupyter_protocol::{CompleteReply, CompleteRequest, InspectReply, InspectRequest, ReplyStatus};
use serde_json::{Map, json};
use std::collections::BTreeSet;
use std::ops::Range;

/// What evcxr says of a name that means nothing to it.
const NOTHING: &str = "No documentation found";

impl Evaluator {
    /// How code can go on.
    pub fn completions(&mut self, complete: &CompleteRequest) -> CompleteReply {
        let code = &commands::harmless(&complete.code, complete.cursor_pos);
        let at = to_byte(code, complete.cursor_pos);
        let (offers, range) = self.offers(code, at);
        let (start, end) = (to_letter(code, range.start), to_letter(code, range.end));
        let kinds = offers.iter().map(
            |offer| json!({"text": offer.code, "type": offer.kind, "start": start, "end": end}),
        );
        let mut metadata = Map::new();
        metadata.insert("_jupyter_types_experimental".into(), kinds.collect());
        CompleteReply {
            matches: offers.into_iter().map(|offer| offer.code).collect(),
            cursor_start: start,
            cursor_end: end,
            metadata,
            status: ReplyStatus::Ok,
            error: None,
        }
    }

    /// What may be inserted at a place of the code, and what of the code it replaces.
    fn offers(&mut self, code: &str, at: usize) -> (Vec<Offer>, Range<usize>) {
        let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        let word = code[..at].trim_end_matches(is_word).len();
        // A name alone is worth no seconds: the prelude is known.
        let before = code[..word].trim_end();
        let is_name = before.ends_with("..") || !before.ends_with('.') && !before.ends_with("::");
        let cursor = Cursor::simplify(code, at);
        let patient = !is_name && cursor.is_at_name();
        let found = self.found(&cursor, patient).unwrap_or_default();
        let mut offers: Vec<Offer> = found
            .completions
            .iter()
            .filter_map(|found| Offer::new(&found.code, found.kind))
            .collect();
        let end = code.len() - code[at..].trim_start_matches(is_word).len();
        let mut range = word..if word < at { end } else { at };
        if offers.iter().any(|offer| offer.kind == COMMAND) {
            range = found.start_offset..found.end_offset;
        }
        if is_name && word < at {
            offers.extend(prelude(&code[word..at]));
        }
        let mut seen = BTreeSet::new();
        offers.retain(|offer| seen.insert(offer.code.clone()));
        if !is_name {
            self.leave_out_private(&mut offers, &cursor);
        }
        (offers, range)
    }

    /// What rust-analyzer finds, if need be when it has read the standard library.
    fn found(&mut self, cursor: &Cursor, patient: bool) -> Option<Completions> {
        let found = self.context.completions(&cursor.code, cursor.at).ok()?;
        if found.completions.is_empty() && patient && self.read_library() {
            return self.context.completions(&cursor.code, cursor.at).ok();
        }
        Some(found)
    }

    /// Leaves out fields and functions that are not for cells to use.
    fn leave_out_private(&mut self, offers: &mut Vec<Offer>, cursor: &Cursor) {
        let names: Vec<(&str, bool)> = offers.iter().filter_map(Offer::member).collect();
        let Some(code) = cursor.using(&names).filter(|_| !names.is_empty()) else {
            return;
        };
        // evcxr then writes the code as it does for rust-analyzer.
        if self.context.hover_at(&code, code.len()).is_ok() {
            let private = private::names();
            let is_private =
                |(name, called): (&str, bool)| private.contains(&(name.into(), called));
            offers.retain(|offer| !offer.member().is_some_and(is_private));
        }
    }

    /// What the name under the cursor means.
    pub fn meaning(&mut self, inspect: &InspectRequest) -> InspectReply {
        let code = &commands::harmless(&inspect.code, usize::MAX);
        let cursor = Cursor::at_end(code, to_byte(code, inspect.cursor_pos));
        let nothing = reply::nothing_found();
        // Behind a bracket, what is called there is explained.
        let something = |letter: char| letter.is_alphanumeric() || "_(".contains(letter);
        if !cursor.is_at_name() || !cursor.code[..cursor.at].ends_with(something) {
            return nothing;
        }
        let mut found = self.context.hover_at(&cursor.code, cursor.at);
        if found.as_ref().is_ok_and(|(plain, _)| plain == NOTHING) && self.read_library() {
            found = self.context.hover_at(&cursor.code, cursor.at);
        }
        match found {
            Ok((plain, html)) if plain != NOTHING => {
                let data = json!({"text/plain": plain, "text/html": html});
                InspectReply {
                    found: true,
                    data: serde_json::from_value(data).unwrap_or_default(),
                    ..nothing
                }
            }
            _ => nothing,
        }
    }
}

/// Jupyter counts letters, Rust counts bytes.
fn to_byte(code: &str, letters: usize) -> usize {
    let place = code.char_indices().nth(letters);
    place.map_or(code.len(), |(byte, _)| byte)
}

fn to_letter(code: &str, byte: usize) -> usize {
    code.char_indices().take_while(|(at, _)| *at < byte).count()
}
