//! From the text of a solution to the text of its exercise.
//!
//! ```text
//! // begin solution (m, k): return N, the formula above
//! m + k
//! // end solution
//! ```
//!
//! becomes a `todo!` with that text, after a line that uses the parameters, because the
//! compiler would warn of each one that nothing uses. A region without text is what only
//! the solution needs, a helper or an import, and leaves nothing behind but its lines that
//! begin with `//= `: they are what the exercise has instead.

use std::fmt::{Display, Formatter};

const BEGIN: &str = "// begin solution";
const END: &str = "// end solution";
/// Around what is no part of the solution: how the exercise is checked.
const BEGIN_SOURCE: &str = "// begin source";
const END_SOURCE: &str = "// end source";
const INSTEAD: &str = "//= ";
/// The width at which rustfmt breaks a line, so that the exercises stay formatted.
const WIDTH: usize = 100;

/// What is wrong in a solution, and in which line, counted from 1.
#[derive(Debug, PartialEq)]
pub struct Fault {
    line: usize,
    what: String,
}

impl Display for Fault {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.line, self.what)
    }
}

/// Replaces each marked region.
///
/// # Errors
/// If a marker stands alone, stands inside a region, or is misspelt: a solution that
/// slips through unmarked would be handed out.
pub fn exercise(solution: &str) -> Result<String, Fault> {
    let mut exercise = String::new();
    let mut begun = None;
    for (number, line) in (1..).zip(solution.lines()) {
        let fault = |what: &str| Fault {
            line: number,
            what: what.into(),
        };
        let marker = match line.trim() {
            BEGIN_SOURCE => BEGIN,
            END_SOURCE => END,
            marker => marker,
        };
        if marker == END {
            if begun.take().is_none() {
                return Err(fault("`// end solution` without its `// begin solution`"));
            }
        } else if let Some(task) = marker.strip_prefix(BEGIN) {
            if begun.replace(number).is_some() {
                return Err(fault("`// begin solution` inside another region"));
            }
            let indent = &line[..line.len() - line.trim_start().len()];
            exercise += &placeholder(task, indent).map_err(|what| fault(&what))?;
        } else if is_nearly_a_marker(marker) {
            return Err(fault(&format!(
                "a marker is `{END}` or `{BEGIN} (a, b): …`"
            )));
        } else if let Some(handed_out) = marker.strip_prefix(INSTEAD) {
            if begun.is_none() {
                return Err(fault("`//= ` outside of a region"));
            }
            let indent = &line[..line.len() - line.trim_start().len()];
            exercise += &format!("{indent}{handed_out}\n");
        } else if begun.is_none() {
            exercise += line;
            exercise.push('\n');
        }
    }
    match begun {
        Some(line) => Err(Fault {
            line,
            what: "`// begin solution` without its `// end solution`".into(),
        }),
        None => Ok(exercise),
    }
}

/// The lines that stand in the exercise for a region, from what follows `begin solution`:
/// nothing, or `: text`, or ` (parameters): text`.
fn placeholder(task: &str, indent: &str) -> Result<String, String> {
    if task.is_empty() {
        return Ok(String::new());
    }
    let (parameters, text) = task
        .split_once(": ")
        .ok_or_else(|| format!("after `{BEGIN}` comes nothing, `: text` or ` (a, b): text`"))?;
    let quoted = format!("{text:?}").replace('{', "{{").replace('}', "}}");
    let mut lines = format!("{indent}todo!({quoted})\n");
    if !parameters.is_empty() {
        let used = parameters.trim();
        let used = match used.contains(',') {
            true => used,
            false => used.trim_matches(['(', ')']),
        };
        lines = format!("{indent}let _ = {used}; // Replace this line, too.\n{lines}");
    }
    match lines.lines().all(|line| line.chars().count() <= WIDTH) {
        true => Ok(lines),
        false => Err(format!(
            "makes a line of more than {WIDTH} characters: shorten it"
        )),
    }
}

fn is_nearly_a_marker(line: &str) -> bool {
    let line = line.to_lowercase();
    let words = [
        "begin solution",
        "end solution",
        "begin source",
        "end source",
    ];
    line.starts_with("//") && words.iter().any(|words| line.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(text: &str) -> String {
        exercise(text).unwrap_err().to_string()
    }

    #[test]
    fn a_region_becomes_a_todo() {
        let solution = "fn f(a: u8) -> u8 {\n    // begin solution (a): add {1}\n    a + 1\n    // end solution\n}\n";
        let expected = "fn f(a: u8) -> u8 {\n    let _ = a; // Replace this line, too.\n    todo!(\"add {{1}}\")\n}\n";
        assert_eq!(exercise(solution).unwrap(), expected);
    }

    #[test]
    fn a_region_without_text_leaves_nothing() {
        let solution = "// begin solution\nuse std::fmt;\n// end solution\nfn f() {}\n";
        assert_eq!(exercise(solution).unwrap(), "fn f() {}\n");
        let source = "fn f() {}\n// begin source\nfn source() {}\n// end source\n";
        assert_eq!(exercise(source).unwrap(), "fn f() {}\n");
    }

    #[test]
    fn a_region_may_say_what_stands_there_instead() {
        let solution = "// begin solution\n//= type A = u8;\ntype A = u16;\n// end solution\n";
        assert_eq!(exercise(solution).unwrap(), "type A = u8;\n");
        assert_eq!(fault("//= type A = u8;\n"), "1: `//= ` outside of a region");
    }

    #[test]
    fn a_marker_alone_is_named_with_its_line() {
        assert_eq!(
            fault("a\n// begin solution: b\nc\n"),
            "2: `// begin solution` without its `// end solution`"
        );
        assert_eq!(
            fault("a\nb\n// end solution\n"),
            "3: `// end solution` without its `// begin solution`"
        );
        assert_eq!(
            fault("// begin solution: b\n// begin solution: c\n// end solution\n"),
            "2: `// begin solution` inside another region"
        );
    }

    #[test]
    fn a_misspelt_marker_does_not_hand_out_the_solution() {
        for marker in [
            "//begin solution: x",
            "// Begin solution: x",
            "// end solutions",
            "// begin solution x",
            "// begin solution:x",
            "// Begin source",
        ] {
            assert!(
                exercise(&format!("{marker}\nx\n// end solution\n")).is_err(),
                "{marker}"
            );
        }
    }

    #[test]
    fn a_line_that_rustfmt_would_break_is_refused() {
        let long = format!("// begin solution: {}\n// end solution\n", "x".repeat(100));
        assert!(fault(&long).contains("shorten it"));
    }
}
