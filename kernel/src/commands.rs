//! The lines of a cell that are for evcxr: `:dep …`, `:restart`, `!ls`.

use crate::cell::{code_start, paths};
use std::collections::HashMap;

/// evcxr restarts the cells' process, and goes on as if their variables were there.
const RESTART: &str = ":restart";

/// This starts another process for the cells too.
const CLEAR: &str = ":clear";

/// This lists the variables.
const LIST: &str = ":vars";

/// The only one that Tab has evcxr look at: what follows may use the crate. evcxr would run
/// the others, `:restart` and `:quit` among them.
const LOOKED_AT: &str = ":dep";

/// A cell whose commands start another process.
#[derive(Debug, PartialEq)]
pub struct Split {
    /// The commands up to there, except `:restart`.
    pub first: String,
    /// Whether `:restart` is one.
    pub restarts: bool,
    /// All the rest, on the lines on which it stood.
    pub rest: String,
}

impl Split {
    /// `None`: no command starts another process.
    ///
    /// # Errors
    /// If a command would end the kernel.
    pub fn of(code: &str) -> Result<Option<Self>, evcxr::Error> {
        let lines: Vec<&str> = code.lines().collect();
        let command = |line: &&&str| {
            let line = line.trim();
            line.is_empty()
                || line.starts_with("//")
                || line.starts_with('!')
                || name(line).is_some()
        };
        let commands = &lines[..lines.iter().take_while(command).count()];
        if commands.iter().any(|line| name(line) == Some(":quit")) {
            let why = "a cell cannot end the kernel: the menu Kernel, Shut Down Kernel, does";
            return Err(evcxr::Error::Message(why.into()));
        }
        let is = |wanted: &'static str| move |line: &&str| name(line) == Some(wanted);
        let last = commands
            .iter()
            .rposition(|line| is(RESTART)(line) || is(CLEAR)(line));
        Ok(last.map(|last| {
            let others = commands[..=last].iter().filter(|line| !is(RESTART)(line));
            Self {
                first: others.copied().collect::<Vec<_>>().join("\n"),
                restarts: commands[..=last].iter().any(is(RESTART)),
                rest: "\n".repeat(last + 1) + &lines[last + 1..].join("\n"),
            }
        }))
    }
}

/// The code for questions about it: without what evcxr would run, and everything in its
/// place. Where the cursor stands, a command may be completed, and evcxr runs nothing.
pub fn harmless(code: &str, cursor: usize) -> String {
    let mut passed = 0;
    let line = |line: &str| {
        let letters = line.trim_end_matches('\n').chars().count();
        let here = (passed..=passed + letters).contains(&cursor);
        passed += line.chars().count();
        let is_looked_at = |name| name == LOOKED_AT && !paths::is_elsewhere(line);
        let runs = name(line).is_some_and(|name| !is_looked_at(name))
            || line.trim_start().starts_with('!');
        let indent = line.len() - line.trim_start().len();
        match runs && letters > 1 && !here {
            // A comment of the same length.
            true => format!("{}//{}", &line[..indent], &line[indent + 2..]),
            false => line.to_string(),
        }
    };
    code.split_inclusive('\n').map(line).collect()
}

/// The code without the command that lists variables, and whether it was there: evcxr's own
/// list says nothing of what they are.
pub fn without_list(code: &str) -> (String, bool) {
    let (commands, rest) = code.split_at(code_start(code).unwrap_or(code.len()));
    let line = |line: &str| match name(line) == Some(LIST) {
        true => line.replacen(LIST, "//", 1),
        false => line.to_string(),
    };
    let others: String = commands.split_inclusive('\n').map(line).collect();
    (format!("{others}{rest}"), others != commands)
}

/// Adds to what commands say.
pub fn add(said: &mut HashMap<String, String>, text: Option<String>) {
    let Some(text) = text else {
        return;
    };
    let plain = said.entry("text/plain".into()).or_default();
    if !plain.is_empty() {
        plain.push('\n');
    }
    plain.push_str(&text);
}

/// The command's name, if a line is one: `:dep`, never `::std`.
fn name(line: &str) -> Option<&str> {
    let name = line.trim_start().split([' ', '\t', '\n', '\r']).next()?;
    let word = name.strip_prefix(':')?;
    let letters = !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    letters.then_some(name)
}

/// What commands say, as text: evcxr's HTML takes the brackets of a type for its own.
pub fn text(mut said: HashMap<String, String>) -> HashMap<String, String> {
    if said.contains_key("text/plain") {
        said.remove("text/html");
    }
    said.retain(|_, text| !text.is_empty());
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_restart_comes_before_the_rest() {
        let split = Split::of(":dep a\n:restart\nlet x = 1;").unwrap().unwrap();
        assert_eq!(split.first, ":dep a");
        assert_eq!(split.rest, "\n\nlet x = 1;");
        assert!(split.restarts);
        assert_eq!(Split::of("let x = 1;\nx").unwrap(), None);
        assert_eq!(Split::of("::std::process::id()").unwrap(), None);
        assert!(Split::of("// the end\n:quit").is_err());
    }

    #[test]
    fn the_list_is_asked_for_before_the_code_only() {
        assert_eq!(without_list(":vars\nx"), ("//\nx".into(), true));
        let text = "let text = \"\n:vars\n\";";
        assert_eq!(without_list(text), (text.into(), false));
    }

    #[test]
    fn questions_run_nothing() {
        let code = ":dep a\n:restart\n !rm ä\nlet";
        assert_eq!(harmless(code, 25), ":dep a\n//estart\n //m ä\nlet");
        assert_eq!(harmless(":rest", 5), ":rest");
    }
}
