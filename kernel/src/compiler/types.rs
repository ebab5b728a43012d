//! The types of a cell's variables, as rustc knows them.
//!
//! evcxr asks rust-analyzer, which does not know the standard library at first and then takes
//! some types for others; and where it finds none, evcxr has cargo check the cell, which
//! compiles every crate behind it once more. So rustc is asked before: for each variable a
//! trait is wanted that no type has, and its refusal names the type.

use super::{SOURCE, STORE, errors, folder, mend};
use serde_json::Value;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

/// The trait that no type has.
const TRAIT: &str = "EvcxrType";

/// How rustc was called for the last cell.
const CALL: &str = "rustc.json";

/// Where rustc reads the code, and would write what comes of it.
const PLACE: &str = "types";

/// Variables and their types.
pub type Types = Vec<(String, String)>;

/// What rustc says of a cell.
pub enum Answer {
    /// Its variables and their types, with whole names.
    Types(Types),
    /// What is wrong with it, and the code that was read.
    Errors(String, Vec<Value>),
}

/// Notes how rustc is called.
pub fn note(rustc: &Command) -> io::Result<()> {
    let words = std::iter::once(rustc.get_program()).chain(rustc.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    match words.iter().any(|word| word.contains("link")) {
        true => fs::write(CALL, serde_json::json!(words).to_string()),
        false => Ok(()),
    }
}

/// What rustc finds wrong with this code. `None` before the first cell.
pub fn check(source: &str) -> Option<Vec<Value>> {
    let folder = folder();
    let mut rustc = prepare(&called(&folder)?, &folder, source)?;
    Some(errors(&rustc.output().ok()?.stderr))
}

/// Asks about the code that evcxr has written for rust-analyzer, and in it about these
/// variables, of which evcxr passes some over. `None` before the first cell.
pub fn ask(variables: &[String]) -> Option<Answer> {
    let folder = folder();
    let words = called(&folder)?;
    let asks = format!("trait {TRAIT} {{}} fn evcxr_variable_store<T: {TRAIT}>(_: T) {{}}");
    let written = fs::read_to_string(folder.join(SOURCE)).ok()?;
    let source = mend(&with_all(&written, variables).replace(STORE, &asks));
    let mut rustc = prepare(&words, &folder, &source)?;
    // Whole names of types, which only unstable options give.
    rustc
        .args([
            "-Ztrim-diagnostic-paths=no",
            "-Zwrite-long-types-to-disk=no",
        ])
        .env("RUSTC_BOOTSTRAP", "1");
    let (types, others) = call(rustc)?;
    if others.is_empty() {
        return Some(Answer::Types(types));
    }
    // Short names are for people.
    let (_, others) = call(again(&words, &folder)?)?;
    Some(Answer::Errors(source, others))
}

/// The code with a question for each variable: evcxr has none for those of `let [a, b] = …`.
fn with_all(written: &str, variables: &[String]) -> String {
    let Some(end) = written.rfind("\nOk(())") else {
        return written.into();
    };
    let (code, rest) = written.split_at(end);
    let mut all = code.to_string();
    for name in variables {
        let question = format!("\nevcxr_variable_store({name});");
        if !all.contains(&question) {
            all += &question;
        }
    }
    all + rest
}

/// How rustc was called for the last cell.
fn called(folder: &Path) -> Option<Vec<String>> {
    let noted = fs::read_to_string(folder.join(CALL)).ok()?;
    serde_json::from_str(&noted).ok()
}

/// rustc for this code.
fn prepare(words: &[String], folder: &Path, source: &str) -> Option<Command> {
    // rustc's messages name the file as they do for a cell.
    fs::create_dir_all(folder.join(PLACE).join("src")).ok()?;
    fs::write(folder.join(PLACE).join(SOURCE), source).ok()?;
    again(words, folder)
}

/// rustc as for the last cell, without code as its result.
fn again(words: &[String], folder: &Path) -> Option<Command> {
    let mut words = words.iter().peekable();
    let mut rustc = Command::new(words.next()?);
    rustc.current_dir(folder.join(PLACE));
    while let Some(word) = words.next() {
        let next = words.peek();
        let skip = match word.as_str() {
            "--crate-type" | "--out-dir" => true,
            "-C" => next.is_some_and(|next| next.starts_with("incremental=")),
            _ => false,
        };
        match skip {
            true => drop(words.next()),
            false if word.starts_with("--emit") => {}
            false => drop(rustc.arg(word)),
        }
    }
    rustc.args(["--crate-type=lib", "--emit=metadata", "--out-dir=."]);
    Some(rustc)
}

/// The types that rustc names, and the errors that do not come of asking for them.
fn call(mut rustc: Command) -> Option<(Types, Vec<Value>)> {
    let mut types = Vec::new();
    let mut others = Vec::new();
    for error in errors(&rustc.output().ok()?.stderr) {
        match type_of(&error) {
            Some(found) => types.push(found),
            None => others.push(error),
        }
    }
    Some((types, others))
}

/// From "the trait bound `Vec<u8>: EvcxrType` is not satisfied" at `evcxr_variable_store(v);`.
fn type_of(error: &Value) -> Option<(String, String)> {
    let message = error["message"].as_str()?;
    let bound = message.strip_prefix("the trait bound `")?;
    let (kind, _) = bound.rsplit_once(&format!(": {TRAIT}`"))?;
    let line = error["spans"][0]["text"][0]["text"].as_str()?.trim();
    let name = line.strip_prefix("evcxr_variable_store(")?;
    let name = name.strip_suffix(");")?;
    Some((name.into(), kind.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_variable_is_asked_for_once() {
        let written = "let (a, [b]) = c;\nevcxr_variable_store(a);\nOk(())\n}";
        let names = ["a", "b"].map(String::from);
        let asked =
            "let (a, [b]) = c;\nevcxr_variable_store(a);\nevcxr_variable_store(b);\nOk(())\n}";
        assert_eq!(with_all(written, &names), asked);
    }

    #[test]
    fn types_are_read_from_errors() {
        let error = |line: &str| {
            serde_json::json!({
                "message": "the trait bound `std::vec::Vec<u8>: EvcxrType` is not satisfied",
                "spans": [{"text": [{"text": line}]}],
            })
        };
        let types = ("v".to_string(), "std::vec::Vec<u8>".to_string());
        assert_eq!(type_of(&error("evcxr_variable_store(v);")), Some(types));
        assert_eq!(type_of(&error("let x = v;")), None);
    }
}
