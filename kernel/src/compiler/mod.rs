//! Between cargo and rustc, when a cell is compiled.
//!
//! evcxr writes a cell's code with code of its own around it. cargo then calls this program
//! instead of rustc, for the cells' own package alone. Here evcxr's code is mended where it
//! would mislead a student, warnings are left out, because evcxr drops errors for them, and
//! what rustc says is kept whole: see [`Kept`]. The types of variables are asked for in
//! [`types`], and what they are is told by
//! [`summaries`], with the help of a library, [`runtime`].

pub mod private;
mod runtime;
mod summaries;
pub mod types;

use serde_json::Value;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// In cargo's environment when it builds cells.
const VARIABLE: &str = "RUST_KERNEL_COMPILES";

/// What evcxr builds, seen from its folder.
const SOURCE: &str = "src/lib.rs";

/// evcxr's folder, which cells know too.
pub const FOLDER: &str = "EVCXR_TMPDIR";

/// The commands that make evcxr's cargo call this program.
pub fn commands() -> Option<String> {
    let program = std::env::current_exe().ok()?;
    let program = program.to_str()?;
    Some(format!(
        ":build_env RUSTC_WORKSPACE_WRAPPER={program}\n:build_env {VARIABLE}=1"
    ))
}

/// If this process stands between cargo and rustc, its status.
pub fn hook() -> Option<ExitCode> {
    std::env::var_os(VARIABLE)?;
    let mut arguments = std::env::args_os().skip(1);
    let mut rustc = Command::new(arguments.next()?);
    rustc.args(arguments);
    Some(match compile(rustc) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: rustc cannot be called: {error}");
            ExitCode::FAILURE
        }
    })
}

fn compile(mut rustc: Command) -> io::Result<ExitCode> {
    if !rustc.get_args().any(|argument| argument == SOURCE) {
        return Ok(code(rustc.status()?));
    }
    let written = fs::read_to_string(SOURCE)?;
    let mended = mend(&written);
    let mended = runtime::take_out(&mended, &mut rustc).unwrap_or(mended);
    if mended != written {
        fs::write(SOURCE, &mended)?;
    }
    rustc.arg("-Awarnings");
    types::note(&rustc)?;
    let output = rustc.output()?;
    keep(&mended, &output.stderr)?;
    io::stdout().write_all(&output.stdout)?;
    io::stderr().write_all(&for_evcxr(&output.stderr))?;
    Ok(code(output.status))
}

/// What rustc has said, as evcxr reads it: of a variable that the cell has moved, neither where
/// it went nor what could be done. evcxr would take a last line that moves a variable for one
/// that cannot show its result, and show the `Debug` text instead of the picture.
fn for_evcxr(said: &[u8]) -> Vec<u8> {
    let said = String::from_utf8_lossy(said);
    let lines = said.split_inclusive('\n').map(|line| {
        let Ok(mut message) = serde_json::from_str::<Value>(line) else {
            return line.to_string();
        };
        if message["code"]["code"] == "E0382"
            && let Some(spans) = message["spans"].as_array_mut()
        {
            let went = |span: &Value| span["label"].as_str().is_some_and(|l| l.contains("moved"));
            spans.retain(|span| !went(span));
            message["children"] = Value::Array(Vec::new());
        }
        format!("{message}\n")
    });
    lines.collect::<String>().into_bytes()
}

fn code(status: std::process::ExitStatus) -> ExitCode {
    ExitCode::from(status.code().unwrap_or(1) as u8)
}

/// Other words in the same lines, so that all places stay.
fn mend(source: &str) -> String {
    let source = source
        // An early end at a `?` says where it was, and only to the kernel, which says it.
        .replace(
            "fn from(error: T) -> Self {",
            "#[track_caller] fn from(error: T) -> Self {",
        )
        .replace(r#"eprintln!("{}", error);"#, &early("{}"))
        .replace(r#"eprintln!("{:?}", error);"#, &early("{:?}"))
        .replace(r#"eprintln!("{:#?}", error);"#, &early("{:#?}"));
    let Some(start) = source.find("async fn evcxr_analysis_wrapper(") else {
        return source;
    };
    // What rust-analyzer reads too. Variables of earlier cells live for ever.
    let (before, function) = source.split_at(start);
    let (parameters, rest) = function
        .find(") -> Result<(), EvcxrUserCodeError>")
        .map_or((function, ""), |end| function.split_at(end));
    let before = before.replace(STORE, "fn evcxr_variable_store<T>(_: T) {}");
    let parameters = parameters.split_inclusive('\n').map(live_for_ever);
    before + &parameters.collect::<String>() + rest
}

/// A parameter whose references live for ever.
fn live_for_ever(parameter: &str) -> String {
    let mut pieces = parameter.split('&');
    let first = pieces.next().unwrap_or_default().to_string();
    pieces.fold(first, |text, piece| match piece.starts_with('\'') {
        true => text + "&" + piece,
        false => text + "&'static " + piece,
    })
}

/// How a cell says why a `?` has ended it.
fn early(format: &str) -> String {
    format!(
        r#"let _ = std::fs::write(std::path::Path::new(&std::env::var_os("{FOLDER}").unwrap_or_default()).join("{EARLY}"), format!("{{}}\n{format}", std::panic::Location::caller(), error));"#
    )
}

/// What evcxr does with variables where it only looks at them.
const STORE: &str = "fn evcxr_variable_store<T: 'static>(_: T) {}";

const EARLY: &str = "early-end.txt";
const KEPT: &str = "errors.json";

fn folder() -> PathBuf {
    std::env::var_os(FOLDER).unwrap_or_default().into()
}

/// Keeps the errors of a compilation that has failed, with what was compiled.
fn keep(source: &str, said: &[u8]) -> io::Result<()> {
    let errors = errors(said);
    match errors.is_empty() {
        true => Ok(()),
        false => fs::write(KEPT, serde_json::json!([source, errors]).to_string()),
    }
}

/// The errors among what rustc has said, without those that only count the others.
pub fn errors(said: &[u8]) -> Vec<Value> {
    let said = String::from_utf8_lossy(said);
    let lines = said
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    lines
        .filter(|error: &Value| {
            let message = error["message"].as_str().unwrap_or_default();
            error["level"] == "error" && !message.starts_with("aborting due to")
        })
        .collect()
}

/// What rustc has said of the last cell that it refused.
#[derive(Default)]
pub struct Kept {
    /// What was compiled.
    pub source: String,
    /// What was wrong with it.
    pub errors: Vec<Value>,
}

impl Kept {
    /// Nothing is kept of earlier cells any more.
    pub fn forget() {
        let _ = fs::remove_file(folder().join(KEPT));
        let _ = fs::remove_file(folder().join(EARLY));
    }

    /// Of this cell.
    pub fn take() -> Self {
        let text = fs::read_to_string(folder().join(KEPT)).unwrap_or_default();
        let (source, errors) = serde_json::from_str(&text).unwrap_or_default();
        Self { source, errors }
    }
}

/// Where a `?` has ended the cell, and why.
pub fn early_end() -> Option<(String, String)> {
    let text = fs::read_to_string(folder().join(EARLY)).ok()?;
    let (place, why) = text.split_once('\n')?;
    Some((place.into(), why.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANALYSED: &str = "fn evcxr_variable_store<T: 'static>(_: T) {}
async fn evcxr_analysis_wrapper(
text: &str,
mut words: Vec<&'static str>,
) -> Result<(), EvcxrUserCodeError> {
let a: &str = text;
";

    #[test]
    fn of_a_moved_variable_evcxr_does_not_read_where_it_went() {
        let said = |code: &str| {
            let span = |line: u32, label: &str| serde_json::json!({"line": line, "label": label});
            let spans = [
                span(7, "value moved here"),
                span(8, "value used here after move"),
                span(9, "use occurs due to use in closure"),
            ];
            format!(
                "{}\n",
                serde_json::json!({"code": {"code": code}, "spans": spans})
            )
        };
        let other = said("E0505") + "no JSON\n";
        let read = |said: &str| String::from_utf8(for_evcxr(said.as_bytes())).unwrap();
        assert_eq!(read(&other), other);
        let moved = read(&said("E0382"));
        assert!(!moved.contains('7') && moved.contains('8') && moved.contains('9'));
    }

    #[test]
    fn what_is_mended_stays_in_its_line() {
        let mended = mend(ANALYSED);
        assert_eq!(mended.lines().count(), ANALYSED.lines().count());
        assert_eq!(mended.lines().last(), ANALYSED.lines().last());
        assert!(mended.contains("\ntext: &'static str,\n"));
        assert!(mended.contains("\nmut words: Vec<&'static str>,\n"));
        assert_eq!(mend(&mended), mended);
    }
}
