//! What a student reads when a cell fails.

mod advice;
mod rendered;

use crate::cell::{Cell, Past, declares};
use crate::compiler::Kept;
use evcxr::{CompilationError, Error};
use jupyter_protocol::ErrorOutput;
use rendered::{plain, rewrite};
use serde_json::Value;

/// More errors than these only hide the first.
const SHOWN: usize = 5;

/// Where a line of what is compiled comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// A line of the cell.
    Here(usize),
    /// A cell that has run before.
    Earlier,
    /// Nowhere that a student knows.
    Hidden,
}

/// The errors of a cell that evcxr has refused or lost.
pub fn explain(error: &Error, cell: &Cell, past: &Past) -> Vec<ErrorOutput> {
    match error {
        Error::CompilationErrors(errors) => {
            let kept = Kept::take();
            if kept.errors.is_empty() {
                return errors.iter().take(SHOWN).map(other).collect();
            }
            let place = |line| place(&kept.source, line, cell, past);
            compilation(&kept.errors, place, |error| advice::on(error, cell, past))
        }
        Error::SubprocessTerminated(how) => vec![simple(
            "Ended",
            &format!(
                "the process that runs the cells has ended, and all variables with it: run the \
                 cells above again\n{how}"
            ),
        )],
        other => vec![simple("Error", &advice::known(&other.to_string()))],
    }
}

/// What rustc has found in the cell's own lines, if it has.
pub fn found(source: &str, errors: &[Value], cell: &Cell, past: &Past) -> Option<Vec<ErrorOutput>> {
    let place = |line| place(source, line, cell, past);
    let own = |error: &&Value| is_here(error, &place);
    let errors: Vec<Value> = errors.iter().filter(own).cloned().collect();
    (!errors.is_empty()).then(|| compilation(&errors, place, |error| advice::on(error, cell, past)))
}

fn is_here(error: &Value, place: &impl Fn(usize) -> Place) -> bool {
    let rendered = error["rendered"].as_str().unwrap_or_default();
    rewrite(rendered, place).1
}

/// The first variable of the cell whose type cannot be written.
pub fn nameless(types: &[(String, String)], cell: &Cell) -> Option<ErrorOutput> {
    let (name, kind) = types.iter().find(|(name, kind)| {
        declares(cell.code(), name) && (kind.contains("{closure@") || kind.contains("impl "))
    })?;
    let text = match kind.starts_with("{closure@") {
        true => advice::closure(name),
        false => advice::borrows(name),
    };
    Some(simple("Error", &text))
}

/// An error that is only a text; its first line says it all.
pub fn simple(name: &str, text: &str) -> ErrorOutput {
    ErrorOutput {
        ename: name.into(),
        evalue: text.lines().next().unwrap_or_default().into(),
        traceback: text.lines().map(String::from).collect(),
    }
}

/// Where a line of the compiled source comes from.
pub fn place(source: &str, line: usize, cell: &Cell, past: &Past) -> Place {
    if let Some(line) = cell.line(source, line) {
        return Place::Here(line);
    }
    let text = source
        .lines()
        .nth(line.saturating_sub(1))
        .unwrap_or_default();
    match past.has(text) {
        true => Place::Earlier,
        false => Place::Hidden,
    }
}

/// rustc's errors, on the cell's own lines. If some are in the cell, the others only follow
/// from them.
pub fn compilation(
    errors: &[Value],
    place: impl Fn(usize) -> Place,
    advice: impl Fn(&Value) -> Option<String>,
) -> Vec<ErrorOutput> {
    let mut shown: Vec<(ErrorOutput, bool)> = Vec::new();
    for error in errors {
        let rendered = error["rendered"].as_str().unwrap_or_default();
        let (mut traceback, here) = rewrite(rendered, &place);
        let mut message = plain(error["message"].as_str().unwrap_or_default());
        if message.contains("found `}`") && points_behind(error, &place) {
            message = message.replace("found `}`", "found the end of the cell");
            if let Some(first) = traceback.first_mut() {
                *first = first.replace("found `}`", "found the end of the cell");
            }
        }
        traceback.extend(advice(error).map(|advice| format!("help: {advice}")));
        let output = ErrorOutput {
            ename: error["code"]["code"].as_str().unwrap_or("Error").into(),
            evalue: message,
            traceback,
        };
        shown.push((output, here));
    }
    if shown.iter().any(|(_, here)| *here) {
        shown.retain(|(_, here)| *here);
    }
    shown
        .into_iter()
        .map(|(output, _)| output)
        .take(SHOWN)
        .collect()
}

/// Whether one of its places is behind the cell's end.
fn points_behind(error: &Value, place: &impl Fn(usize) -> Place) -> bool {
    let spans = error["spans"].as_array().into_iter().flatten();
    let mut lines = spans.filter_map(|span| span["line_start"].as_u64());
    lines.any(|line| place(line as usize) == Place::Hidden)
}

/// An error that no compilation of the cell has found: a command, or a crate behind it.
fn other(error: &CompilationError) -> ErrorOutput {
    let message = plain(&error.message());
    let mut traceback: Vec<String> = plain(&error.rendered()).lines().map(String::from).collect();
    if traceback.is_empty() {
        traceback.extend(message.lines().map(String::from));
        let primary = error.primary_spanned_message();
        if let Some(span) = primary.and_then(|primary| primary.span) {
            traceback.push(format!("at line {} of this cell", span.start_line));
        }
    }
    ErrorOutput {
        ename: error.code().unwrap_or("Error").into(),
        evalue: message.lines().next().unwrap_or_default().into(),
        traceback,
    }
}

/// A panic, from what it printed: `thread 'main' (7) panicked at src/lib.rs:3:5:`, then the
/// message, then advice that is of no use in a notebook. `at` says what stands at a place.
pub fn panic(lines: &[String], at: impl Fn(&str) -> String, fate: Option<String>) -> ErrorOutput {
    let place = lines
        .first()
        .and_then(|first| first.split("panicked at ").nth(1));
    let place = place.map(|place| at(place.trim_end_matches(':')));
    let said = lines
        .iter()
        .skip(1)
        .take_while(|line| !line.starts_with("note: run with"));
    let message = said.cloned().collect::<Vec<_>>().join("\n");
    let lines = [Some(format!("panicked: {message}")), place, fate];
    simple(
        "Panic",
        &lines.into_iter().flatten().collect::<Vec<_>>().join("\n"),
    )
}

/// The end of a cell at a `?`.
pub fn early_end(why: &str, place: Option<String>, fate: Option<String>) -> ErrorOutput {
    let lines = [Some(why.to_string()), place, fate];
    simple(
        "Error",
        &lines.into_iter().flatten().collect::<Vec<_>>().join("\n"),
    )
}

/// What stands at `src/lib.rs:LINE:COLUMN` of the code that was compiled.
pub fn at(place: &str, source: &str, cell: &Cell, past: &Past) -> String {
    let line = place
        .strip_prefix("src/lib.rs:")
        .and_then(|rest| rest.split(':').next()?.parse().ok());
    let Some(line) = line else {
        return format!("at {place}");
    };
    let number = match self::place(source, line, cell, past) {
        Place::Here(number) => number,
        Place::Earlier => {
            let text = source.lines().nth(line - 1).unwrap_or_default().trim();
            return format!("in a line of an earlier cell: {text}");
        }
        Place::Hidden => return "in code that is not in this cell".into(),
    };
    let text = cell
        .code()
        .lines()
        .nth(number - 1)
        .unwrap_or_default()
        .trim();
    format!("at line {number} of this cell: {text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_points_at_the_cell() {
        let said =
            "thread 'main' (7) panicked at src/lib.rs:4:5:\nindex out of bounds\nnote: run with X";
        let said: Vec<String> = said.lines().map(String::from).collect();
        let cell = Cell::new("let é = [1]; é[9]\n");
        let source = "fn f() {\nlet é = [1]; \n(\né[9]\n).evcxr_display();";
        let past = Past::default();
        let error = panic(&said, |place| at(place, source, &cell, &past), None);
        assert_eq!(error.evalue, "panicked: index out of bounds");
        assert_eq!(
            error.traceback[1],
            "at line 1 of this cell: let é = [1]; é[9]"
        );
        assert_eq!(error.traceback.len(), 2);
    }
}
