//! Whether code that somebody types into a console is finished.

use jupyter_protocol::IsCompleteReply;

/// Complete, to be continued, or wrong. Lines for evcxr itself (`:dep …`) are complete.
pub fn is_complete(code: &str) -> IsCompleteReply {
    let rust = code.lines().filter(|line| !line.starts_with(':'));
    let rust = rust.collect::<Vec<_>>().join("\n");
    match open_brackets(&rust) {
        None => IsCompleteReply::invalid(),
        Some(open) if open > 0 => IsCompleteReply::incomplete("    ".repeat(open)),
        // A last expression needs no semicolon in a block.
        Some(_) => match syn::parse_str::<syn::Block>(&format!("{{{rust}\n}}")) {
            Ok(_) => IsCompleteReply::complete(),
            Err(_)
                if rust
                    .trim_end()
                    .ends_with(['=', ',', '+', '-', '*', '.', '&', '|']) =>
            {
                IsCompleteReply::incomplete(String::new())
            }
            Err(_) => IsCompleteReply::invalid(),
        },
    }
}

/// How many brackets, texts or comments are open at the end; `None` if one closes that was
/// not open.
fn open_brackets(code: &str) -> Option<usize> {
    let mut open = Vec::new();
    let mut rest = code;
    while let Some(letter) = rest.chars().next() {
        let mut len = letter.len_utf8();
        match letter {
            '/' if rest.starts_with("//") => len = rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => match rest.find("*/") {
                Some(end) => len = end + 2,
                None => return Some(open.len() + 1),
            },
            '"' => match text_len(rest) {
                Some(text) => len = text,
                None => return Some(open.len() + 1),
            },
            // A letter in quotes; else it is a lifetime.
            '\'' => len = letter_len(rest).unwrap_or(1),
            '(' | '[' | '{' => open.push(letter),
            ')' | ']' | '}' => {
                let pair = open.pop().zip(Some(letter));
                if !matches!(pair, Some(('(', ')') | ('[', ']') | ('{', '}'))) {
                    return None;
                }
            }
            _ => {}
        }
        rest = &rest[len..];
    }
    Some(open.len())
}

/// The length of the text in quotes that begins here.
fn text_len(code: &str) -> Option<usize> {
    let mut escaped = false;
    for (place, letter) in code.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(place + 1),
            _ => {}
        }
    }
    None
}

/// The length of the letter in quotes that begins here.
fn letter_len(code: &str) -> Option<usize> {
    let inner = code[1..].chars().next()?;
    let end = match inner {
        '\\' => 2 + code[2..].chars().next()?.len_utf8(),
        _ => 1 + inner.len_utf8(),
    };
    let closing = code.get(end..)?.find('\'')?;
    // `'\u{1f600}'` is the longest.
    (closing < 9 && (inner == '\\' || closing == 0)).then_some(end + closing + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jupyter_protocol::IsCompleteReplyStatus as Status;

    fn status(code: &str) -> &'static str {
        match is_complete(code).status {
            Status::Complete => "complete",
            Status::Incomplete => "incomplete",
            Status::Invalid => "invalid",
            Status::Unknown => "unknown",
        }
    }

    #[test]
    fn finished_code() {
        for code in [
            "1 + 1",
            "let x = '{';",
            "fn f<'a>(x: &'a str) {}",
            ":dep rand",
            "// {",
            "",
        ] {
            assert_eq!(status(code), "complete", "{code}");
        }
    }

    #[test]
    fn code_to_be_continued() {
        for code in ["fn f() {", "let x = (1,", "println!(\"{", "/* a", "let x ="] {
            assert_eq!(status(code), "incomplete", "{code}");
        }
    }

    #[test]
    fn wrong_code() {
        for code in ["fn f( {)", "}", "let = 1;"] {
            assert_eq!(status(code), "invalid", "{code}");
        }
    }
}
