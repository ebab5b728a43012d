//! What the compiler says about exercises, and which of their files it is about.

use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Where the sources are, by what the compiler says.
const SOURCES: &str = "exercises/src";
/// How a line of the worker's program says which exercise it is about.
const ARM: &str = "#[cfg(not(without = \"";

/// An error that the compiler found in sources.
pub struct Fault {
    /// The files in which it is: those that it only mentions are not among them.
    pub files: Vec<PathBuf>,
    /// As the compiler words it.
    pub said: String,
}

#[derive(Deserialize)]
struct Message {
    level: String,
    #[serde(default)]
    spans: Vec<Span>,
    rendered: Option<String>,
}

#[derive(Deserialize)]
struct Span {
    file_name: String,
    is_primary: bool,
    #[serde(default)]
    text: Vec<Line>,
    expansion: Option<Box<Expansion>>,
}

/// A line of a source.
#[derive(Deserialize)]
struct Line {
    text: String,
}

/// Where the macro was called in which something is.
#[derive(Deserialize)]
struct Expansion {
    span: Span,
}

/// The errors among what the compiler has said, one JSON object a line. An error without a
/// place in any file, that there is no room on the disk, say, is none of the sources.
pub fn faults(said: &str) -> Vec<Fault> {
    messages(said, "error")
}

/// What of this level the compiler or cargo has said about places in files.
pub fn messages(said: &str, level: &str) -> Vec<Fault> {
    let message = |line: &str| -> Option<Message> {
        let mut value: serde_json::Value = serde_json::from_str(line).ok()?;
        // Cargo puts it into a message of its own.
        if value["message"].is_object() {
            value = value["message"].take();
        }
        serde_json::from_value(value).ok()
    };
    let mut faults = Vec::<Fault>::new();
    for line in said.lines() {
        let Some(message) = message(line) else {
            faults.extend(deep(line, level));
            continue;
        };
        let mut files = Vec::new();
        for span in message.spans.iter().filter(|span| span.is_primary) {
            let mut place = Some(span);
            while let Some(span) = place {
                files.extend(source(span));
                place = span.expansion.as_ref().map(|expansion| &expansion.span);
            }
        }
        let said = message.rendered.unwrap_or_default();
        if message.level == level && !message.spans.is_empty() {
            faults.push(Fault { files, said });
        } else if let (true, Some(fault)) = (message.level == "note", faults.last_mut())
            && fault.files.is_empty()
        {
            // Where what is wrong in the library was asked for.
            fault.files.extend(files);
            fault.said += &said;
        }
    }
    faults
}

/// What is said about macros that call each other more often than JSON is read deep.
fn deep(line: &str, level: &str) -> Option<Fault> {
    let values = |name: &str| {
        let mark = format!("\"{name}\":\"");
        let rest = line
            .match_indices(&mark)
            .map(|(at, mark)| &line[at + mark.len()..]);
        rest.filter_map(|rest| Some(rest.split_once('"')?.0))
            .collect::<BTreeSet<_>>()
    };
    if !values("level").contains(level) {
        return None;
    }
    let files = values("file_name").into_iter();
    let said = Vec::from_iter(values("message")).join("; ");
    Some(Fault {
        files: files
            .filter_map(|file| Some(Path::new(file).strip_prefix(SOURCES).ok()?.into()))
            .collect(),
        said: format!("{level}: {said}\n"),
    })
}

/// The source that a place is in, or that a line of the worker's program calls.
fn source(span: &Span) -> Option<PathBuf> {
    if let Ok(file) = Path::new(&span.file_name).strip_prefix(SOURCES) {
        return Some(file.into());
    }
    let (_, arm) = span.text.first()?.text.split_once(ARM)?;
    let (exercise, _) = arm.split_once('"')?;
    Some(PathBuf::from(exercise.replace("::", "/") + ".rs"))
}

/// Whether a text mentions a source, as a file or as a module.
pub fn mentions(text: &str, path: &Path) -> bool {
    let module = path
        .with_extension("")
        .display()
        .to_string()
        .replace('/', "::");
    text.contains(&format!("{SOURCES}/{}:", path.display())) || text.contains(&module)
}

/// The compiler's words where it gives no errors: the first line that says something.
pub fn words(said: &str) -> String {
    let message = |line: &str| -> Option<String> {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        // The note that comes first says why, the last of them how it was called.
        let why = message["children"][0]["message"].as_str().unwrap_or("");
        Some(format!("{}: {why}", message["message"].as_str()?))
    };
    let lines = said.lines().filter(|line| !line.trim().is_empty());
    let line = lines
        .map(|line| message(line).unwrap_or_else(|| line.into()))
        .next();
    line.unwrap_or_else(|| "it says nothing".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_in_the_file_that_has_it_and_not_in_those_that_it_mentions() {
        let span = |file: &str, primary: bool, inside: &str| {
            format!(r#"{{"file_name":"{file}","is_primary":{primary},"expansion":{inside}}}"#)
        };
        let here = span("exercises/src/a.rs", true, "null");
        let called = format!(
            r#"{{"span":{}}}"#,
            span("exercises/src/c.rs", false, "null")
        );
        let spans = [
            here,
            span("exercises/src/b.rs", false, "null"),
            span("/rustc/macros.rs", true, &called),
        ];
        let error =
            |spans: &str| format!(r#"{{"level":"error","spans":[{spans}],"rendered":"E"}}"#);
        let said = format!("{}\nnoise\n{}", error(&spans.join(",")), error(""));
        let found = faults(&said);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].files, ["a.rs", "c.rs"].map(PathBuf::from));
        // As cargo says it; and what is missed where it is called.
        let there = span("exercises/src/d/e.rs", true, "null");
        let called = r#"{"file_name":"exercises/worker/main.rs","is_primary":true,"text":[{"text":"    #[cfg(not(without = \"f::g\"))] x"}]}"#;
        let said = [there, called.into()].map(|span| {
            format!(
                r#"{{"reason":"compiler-message","message":{}}}"#,
                error(&span)
            )
        });
        let found = faults(&said.join("\n"));
        assert_eq!(found[0].files, [PathBuf::from("d/e.rs")]);
        assert_eq!(found[1].files, [PathBuf::from("f/g.rs")]);
    }

    #[test]
    fn what_lies_too_deep_to_be_read_has_a_file() {
        let place = r#""span":{"file_name":"exercises/src/a.rs","is_primary":true,"expansion":{"#;
        let said = format!(
            r#"{{"message":"recursion limit","level":"error","spans":[{{{}{}"#,
            place.repeat(200),
            "}}".repeat(200)
        );
        let found = faults(&said);
        assert_eq!(found[0].files, [PathBuf::from("a.rs")]);
        assert_eq!(found[0].said, "error: recursion limit\n");
        assert!(messages(&said, "warning").is_empty());
    }
}
