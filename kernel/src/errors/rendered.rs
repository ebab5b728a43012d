//! What rustc prints of an error, with the cell's own lines and without evcxr's.

use super::Place;

/// The lines of the first place and its notes, and whether the cell's own lines are among
/// them.
pub fn rewrite(rendered: &str, place: &impl Fn(usize) -> Place) -> (Vec<String>, bool) {
    let text = plain(rendered);
    let mut sections: Vec<Vec<&str>> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match sections.last_mut() {
            Some(section) if line.starts_with([' ', '.']) || begins_with_number(line) => {
                section.push(line);
            }
            _ => sections.push(vec![line]),
        }
    }
    let mut lines = Vec::new();
    let mut here = false;
    for (number, section) in sections.iter().enumerate() {
        let (mut kept, seen) = rewrite_section(section, place);
        here |= seen == Seen::Here;
        let library = section
            .iter()
            .any(|line| line.contains("/rustlib/src/rust/"));
        if number == 0 || seen == Seen::Here || seen != Seen::Hidden && !library {
            kept.retain(|line| !line.contains("evcxr_"));
            lines.extend(kept);
        }
    }
    (lines, here)
}

/// What is left of the code that a section shows.
#[derive(Clone, Copy, PartialEq)]
enum Seen {
    /// It shows none.
    Nothing,
    /// Nothing of it.
    Hidden,
    /// Code of the library or of an earlier cell.
    Elsewhere,
    /// The cell's.
    Here,
}

fn rewrite_section(section: &[&str], place: &impl Fn(usize) -> Place) -> (Vec<String>, Seen) {
    let mut lines = Vec::new();
    let mut seen = Seen::Nothing;
    let mut note = |what: Seen| match (seen, what) {
        (Seen::Here, _) => {}
        (Seen::Elsewhere, Seen::Hidden) => {}
        (_, what) => seen = what,
    };
    // Whether the code is the cells', and the last line of it is shown.
    let (mut cells, mut shown) = (true, true);
    // Whether the place itself is in code that nobody has written.
    let mut elsewhere = false;
    let (mut gap, mut hidden) = (false, false);
    for line in section {
        let inner = line.trim_start();
        let margin = " ".repeat(line.len() - inner.len());
        if let Some(file) = inner.strip_prefix("--> ").or(inner.strip_prefix("::: ")) {
            shown = true;
            cells = is_cell(file);
            if !cells {
                note(Seen::Elsewhere);
                lines.push((*line).to_string());
                continue;
            }
            let number = file.rsplit(':').nth(1).and_then(|text| text.parse().ok());
            match number.map_or(Place::Hidden, place) {
                Place::Here(number) => {
                    note(Seen::Here);
                    lines.push(format!("{margin}--> line {number} of this cell"));
                }
                Place::Earlier => {
                    note(Seen::Elsewhere);
                    lines.push(format!("{margin}--> an earlier cell"));
                }
                Place::Hidden => {
                    elsewhere = true;
                    note(Seen::Hidden);
                }
            }
        } else if !cells {
            lines.push((*line).to_string());
        } else if let Some((number, width, rest)) = numbered(line) {
            let label = match place(number) {
                Place::Here(number) => {
                    note(if elsewhere {
                        Seen::Elsewhere
                    } else {
                        Seen::Here
                    });
                    Some(number.to_string())
                }
                Place::Earlier => {
                    note(Seen::Elsewhere);
                    Some(String::new())
                }
                // A line to be added, `+ use std::fs;`, stands nowhere yet.
                Place::Hidden if rest.starts_with('+') && !rest.contains("evcxr") => {
                    note(Seen::Elsewhere);
                    Some(String::new())
                }
                Place::Hidden => {
                    hidden = true;
                    note(Seen::Hidden);
                    None
                }
            };
            shown = label.is_some();
            if let Some(label) = label {
                if std::mem::take(&mut gap) {
                    lines.push("...".into());
                }
                lines.push(format!("{label:<width$} {rest}"));
            }
        } else if line.starts_with("...") {
            gap = shown;
        } else if !inner.starts_with('|') || shown {
            lines.push((*line).to_string());
        }
    }
    if hidden {
        lines = lines.iter().filter_map(|line| without_bow(line)).collect();
    }
    // A frame that nothing is left in.
    while lines.last().is_some_and(|line| line.trim() == "|") {
        lines.pop();
    }
    (lines, seen)
}

/// Without the bow that rustc draws beside lines of which some are not shown.
fn without_bow(line: &str) -> Option<String> {
    let (margin, rest) = line.split_once(" | ").unwrap_or((line, ""));
    if rest.starts_with("|_") {
        return None;
    }
    match rest.strip_prefix("| ") {
        Some(rest) => Some(format!("{margin} | {}", rest.trim_end())),
        None => Some(line.to_string()),
    }
}

fn is_cell(file: &str) -> bool {
    file.starts_with("src/lib.rs:") || file.starts_with("<anon>:")
}

fn begins_with_number(line: &str) -> bool {
    line.starts_with(|letter: char| letter.is_ascii_digit()) && numbered(line).is_some()
}

/// `12 | code`: the number, the width of its column, and what follows.
fn numbered(line: &str) -> Option<(usize, usize, &str)> {
    let inner = line.trim_start();
    let digits = inner.len() - inner.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = inner[digits..].trim_start();
    let width = (line.len() - rest.len()).checked_sub(1)?;
    if digits == 0 || !inner[digits..].starts_with(' ') {
        return None;
    }
    rest.starts_with(['|', '+', '~', '-'])
        .then(|| inner[..digits].parse().ok())
        .flatten()
        .map(|number| (number, width, rest))
}

/// Without colours, which are made for one theme only, and without names of evcxr's.
pub fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain += before;
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    plain += rest;
    let plain = cut(&plain, "{closure@", "}", "{closure}");
    plain
        .replace("`evcxr_variable_store`", "the end of the cell")
        .replace("`EvcxrUserCodeError`", "the cell's own error")
        .replace("EvcxrUserCodeError", "the cell's own error")
}

/// With other words in place of what begins and ends so.
fn cut(text: &str, begin: &str, end: &str, other: &str) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(begin) {
        let Some((_, after)) = after.split_once(end) else {
            break;
        };
        result += before;
        result += other;
        rest = after;
    }
    result + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    const RENDERED: &str = "\u{1b}[1m\u{1b}[31merror[E0308]\u{1b}[0m: mismatched types
   --> src/lib.rs:124:14
    |
124 | let é: u32 = \"a\";
    |              ^^^ expected `u32`, found `&str`
125 | evcxr_variable_store.put_variable::<u32>(stringify!(é), é);
    | --- here
    |
note: function defined here
   --> src/lib.rs:7:4
    |
7   | fn evcxr_internal() {}
    |    ^^^
help: consider importing this
    |
1   + use std::fs;
    |
";

    #[test]
    fn only_the_cells_lines_are_left() {
        let place = |line| match line {
            124 => Place::Here(2),
            _ => Place::Hidden,
        };
        let (lines, here) = rewrite(RENDERED, &place);
        assert!(here);
        let wanted = "error[E0308]: mismatched types
   --> line 2 of this cell
    |
2   | let é: u32 = \"a\";
    |              ^^^ expected `u32`, found `&str`
help: consider importing this
    |
    + use std::fs;";
        assert_eq!(lines.join("\n"), wanted);
    }

    #[test]
    fn code_of_the_library_stays() {
        let rendered = "error[E0080]: no\n  --> aelib/src/a.rs:3:5\n   |\n3  |     panic!()\n\
                        note: the above error was encountered\n  --> src/lib.rs:9:1\n   |\n9  | f()";
        let (lines, here) = rewrite(rendered, &|_| Place::Here(1));
        assert!(here);
        assert_eq!(lines[3], "3  |     panic!()");
        assert_eq!(lines[5], "  --> line 1 of this cell");
        assert!(!rewrite(rendered, &|_| Place::Hidden).1);
    }
}
