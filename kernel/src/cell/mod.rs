//! A cell's code: as it is written, as evcxr gets it, and where it stands in what is compiled.

pub mod brackets;
mod hints;
mod impls;
mod parts;
mod past;
pub mod paths;
mod syntax;
mod variables;

pub use hints::after;
pub use impls::NAME as KEPT;
pub use parts::{code_start, statements, without_commands};
pub use past::{Past, fate};
pub use variables::declares;

use parts::{is_command, line_start, name, segments};
use ra_ap_syntax::AstNode;
use ra_ap_syntax::ast;

/// A cell's code.
pub struct Cell {
    /// As it is written.
    code: String,
    /// As evcxr gets it.
    text: String,
    /// What makes the one from the other, in order.
    edits: Vec<Edit>,
}

/// What is inserted at a place of the code as it is written.
#[derive(Clone)]
pub struct Edit {
    at: usize,
    inserted: String,
}

impl Edit {
    fn new(at: usize, inserted: String) -> Self {
        Self { at, inserted }
    }
}

impl Cell {
    #[cfg(test)]
    pub fn new(code: &str) -> Self {
        Self::with(code, Vec::new())
    }

    fn with(code: &str, mut edits: Vec<Edit>) -> Self {
        edits.sort_by_key(|edit| edit.at);
        let mut text = String::new();
        let mut end = 0;
        for edit in &edits {
            text += &code[end..edit.at];
            text += &edit.inserted;
            end = edit.at;
        }
        text += &code[end..];
        Self {
            code: code.into(),
            text,
            edits,
        }
    }

    /// As it is written.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// As evcxr gets it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The code's line, counted from 1, from which a line of the compiled source comes,
    /// counted from 1 too.
    pub fn line(&self, source: &str, line: usize) -> Option<usize> {
        let start = line_start(source, line)?;
        let mut seen: Vec<&str> = Vec::new();
        for segment in segments(&self.text) {
            let piece = self.text[segment.clone()].trim_end();
            let earlier = seen.iter().filter(|seen| **seen == piece).count();
            seen.push(piece);
            // evcxr begins a line with each of them.
            let mut places = source
                .match_indices(piece)
                .map(|(at, _)| at)
                .filter(|at| *at == 0 || source.as_bytes()[at - 1] == b'\n');
            if let Some(at) = places.nth(earlier)
                && (at..at + piece.len().max(1)).contains(&start)
            {
                let place = self.written(segment.start + (start - at))?;
                return Some(self.code[..place].matches('\n').count() + 1);
            }
        }
        self.import(source[start..].lines().next()?)
    }

    /// The line with the import that evcxr has made this one from, `use a::{b, c};`.
    fn import(&self, line: &str) -> Option<usize> {
        let path = line.trim().strip_prefix("use ")?.trim_end_matches(';');
        let name = path.rsplit([':', ' ']).next()?;
        let import = statements(&self.code)
            .into_iter()
            .filter(|(node, _)| ast::Use::can_cast(node.kind()))
            .find_map(|(_, range)| {
                let at = self.code[range.clone()].find(name)?;
                Some(range.start + at)
            })?;
        Some(self.code[..import].matches('\n').count() + 1)
    }

    /// The place in the code of a place in evcxr's text, unless its line was added.
    fn written(&self, place: usize) -> Option<usize> {
        let mut gained = 0;
        for edit in &self.edits {
            let start = edit.at + gained;
            if place < start {
                break;
            }
            if place < start + edit.inserted.len() {
                return (!edit.inserted.starts_with('\n')).then_some(edit.at);
            }
            gained += edit.inserted.len();
        }
        Some(place - gained)
    }

    /// The commands that ask for crates, if there are any.
    pub fn crates(&self) -> Option<String> {
        let commands = &self.text[..code_start(&self.text).unwrap_or(self.text.len())];
        let crates = commands.lines().filter(|line| line.starts_with(":dep "));
        let crates = crates.collect::<Vec<_>>().join("\n");
        (!crates.is_empty()).then_some(crates)
    }
}
