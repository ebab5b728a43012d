//! What evcxr's types show of themselves: contents, each of one MIME type.

use crate::protocol::Display;
use serde_json::{Map, Value};

/// What has come of something to show.
#[derive(Default)]
pub struct Content {
    /// The MIME type and the text of a content that has begun.
    open: Option<(String, Vec<u8>)>,
    /// What is complete and may still get another MIME type.
    display: Map<String, Value>,
}

impl Content {
    /// A content begins.
    pub fn begin(&mut self, mime: &str) {
        self.open = Some((mime.into(), Vec::new()));
    }

    /// The text of the content that has begun, if one has.
    pub fn text(&mut self) -> Option<&mut Vec<u8>> {
        self.open.as_mut().map(|(_, text)| text)
    }

    /// The content that has begun ends; the cell may have ended in the middle of it.
    pub fn end(&mut self) -> Option<(String, String)> {
        let (mime, text) = self.open.take()?;
        let text = text.strip_suffix(b"\n").unwrap_or(&text);
        Some((mime, String::from_utf8_lossy(text).into_owned()))
    }

    /// Whether there is something of this MIME type, so that more of it is another thing.
    pub fn has(&self, mime: &str) -> bool {
        self.display.contains_key(mime)
    }

    /// A content is whole.
    pub fn add(&mut self, mime: String, text: String) {
        let value = match mime.contains("json") {
            true => serde_json::from_str(&text).unwrap_or(Value::String(text)),
            false => Value::String(text),
        };
        self.display.insert(mime, value);
    }

    /// What is to be shown, if there is anything.
    pub fn take(&mut self) -> Option<Display> {
        let data = std::mem::take(&mut self.display);
        (!data.is_empty()).then(|| Display {
            data,
            ..Display::default()
        })
    }
}
