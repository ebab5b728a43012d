//! What a student is told while writing a cell: how code can go on, what a name means.

use crate::commands;
use crate::evaluator::Evaluator;
use crate::offers::{Offer, insertable, is_visible, prelude};
use crate::reply;
use jupyter_protocol::{
    CompleteReply, CompleteRequest, InspectReply, InspectRequest, JupyterMessage, ReplyStatus,
};
use serde_json::{Map, json};
use std::collections::BTreeSet;

/// So many fields are looked at, before a student has waited long enough.
const ASKED: usize = 20;

/// What evcxr says of a name that means nothing to it.
const NOTHING: &str = "No documentation found";

impl Evaluator {
    /// Answers how code can go on.
    pub fn complete(&mut self, request: &JupyterMessage, complete: &CompleteRequest) {
        let code = &commands::harmless(&complete.code, complete.cursor_pos);
        let at = to_byte(code, complete.cursor_pos);
        let mut found = self.context.completions(code, at);
        let word = code[..at]
            .rfind(|letter: char| !(letter.is_alphanumeric() || letter == '_'))
            .map_or(0, |end| {
                end + code[end..].chars().next().map_or(1, char::len_utf8)
            });
        let is_member = code[..word].ends_with('.');
        // A name alone is worth no seconds: the prelude is known.
        let is_name = !is_member && !code[..word].ends_with(':');
        if found
            .as_ref()
            .is_ok_and(|found| found.completions.is_empty())
            && !is_name
            && self.read_library()
        {
            found = self.context.completions(code, at);
        }
        let reply = match found {
            Ok(found) => {
                let mut offers: Vec<Offer> = found
                    .completions
                    .iter()
                    .filter_map(|offer| {
                        match offer.kind {
                            "magic" => Some(offer.code.clone()),
                            _ => insertable(&offer.code),
                        }
                        .map(|code| Offer {
                            code,
                            kind: offer.kind,
                        })
                    })
                    .collect();
                let place = &code[..word];
                if is_member {
                    self.keep_visible(&mut offers, place);
                }
                let nothing = offers.is_empty();
                if is_name && word < at {
                    let known = prelude(&code[word..at]);
                    let new = known
                        .into_iter()
                        .filter(|offer| offers.iter().all(|other| other.code != offer.code));
                    let new: Vec<Offer> = new.collect();
                    offers.extend(new);
                }
                let mut seen = BTreeSet::new();
                offers.retain(|offer| seen.insert(offer.code.clone()));
                let (start, end) = match nothing {
                    true => (word, at),
                    false => (found.start_offset, found.end_offset),
                };
                let (start, end) = (to_letter(code, start), to_letter(code, end));
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
            Err(_) => reply::no_completions(complete.cursor_pos),
        };
        self.reply(request, reply);
    }

    /// Leaves out private fields, which come first otherwise, and private methods that are
    /// among the first.
    fn keep_visible(&mut self, offers: &mut Vec<Offer>, place: &str) {
        let mut asked = 0;
        offers.retain(|offer| {
            let is_field = offer.kind == "instance";
            asked += usize::from(is_field);
            !is_field || asked > ASKED || is_visible(&mut self.context, place, &offer.code)
        });
    }

    /// Answers what the name under the cursor means.
    pub fn inspect(&mut self, request: &JupyterMessage, inspect: &InspectRequest) {
        let code = &commands::harmless(&inspect.code, usize::MAX);
        // The name under the cursor, also when the cursor stands inside of it.
        let start = to_byte(code, inspect.cursor_pos);
        let rest = code[start..].find(|c: char| !(c.is_alphanumeric() || c == '_'));
        let end = start + rest.unwrap_or(code.len() - start);
        let mut found = self.context.hover_at(code, end);
        if found.as_ref().is_ok_and(|(plain, _)| plain == NOTHING) && self.read_library() {
            found = self.context.hover_at(code, end);
        }
        let reply = match found {
            Ok((plain, html)) if plain != NOTHING => {
                let data = json!({"text/plain": plain, "text/html": html});
                InspectReply {
                    found: true,
                    data: serde_json::from_value(data).unwrap_or_default(),
                    ..reply::nothing_found()
                }
            }
            _ => reply::nothing_found(),
        };
        self.reply(request, reply);
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
