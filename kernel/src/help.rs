//! What a student is told while writing a cell: how code can go on, what a name means.

use crate::commands;
use crate::evaluator::Evaluator;
use crate::reply;
use jupyter_protocol::{
    CompleteReply, CompleteRequest, InspectReply, InspectRequest, JupyterMessage, ReplyStatus,
};
use serde_json::{Map, Value, json};

/// What evcxr says of a name that means nothing to it.
const NOTHING: &str = "No documentation found";

impl Evaluator {
    /// Answers how code can go on.
    pub fn complete(&mut self, request: &JupyterMessage, complete: &CompleteRequest) {
        let code = &commands::harmless(&complete.code, complete.cursor_pos);
        let at = to_byte(code, complete.cursor_pos);
        let mut found = self.context.completions(code, at);
        if found
            .as_ref()
            .is_ok_and(|found| found.completions.is_empty())
            && self.read_library()
        {
            found = self.context.completions(code, at);
        }
        let reply = match found {
            Ok(found) => {
                let (start, end) = (
                    to_letter(code, found.start_offset),
                    to_letter(code, found.end_offset),
                );
                let kinds = found
                    .completions
                    .iter()
                    .map(|c| json!({"text": c.label, "type": c.kind, "start": start, "end": end}));
                let kinds = kinds.collect();
                let mut metadata = Map::new();
                metadata.insert("_jupyter_types_experimental".into(), Value::Array(kinds));
                CompleteReply {
                    matches: found.completions.iter().map(|c| c.code.clone()).collect(),
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
