//! A cell's code: as it is written, as evcxr gets it, and where it stands in what is compiled.

pub mod brackets;
mod hints;
mod impls;
mod past;
mod syntax;

pub use hints::after;
pub use impls::NAME as KEPT;
pub use past::{Past, fate};

use ra_ap_syntax::ast::{self, HasName};
use ra_ap_syntax::{AstNode, Edition, SourceFile, SyntaxNode};
use std::ops::Range;

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
struct Edit {
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

    /// As evcxr gets it, without the commands that do something.
    pub fn for_analysis(&self) -> String {
        let whole = without_commands(&self.text);
        let lines = self.text.lines().zip(whole.lines());
        let lines = lines.map(|(line, blank)| match line.starts_with(":dep ") {
            true => line,
            false => blank,
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Whether a `let` leaves a type to be found out.
    pub fn has_untyped_variables(&self) -> bool {
        let statements = statements(&self.code).into_iter();
        let mut lets = statements.filter_map(|(node, _)| ast::LetStmt::cast(node));
        lets.any(|statement| {
            let written = statement.ty().map(|kind| kind.syntax().text().to_string());
            let simple = matches!(statement.pat(), Some(ast::Pat::IdentPat(_)));
            !simple || written.is_none_or(|kind| kind.contains('_'))
        })
    }

    /// The names of the variables that it makes.
    pub fn variables(&self) -> Vec<String> {
        let lets = statements(&self.code)
            .into_iter()
            .filter_map(|(node, _)| ast::LetStmt::cast(node)?.pat());
        lets.flat_map(|pattern| {
            pattern
                .syntax()
                .descendants()
                .filter_map(ast::IdentPat::cast)
        })
        .filter_map(|variable| Some(variable.name()?.text().to_string()))
        .collect()
    }

    /// With types, as far as they are known, at variables that have none.
    pub fn annotated(&self, types: &[(String, String)]) -> Self {
        let known = |name: &str| {
            let mut found = types.iter().filter(|(variable, _)| variable == name);
            found.next().and_then(|(_, kind)| can_be_written(kind))
        };
        let mut edits = self.edits.clone();
        for (node, range) in statements(&self.code) {
            let Some((statement, pattern)) =
                ast::LetStmt::cast(node).and_then(|s| s.pat().map(|p| (s, p)))
            else {
                continue;
            };
            let written = statement.ty().map(|kind| kind.syntax().text().to_string());
            let is_name = matches!(pattern, ast::Pat::IdentPat(_));
            let is_clear = is_name && written.is_some_and(|kind| !kind.contains('_'));
            if is_clear || statement.initializer().is_none() {
                continue;
            }
            // Each once more, with its type, in a line of which a student sees nothing.
            let mut again = String::new();
            for variable in pattern
                .syntax()
                .descendants()
                .filter_map(ast::IdentPat::cast)
            {
                let name = variable.name().map(|name| name.text().to_string());
                let kind = name.as_deref().and_then(known);
                if let (Some(name), Some(kind)) = (name, kind) {
                    let mutable = variable.mut_token().map_or("", |_| "mut ");
                    again += &format!("let {mutable}{name}: {kind} = {name};");
                }
            }
            if !again.is_empty() {
                edits.push(Edit::new(range.end, format!("\n{again}\n")));
            }
        }
        Self::with(&self.code, edits)
    }
}

/// A type as rustc names it, if code may name it so.
fn can_be_written(kind: &str) -> Option<String> {
    if [
        "{closure",
        "{async",
        "{type error",
        "fn item",
        "impl ",
        "_>",
        "_,",
    ]
    .iter()
    .any(|word| kind.contains(word))
    {
        return None;
    }
    // The notebooks' library goes by the name that cells import it as.
    let kind = kind
        .replace("aelib_notebook::", "aelib::")
        .replace("{integer}", "i32")
        .replace("{float}", "f64");
    (!kind.contains('{')).then_some(kind)
}

const OPEN: &str = "fn f(){";

/// The statements and items of a cell, and where they stand.
pub fn statements(code: &str) -> Vec<(SyntaxNode, Range<usize>)> {
    let parsed = SourceFile::parse(
        &format!("{OPEN}{}\n}}", without_commands(code)),
        Edition::CURRENT,
    );
    let function = parsed.syntax_node().children().find_map(ast::Fn::cast);
    let body = function.and_then(|function| function.body()?.stmt_list());
    let nodes = body
        .into_iter()
        .flat_map(|body| body.syntax().children().collect::<Vec<_>>());
    nodes
        .filter_map(|node| {
            let range = node.text_range();
            let start = usize::from(range.start()).checked_sub(OPEN.len())?;
            let end = (usize::from(range.end()) - OPEN.len()).min(code.len());
            (start < end).then_some((node, start..end))
        })
        .collect()
}

/// The pieces that evcxr cuts a cell into: each ends where the next begins.
fn segments(code: &str) -> Vec<Range<usize>> {
    let nodes = statements(code);
    let starts: Vec<usize> = nodes.iter().map(|(_, range)| range.start).collect();
    let starts: Vec<usize> = code_start(code)
        .into_iter()
        .chain(starts.into_iter().skip(1))
        .collect();
    let ends = starts.iter().skip(1).copied().chain([code.len()]);
    starts
        .iter()
        .copied()
        .zip(ends)
        .map(|(a, b)| a..b)
        .collect()
}

/// How a line counts for evcxr, before the first line of Rust.
fn is_command(line: &str) -> bool {
    line.starts_with('!') || line.trim_start_matches(' ').starts_with(':')
}

fn is_skipped(line: &str) -> bool {
    line.starts_with("//") || line.trim().is_empty()
}

/// Where the first line of Rust begins.
fn code_start(code: &str) -> Option<usize> {
    let mut at = 0;
    for line in code.split_inclusive('\n') {
        if !is_command(line) && !is_skipped(line) {
            return Some(at);
        }
        at += line.len();
    }
    None
}

/// The code with blanks where commands stand: all else keeps its place.
pub fn without_commands(code: &str) -> String {
    let end = code_start(code).unwrap_or(code.len());
    let blank = |letter: char| match letter {
        '\n' => "\n".to_string(),
        other => " ".repeat(other.len_utf8()),
    };
    code[..end].chars().map(blank).collect::<String>() + &code[end..]
}

/// Where a line begins, counted from 1.
fn line_start(text: &str, line: usize) -> Option<usize> {
    let mut starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
    starts.nth(line.checked_sub(1)?)
}

/// The name of an item that has one.
fn name(node: &SyntaxNode) -> Option<String> {
    let item = ast::Item::cast(node.clone())?;
    let name = match item {
        ast::Item::Enum(item) => item.name(),
        ast::Item::Fn(item) => item.name(),
        ast::Item::Struct(item) => item.name(),
        ast::Item::Trait(item) => item.name(),
        ast::Item::TypeAlias(item) => item.name(),
        ast::Item::Union(item) => item.name(),
        _ => None,
    };
    name.map(|name| name.text().to_string())
}

/// Whether a cell's own `let` makes this variable.
pub fn declares(code: &str, variable: &str) -> bool {
    let statements = statements(code).into_iter();
    let patterns = statements.filter_map(|(node, _)| ast::LetStmt::cast(node)?.pat());
    patterns
        .flat_map(|pattern| pattern.syntax().descendants().collect::<Vec<_>>())
        .filter_map(|node| ast::IdentPat::cast(node)?.name())
        .any(|name| name.text() == variable)
}
