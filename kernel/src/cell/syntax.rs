//! Mistakes that are seen before evcxr puts its own code around a cell's.

use super::{brackets, code_start, is_command, without_commands};
use crate::compiler;
use crate::errors::{self, Place};
use brackets::Fault;
use jupyter_protocol::ErrorOutput;
use std::io::Write;
use std::ops::Range;
use std::process::{Command, Stdio};

/// The lines before the code, for rustc: what is never compiled is read all the same.
const OPEN: &str = "#[cfg(any())]\nfn cell() {\n";

/// How many these are.
const LINES: usize = 2;

/// What is no Rust, if that is so.
pub fn mistakes(code: &str) -> Vec<ErrorOutput> {
    let rust = without_commands(code);
    if let Some(late) = late_command(code) {
        return vec![late];
    }
    if let Some(fault) = brackets::read(&rust).1 {
        return vec![bracket(code, fault)];
    }
    // syn knows fewer kinds of code than rustc, so rustc has the last word.
    match syn::parse_str::<syn::Block>(&format!("{{{rust}\n}}")) {
        Ok(_) => Vec::new(),
        Err(_) => ask(&rust).unwrap_or_default(),
    }
}

/// A line for evcxr behind a line of Rust, which would be read as Rust.
fn late_command(code: &str) -> Option<ErrorOutput> {
    let rust = code_start(code)?;
    let known = [
        ":dep ", ":opt", ":vars", ":clear", ":type ", ":help", ":offline",
    ];
    let mut at = rust;
    for line in code[rust..].split_inclusive('\n') {
        let begins = line.trim_start();
        if is_command(line) && known.iter().any(|name| begins.starts_with(name)) {
            let start = at + line.len() - begins.len();
            let end = at + line.trim_end().len();
            let text = "lines that begin with `:` come first in a cell, before any Rust";
            return Some(framed(
                code,
                start..end,
                text,
                "write it above, or in a cell of its own",
            ));
        }
        at += line.len();
    }
    None
}

fn bracket(code: &str, fault: Fault) -> ErrorOutput {
    match fault {
        Fault::Open(at) => {
            let text = format!("this `{}` is never closed", &code[at.clone()]);
            framed(code, at, &text, "opened here")
        }
        Fault::Endless(at) if code[at.start..].starts_with("/*") => {
            framed(code, at, "this comment has no end `*/`", "begins here")
        }
        Fault::Endless(at) => framed(
            code,
            at,
            "this text has no closing quote",
            "begins here; if it should not, a quote is missing before it",
        ),
        Fault::Closes(at) => {
            let text = format!("this `{}` closes nothing", &code[at.clone()]);
            framed(code, at, &text, "no bracket is open here")
        }
        Fault::Crosses(opened, at) => {
            let line = code[..opened.start].matches('\n').count() + 1;
            let text = format!(
                "this `{}` does not close the `{}` of line {line}",
                &code[at.clone()],
                &code[opened],
            );
            framed(code, at, &text, "another bracket is open here")
        }
    }
}

/// An error that shows its place, as rustc does.
pub fn framed(code: &str, range: Range<usize>, text: &str, label: &str) -> ErrorOutput {
    let number = code[..range.start].matches('\n').count() + 1;
    let start = code[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let line = code[start..].lines().next().unwrap_or_default();
    let column = code[start..range.start].chars().count();
    let width = code[range]
        .lines()
        .next()
        .unwrap_or_default()
        .chars()
        .count();
    let margin = " ".repeat(number.to_string().len());
    let marks = "^".repeat(width.max(1));
    errors::simple(
        "Error",
        &format!(
            "{text}\n{margin}--> line {number} of this cell\n{margin} |\n{number} | {line}\n\
             {margin} | {}{marks} {label}",
            " ".repeat(column)
        ),
    )
}

/// What rustc says of the code, which it reads and does not compile.
fn ask(rust: &str) -> Option<Vec<ErrorOutput>> {
    let folder = std::env::var_os(compiler::FOLDER)?;
    let mut rustc = Command::new("rustc")
        .args(["--edition=2024", "--crate-type=lib", "--emit=metadata"])
        .args(["--error-format=json", "-Awarnings", "--out-dir"])
        .arg(folder)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .ok()?;
    let source = format!("{OPEN}{rust}\n}}\n");
    rustc.stdin.take()?.write_all(source.as_bytes()).ok()?;
    let output = rustc.wait_with_output().ok()?;
    let lines = rust.lines().count();
    let place = |line: usize| match line.checked_sub(LINES) {
        Some(line) if (1..=lines).contains(&line) => Place::Here(line),
        _ => Place::Hidden,
    };
    let errors = compiler::errors(&output.stderr);
    Some(errors::compilation(&errors, place, |_| None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_shows_its_place() {
        let code = "let é = 1;\nlet ü = f(é;";
        let at = code.find("(é").unwrap();
        let error = framed(code, at..at + 1, "this `(` is never closed", "opened here");
        assert_eq!(error.evalue, "this `(` is never closed");
        assert_eq!(error.traceback[1], " --> line 2 of this cell");
        assert_eq!(error.traceback[3], "2 | let ü = f(é;");
        assert_eq!(error.traceback[4], "  |          ^ opened here");
    }

    #[test]
    fn what_rust_allows_is_no_mistake() {
        for code in [
            ":dep rand\n!ls \"\nlet x = 1;",
            "#![allow(unused)]\nlet x = 1; x",
            "struct S; impl S {}\nfor i in 0..3 { i }\n5",
        ] {
            assert!(mistakes(code).is_empty(), "{code}");
        }
    }

    #[test]
    fn commands_come_first() {
        assert!(
            mistakes("let x = 1;\n:dep rand")[0]
                .evalue
                .contains("come first")
        );
    }
}
