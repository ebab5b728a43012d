//! What the compiler says about a submission, and which of its files it is about.

use serde::Deserialize;
use std::path::{Path, PathBuf};

/// What the sources are called inside the sandbox.
const SOURCES: &str = "exercises/src";

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
    expansion: Option<Box<Expansion>>,
}

/// Where the macro was called in which something is.
#[derive(Deserialize)]
struct Expansion {
    span: Span,
}

/// The errors among what the compiler has said, one JSON object a line. An error without a
/// place in any file, that there is no room on the disk, say, is none of the sources.
pub fn faults(said: &str) -> Vec<Fault> {
    let messages = said
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    let errors = messages.filter(|m: &Message| m.level == "error" && !m.spans.is_empty());
    let faults = errors.map(|message| {
        let mut files = Vec::new();
        for span in message.spans.iter().filter(|span| span.is_primary) {
            let mut place = Some(span);
            while let Some(span) = place {
                files.extend(
                    Path::new(&span.file_name)
                        .strip_prefix(SOURCES)
                        .map(PathBuf::from),
                );
                place = span.expansion.as_ref().map(|expansion| &expansion.span);
            }
        }
        Fault {
            files,
            said: message.rendered.unwrap_or_default(),
        }
    });
    faults.collect()
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
        let faults = faults(&said);
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].files, ["a.rs", "c.rs"].map(PathBuf::from));
    }
}
