//! Whether code that somebody types into a console is finished.

use crate::cell::brackets::{self, Fault};
use jupyter_protocol::IsCompleteReply;

/// Complete, to be continued, or wrong. Lines for evcxr itself (`:dep …`) are complete.
pub fn is_complete(code: &str) -> IsCompleteReply {
    let rust = code.lines().filter(|line| !line.starts_with(':'));
    let rust = rust.collect::<Vec<_>>().join("\n");
    if brackets::is_too_deep(&rust) {
        return IsCompleteReply::invalid();
    }
    let (open, fault) = brackets::read(&rust);
    match fault {
        Some(Fault::Open(_) | Fault::Endless(_)) => {
            IsCompleteReply::incomplete("    ".repeat(open.len()))
        }
        Some(Fault::Closes(_) | Fault::Crosses(..)) => IsCompleteReply::invalid(),
        // A last expression needs no semicolon in a block.
        None => match syn::parse_str::<syn::Block>(&format!("{{{rust}\n}}")) {
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
