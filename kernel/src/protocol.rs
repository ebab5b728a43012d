//! What a cell's process tells the kernel, beside plain text: one line of JSON on standard
//! output, between an escape sequence that terminals do not show and its end.
//!
//! ```text
//! ESC _jupyter:{"display_data":{"data":{"text/html":"<b>1</b>"},"id":"bar"}}ESC \
//! ESC _jupyter:{"update_display_data":{"data":{"text/html":"<b>2</b>"},"id":"bar"}}ESC \
//! ESC _jupyter:{"clear_output":{"wait":true}}ESC \
//! ```
//!
//! `data` maps MIME types to contents, binary as base64; `metadata` is what Jupyter calls
//! so, a picture's width for example: `{"image/png":{"width":300}}`. A kernel that
//! understands these lines says so to the processes that it starts: `JUPYTER_LIVE_DISPLAY=1`.

use crate::variables::Summaries;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Set for the cells of a kernel that understands the lines.
pub const VARIABLE: &str = "JUPYTER_LIVE_DISPLAY";

/// Set for the cells too: a file that says another thing in each cell. So what is left of an
/// earlier cell, such as a pressed stop button, can be told from what belongs to this one.
pub const CELL: &str = "JUPYTER_CELL";

/// How an event begins.
pub const BEGIN: &str = "\u{1b}_jupyter:";
/// How it ends.
pub const END: &str = "\u{1b}\\";

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Something to show.
    DisplayData(Display),
    /// Something to show in the place of what has the same `id`.
    UpdateDisplayData(Display),
    /// The outputs so far are to go, now or, with `wait`, when the next one comes.
    ClearOutput {
        /// Not before the next output.
        #[serde(default)]
        wait: bool,
    },
    /// Text, as it was printed.
    Stdout(String),
    /// The same on standard error.
    Stderr(String),
    /// The cell has printed more text than a page can show; the rest is left out.
    Full,
    /// The value of a cell's last expression.
    ExecuteResult(Display),
    /// A process for the cells has started, with this number.
    Started(u32),
    /// A cell is compiled, and begins to run.
    Begun,
    /// The cell has panicked.
    Panic,
    /// A `?` has ended the cell.
    EarlyReturn,
    /// The cell has seen that the stop button was pressed, and comes to its end.
    Stopping,
    /// All that the cells' standard library had in its buffer has come.
    Flushed,
    /// What the variables are at a cell's end.
    Variables(Summaries),
    /// A widget begins.
    CommOpen(Comm),
    /// A widget's state changes.
    CommMsg(Comm),
    /// What a change by hand asks for is done; the change has this number.
    Handled(u64),
    /// Nothing more comes from the cell with this name.
    End(String),
}

/// A widget, or what is new of it, as Jupyter has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comm {
    /// Its name.
    pub comm_id: String,
    /// What is to open it in a page.
    #[serde(default)]
    pub target_name: String,
    /// Its state, among others.
    pub data: Map<String, Value>,
    /// The version of the data, for example.
    #[serde(default)]
    pub metadata: Map<String, Value>,
}

/// Something to show.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Display {
    /// The same thing in one or more MIME types.
    pub data: Map<String, Value>,
    /// How to show it, by MIME type.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub metadata: Map<String, Value>,
    /// A name under which it can be updated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

impl Event {
    /// The event as a line, with its end.
    pub fn line(&self) -> String {
        let json = serde_json::to_string(self).expect("text keys");
        format!("{BEGIN}{json}{END}\n")
    }

    /// The event that a line (without its end) stands for, if it is one.
    pub fn read(line: &str) -> Option<Self> {
        let json = line.strip_prefix(BEGIN)?.strip_suffix(END)?;
        serde_json::from_str(json).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_survive_the_way() {
        let mut data = Map::new();
        data.insert("text/plain".into(), "two\nlines".into());
        let display = Display {
            data,
            id: Some("bar".into()),
            ..Display::default()
        };
        for event in [
            Event::UpdateDisplayData(display),
            Event::Stdout("no end".into()),
            Event::ClearOutput { wait: true },
            Event::End("1 2".into()),
        ] {
            let line = event.line();
            assert_eq!(line.lines().count(), 1);
            assert_eq!(Event::read(line.trim_end_matches('\n')), Some(event));
        }
    }

    #[test]
    fn text_is_no_event() {
        assert_eq!(Event::read("epoch 1"), None);
        assert_eq!(Event::read("\u{1b}_jupyter:{\"unknown\":1}\u{1b}\\"), None);
    }
}
