//! Brackets, texts and comments that are open at the end of code, or close nothing.

use ra_ap_syntax::{Edition, NodeOrToken, SourceFile, SyntaxKind};
use std::ops::Range;

/// What is wrong with brackets, texts and comments, and where.
#[derive(Debug, PartialEq)]
pub enum Fault {
    /// A bracket is open at the end.
    Open(Range<usize>),
    /// A text or comment is open at the end.
    Endless(Range<usize>),
    /// A bracket closes nothing.
    Closes(Range<usize>),
    /// A bracket closes one of another kind.
    Crosses(Range<usize>, Range<usize>),
}

/// Deeper than anybody writes, and not so deep that a parser's own stack ends.
const DEEPEST: usize = 1000;

/// The same for types in types: rust-analyzer came to no end with 900.
const DEEPEST_TYPE: usize = 200;

/// Whether brackets, signs before a value, or types stand in one another so deep that no
/// parser is to see them.
pub fn is_too_deep(code: &str) -> bool {
    let (mut open, mut signs, mut types) = (0_usize, 0, 0_usize);
    let mut before = ' ';
    code.chars().any(|letter| {
        signs = match letter {
            '-' | '!' | '&' | '*' | '|' => signs + 1,
            letter if letter.is_whitespace() => signs,
            _ => 0,
        };
        match letter {
            '(' | '[' | '{' => open += 1,
            ')' | ']' | '}' => open = open.saturating_sub(1),
            // Where values are compared, a space or an arrow's line stands before.
            '<' if before.is_alphanumeric() || ":<_".contains(before) => types += 1,
            '>' if !"-=".contains(before) => types = types.saturating_sub(1),
            ';' => types = 0,
            _ => {}
        }
        before = letter;
        open + signs > DEEPEST || types > DEEPEST_TYPE
    })
}

/// More operators and calls than anybody writes in a row.
const LONGEST: usize = 200;

/// Whether so many operators or calls follow one another that rust-analyzer, to which each
/// stands in the one before, keeps a cell waiting: with 1,000 it was at it for over 20 s.
pub fn is_too_long(code: &str) -> bool {
    let mut row = 0;
    code.chars().any(|letter| {
        match letter {
            '+' | '-' | '*' | '/' | '%' | '.' => row += 1,
            ';' | ',' | '{' | '}' => row = 0,
            _ => {}
        }
        row > LONGEST
    })
}

/// What would close the brackets that are open at the end, and the first fault.
pub fn read(code: &str) -> (String, Option<Fault>) {
    let parsed = SourceFile::parse(code, Edition::CURRENT);
    let mut open: Vec<(char, Range<usize>)> = Vec::new();
    // Texts seldom go over a line's end: the first that does may be where a quote is missing.
    let mut long = None;
    for element in parsed.syntax_node().descendants_with_tokens() {
        let NodeOrToken::Token(token) = element else {
            continue;
        };
        let range: Range<usize> = token.text_range().into();
        let bracket = match token.kind() {
            SyntaxKind::L_PAREN => ')',
            SyntaxKind::L_BRACK => ']',
            SyntaxKind::L_CURLY => '}',
            SyntaxKind::R_PAREN | SyntaxKind::R_BRACK | SyntaxKind::R_CURLY => {
                match open.pop() {
                    Some((wanted, _)) if token.text().starts_with(wanted) => {}
                    Some((_, opened)) => {
                        return (String::new(), Some(Fault::Crosses(opened, range)));
                    }
                    None => return (String::new(), Some(Fault::Closes(range))),
                }
                continue;
            }
            kind => {
                let text = kind == SyntaxKind::STRING;
                if text && token.text().contains('\n') {
                    long.get_or_insert(range.start);
                }
                if is_endless(kind, token.text()) {
                    let start = long.filter(|_| text).unwrap_or(range.start);
                    return (closing(&open), Some(Fault::Endless(start..start + 1)));
                }
                continue;
            }
        };
        open.push((bracket, range));
    }
    let last = open.last().map(|(_, range)| Fault::Open(range.clone()));
    (closing(&open), last)
}

fn closing(open: &[(char, Range<usize>)]) -> String {
    open.iter().rev().map(|(bracket, _)| *bracket).collect()
}

/// Whether this text or comment has no end. The lexer gives it all that follows.
fn is_endless(kind: SyntaxKind, text: &str) -> bool {
    let ends = |quote: char, prefix: &str| {
        let inner = text.trim_start_matches(|letter: char| prefix.contains(letter));
        let Some(inner) = inner.strip_prefix(quote) else {
            return false;
        };
        let mut escaped = false;
        !inner.chars().any(|letter| {
            let closes = letter == quote && !escaped;
            escaped = letter == '\\' && !escaped;
            closes
        })
    };
    match kind {
        SyntaxKind::COMMENT => {
            text.starts_with("/*") && text.matches("/*").count() > text.matches("*/").count()
        }
        SyntaxKind::STRING | SyntaxKind::BYTE_STRING | SyntaxKind::C_STRING
            if text.trim_start_matches(['b', 'c']).starts_with('r') =>
        {
            let raw = text.trim_start_matches(['b', 'c', 'r']);
            let hashes = raw.len() - raw.trim_start_matches('#').len();
            let end = format!("\"{}", "#".repeat(hashes));
            !raw[(hashes + 1).min(raw.len())..].ends_with(&end)
        }
        SyntaxKind::STRING | SyntaxKind::BYTE_STRING | SyntaxKind::C_STRING => ends('"', "bc"),
        SyntaxKind::CHAR | SyntaxKind::BYTE => ends('\'', "b"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_whole() {
        for code in [
            "fn f<'a>(x: &'a str) -> char { '{' }",
            r##"let a = r#"{ " ("#; let b = "\"{"; let c = '\''; let d = b"(";"##,
            "/* ( /* { */ */ // [",
        ] {
            assert_eq!(read(code), (String::new(), None), "{code}");
        }
    }

    #[test]
    fn what_is_too_deep() {
        for sign in ["(", "[", "{", "-", "& ", "!"] {
            assert!(is_too_deep(&sign.repeat(2000)), "{sign}");
            assert!(!is_too_deep(&sign.repeat(100)), "{sign}");
        }
        assert!(!is_too_deep(&"f(-1); a < b; /* --- */ ".repeat(2000)));
        assert!(is_too_deep(&"Vec<".repeat(900)));
        assert!(!is_too_deep(
            &"let a: Vec<Vec<u8>> = b.collect::<Vec<_>>(); ".repeat(2000)
        ));
        assert!(!is_too_deep(&"if a<b && c<d { e(); } ".repeat(2000)));
    }

    #[test]
    fn what_is_too_long() {
        assert!(is_too_long(&"0+1".repeat(1000)));
        assert!(is_too_long(&format!("a{}", ".abs()".repeat(1000))));
        assert!(!is_too_long(&"a += 1.5 * b.abs();\n".repeat(1000)));
        assert!(!is_too_long(&"-0.25, ".repeat(1000)));
    }

    #[test]
    fn what_is_not() {
        assert_eq!(read("f([").0, "])");
        assert_eq!(read("f(\"a\"").1, Some(Fault::Open(1..2)));
        assert_eq!(read("é(").1, Some(Fault::Open(2..3)));
        assert_eq!(read("f(\"a)").1, Some(Fault::Endless(2..3)));
        assert_eq!(read("f(\"a\\\")").1, Some(Fault::Endless(2..3)));
        assert_eq!(read("\"a;\nf(\"b\");").1, Some(Fault::Endless(0..1)));
        assert_eq!(read("/* a").1, Some(Fault::Endless(0..1)));
        assert_eq!(read("r#\"a\"").1, Some(Fault::Endless(0..1)));
        assert_eq!(read("{ 1 }}").1, Some(Fault::Closes(5..6)));
        assert_eq!(read("{ ( }").1, Some(Fault::Crosses(2..3, 4..5)));
    }
}
