//! What a student reads when a cell fails.

use ariadne::sources;
use evcxr::{CompilationError, Error, Theme};
use jupyter_protocol::ErrorOutput;

/// More errors than these only hide the first.
const SHOWN: usize = 5;

/// The errors of a cell that evcxr has refused or lost.
pub fn explain(error: &Error, code: &str) -> Vec<ErrorOutput> {
    match error {
        Error::CompilationErrors(errors) => {
            let shown = errors.iter().take(SHOWN);
            shown.map(|error| compilation(error, code)).collect()
        }
        Error::SubprocessTerminated(how) => vec![simple(
            "Ended",
            &format!(
                "the process that runs the cells has ended, and all variables with it: run the \
                 cells above again\n{how}"
            ),
        )],
        other => vec![simple("Error", &known(&other.to_string()))],
    }
}

/// An error that is only a text; its first line says it all.
pub fn simple(name: &str, text: &str) -> ErrorOutput {
    ErrorOutput {
        ename: name.into(),
        evalue: text.lines().next().unwrap_or_default().into(),
        traceback: text.lines().map(String::from).collect(),
    }
}

/// A panic, from what it printed: `thread 'main' (7) panicked at src/lib.rs:3:5:`, then the
/// message, then advice that is of no use in a notebook. `line` is what stands at a place
/// in the code that was compiled.
pub fn panic(lines: &[String], code: &str, line: impl Fn(usize) -> Option<String>) -> ErrorOutput {
    let place = lines
        .first()
        .and_then(|first| first.split("panicked at ").nth(1));
    let place = place.map(|place| place.trim_end_matches(':'));
    let said = lines
        .iter()
        .skip(1)
        .take_while(|line| !line.starts_with("note: run with"));
    let message = said.cloned().collect::<Vec<_>>().join("\n");
    let mut text = format!("panicked: {message}");
    if let Some(place) = place {
        match in_cell(place, code, line) {
            Some((number, source)) => text += &format!("\nat line {number} of this cell: {source}"),
            None => text += &format!("\nat {place}"),
        }
    }
    text += "\nvariables of earlier cells are still there";
    simple("Panic", &text)
}

/// The cell's line that stands at `src/lib.rs:LINE:COLUMN` of the code that was compiled.
fn in_cell(
    place: &str,
    code: &str,
    line: impl Fn(usize) -> Option<String>,
) -> Option<(usize, String)> {
    let number = place.strip_prefix("src/lib.rs:")?.split(':').next()?;
    let compiled = line(number.parse().ok()?)?;
    let found = code
        .lines()
        .position(|line| !line.trim().is_empty() && line.trim() == compiled.trim());
    found.map(|at| (at + 1, compiled.trim().to_string()))
}

fn compilation(error: &CompilationError, code: &str) -> ErrorOutput {
    let mut traceback = Vec::new();
    if error.is_from_user_code()
        && let Some(report) = error.build_report("cell".into(), code.into(), Theme::Light)
    {
        let mut text = Vec::new();
        if report
            .write(sources([("cell".into(), code)]), &mut text)
            .is_ok()
        {
            traceback.extend(String::from_utf8_lossy(&text).lines().map(String::from));
        }
    }
    if traceback.is_empty() {
        // As the compiler shows it: with lines of the library, where the mistake was found.
        traceback.extend(error.rendered().lines().map(String::from));
    }
    traceback.extend(error.help().iter().map(|help| format!("help: {help}")));
    ErrorOutput {
        ename: error.code().unwrap_or("Error").into(),
        evalue: error.message(),
        traceback,
    }
}

/// evcxr's own texts for what a notebook cannot do, as one line on what to write instead.
fn known(text: &str) -> String {
    let name = text.split('`').nth(1).unwrap_or("x");
    let advice = if text.contains("is a closure, which cannot be persisted") {
        format!(
            "`{name}` is a closure, whose type has no name: write a function, `fn {name}(…)`, or \
             `let {name}: Box<dyn Fn(f32) -> f32> = Box::new(…);` with your own argument and result"
        )
    } else if text.contains("Couldn't automatically determine type") {
        format!(
            "the type of `{name}` is not clear from this cell alone: write it, `let {name}: Type = …;`"
        )
    } else if text.contains("which cannot be persisted") {
        format!(
            "`{name}` has a type that has no name or borrows from another variable, and cannot \
             live until the next cell: collect or clone it, or put the lines that use it in {{ }}"
        )
    } else {
        return text.into();
    };
    format!("{advice}\n\n{text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(String::from).collect()
    }

    #[test]
    fn a_panic_points_at_the_cell() {
        let said = lines(
            "thread 'main' (7) panicked at src/lib.rs:3:5:\nindex out of bounds\nnote: run with X",
        );
        let compiled = |n| (n == 3).then(|| "  v[9]".to_string());
        let error = panic(&said, "let v = [1];\nv[9]", compiled);
        assert_eq!(error.evalue, "panicked: index out of bounds");
        assert_eq!(error.traceback[1], "at line 2 of this cell: v[9]");
    }

    #[test]
    fn advice_comes_first() {
        let error = known("The variable `f` is a closure, which cannot be persisted.\nYou can");
        assert!(error.starts_with("`f` is a closure, whose type has no name"));
    }
}
