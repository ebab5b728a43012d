//! What a cell consists of: lines for evcxr, statements and items, and the pieces that evcxr
//! cuts it into.

use ra_ap_syntax::ast::{self, HasName};
use ra_ap_syntax::{AstNode, Edition, SourceFile, SyntaxNode};
use std::ops::Range;

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
pub fn segments(code: &str) -> Vec<Range<usize>> {
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
pub fn is_command(line: &str) -> bool {
    line.starts_with('!') || line.trim_start_matches(' ').starts_with(':')
}

fn is_skipped(line: &str) -> bool {
    line.starts_with("//") || line.trim().is_empty()
}

/// Where the first line of Rust begins.
pub fn code_start(code: &str) -> Option<usize> {
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
pub fn line_start(text: &str, line: usize) -> Option<usize> {
    let mut starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
    starts.nth(line.checked_sub(1)?)
}

/// The name of an item that has one.
pub fn name(node: &SyntaxNode) -> Option<String> {
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
