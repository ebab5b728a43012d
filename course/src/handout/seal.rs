//! The library has what the exercises ask for, and its sources are part of a student's copy.
//! There the bodies of these functions are sealed: the compiler reads them through a macro,
//! and nothing can be searched or pasted. Names, types and docs stay as they are.

use crate::failure::{Failure, Result};
use crate::sync::tree;
use ra_ap_rustc_lexer::{FrontmatterAllowed, TokenKind, tokenize};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Crates, and the files and folders in them that have what an exercise asks for.
const SEALED: [(&str, &[&str]); 4] = [
    (
        "aelib/core",
        &[
            "src/anomaly.rs",
            "src/codes.rs",
            "src/corrupt",
            "src/fit",
            "src/images.rs",
            "src/loss.rs",
            "src/metrics",
            "src/models",
            "src/ops",
            "src/retrieval.rs",
        ],
    ),
    ("aelib/show", &["src/explain", "src/fit.rs"]),
    ("checks", &["src/lesson_09"]),
    ("course", &["src/conv.rs", "src/figures"]),
];
/// The crate of the macro.
const MACRO: &str = "aelib/sealed";
const MANIFEST: &str = r#"[package]
name = "sealed"
version.workspace = true
edition.workspace = true
publish.workspace = true

[lib]
proc-macro = true
test = false
doctest = false
"#;
const CODE: &str = include_str!("sealed.rs");
/// As in the macro.
const KEY: u8 = 0x5d;

/// Seals the library in a student's copy.
///
/// # Errors
/// If a file of it cannot be read, understood or written.
pub fn library(copy: &Path) -> Result<()> {
    tree::write(&copy.join(MACRO).join("Cargo.toml"), MANIFEST)?;
    tree::write(&copy.join(MACRO).join("src/lib.rs"), CODE)?;
    for (name, places) in SEALED {
        let folder = copy.join(name);
        let mut bodies = Vec::new();
        let mut files = Vec::new();
        for place in places {
            add_sources(&folder.join(place), &mut files)?;
        }
        for file in files {
            let text = fs::read_to_string(&file).map_err(Failure::file(&file))?;
            tree::write(&file, &sealed(&text, &mut bodies))?;
        }
        let file = folder.join("sealed");
        fs::write(&file, packed(&bodies)).map_err(Failure::file(&file))?;
        let manifest = folder.join("Cargo.toml");
        let text = fs::read_to_string(&manifest).map_err(Failure::file(&manifest))?;
        let up = "../".repeat(name.split('/').count());
        let line = format!("[dependencies]\nsealed = {{ path = \"{up}{MACRO}\" }}\n");
        tree::write(&manifest, &text.replacen("[dependencies]\n", &line, 1))?;
    }
    Ok(())
}

/// A file, or all sources of a folder, in a fixed order. What has moved away is an error: its
/// sources would be handed out unsealed.
fn add_sources(place: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if place.is_file() {
        files.push(place.into());
        return Ok(());
    }
    let entries = fs::read_dir(place).map_err(Failure::file(place))?;
    let mut entries = Vec::from_iter(entries.flatten().map(|entry| entry.path()));
    entries.sort();
    entries.iter().try_for_each(|path| add_sources(path, files))
}

/// A source with a number in place of each body, which goes to the others.
fn sealed(text: &str, bodies: &mut Vec<String>) -> String {
    let (mut sealed, mut end) = (String::new(), 0);
    for range in found(text) {
        sealed += &text[end..range.start];
        sealed += &format!("{{ sealed::body!({}) }}", bodies.len());
        end = range.end;
        bodies.push(text[range].to_string());
    }
    sealed + &text[end..]
}

/// Where the bodies of all functions are, with their braces. What macros are given, or made
/// of, is not Rust yet.
fn found(text: &str) -> Vec<Range<usize>> {
    use TokenKind::{
        Bang, CloseBrace, CloseBracket, CloseParen, Comma, Ident, Lt, OpenBrace, OpenBracket,
        OpenParen, Or, Semi,
    };
    let mut tokens = Vec::new();
    let mut place = 0;
    for token in tokenize(text, FrontmatterAllowed::No) {
        let range = place..place + token.len as usize;
        place = range.end;
        let empty = matches!(
            token.kind,
            TokenKind::Whitespace | TokenKind::LineComment { .. } | TokenKind::BlockComment { .. }
        );
        if !empty {
            tokens.push((token.kind, range));
        }
    }
    let kind = |at: usize| tokens.get(at).map(|(kind, _)| *kind);
    // Behind the group that opens at or after this token, with the places of both ends.
    let group = |from: usize, open: TokenKind, close: TokenKind| {
        let mut depth = 0;
        for at in from..tokens.len() {
            depth += i32::from(kind(at) == Some(open)) - i32::from(kind(at) == Some(close));
            if depth == 0 {
                return at + 1;
            }
        }
        tokens.len()
    };
    let mut bodies = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let (of, range) = &tokens[at];
        at += 1;
        if *of == Bang {
            let called = kind(at) != Some(Ident);
            at += usize::from(!called);
            let end = match kind(at) {
                Some(OpenBrace) => group(at, OpenBrace, CloseBrace),
                Some(OpenParen) => group(at, OpenParen, CloseParen),
                Some(OpenBracket) => group(at, OpenBracket, CloseBracket),
                _ => at,
            };
            // Functions without names that a macro is given.
            let mut depth = 0;
            let mut bars = 0;
            let mut body = None;
            for at in at..end {
                depth -= i32::from(matches!(
                    kind(at),
                    Some(CloseBrace | CloseParen | CloseBracket)
                ));
                if called && depth <= 1 && (kind(at) == Some(Comma) || at + 1 == end) {
                    bodies.extend(body.take().map(|from: usize| from..tokens[at - 1].1.end));
                    bars = if bars == 1 { 1 } else { 0 };
                } else if depth == 1 && kind(at) == Some(Or) && bars < 2 {
                    bars += 1;
                    if bars == 2 {
                        body = tokens.get(at + 1).map(|(_, range)| range.start);
                    }
                }
                depth += i32::from(matches!(
                    kind(at),
                    Some(OpenBrace | OpenParen | OpenBracket)
                ));
            }
            at = end;
        } else if &text[range.clone()] == "fn" && kind(at) == Some(Ident) {
            // Brackets may hold the `;` before an array's length, and the `{` of a pattern; `<`
            // that of a type's argument.
            let mut depth = 0;
            let ends = |at: &usize| {
                match kind(*at) {
                    Some(OpenBracket | OpenParen) => depth += 1,
                    Some(CloseBracket | CloseParen) => depth -= 1,
                    _ => {}
                }
                let brace = kind(*at) == Some(OpenBrace) && kind(at - 1) != Some(Lt);
                depth == 0 && (brace || kind(*at) == Some(Semi))
            };
            let Some(end) = (at..tokens.len()).find(ends) else {
                break;
            };
            if kind(end) == Some(OpenBrace) {
                at = group(end, OpenBrace, CloseBrace);
                bodies.push(tokens[end].1.start..tokens[at - 1].1.end);
            } else {
                at = end;
            }
        }
    }
    bodies
}

/// The places of all bodies, and the bodies.
fn packed(bodies: &[String]) -> Vec<u8> {
    let mut place = 4 * (bodies.len() + 1);
    let mut places = vec![place];
    for body in bodies {
        place += body.len();
        places.push(place);
    }
    let mut bytes: Vec<u8> = places
        .iter()
        .flat_map(|place| (*place as u32).to_le_bytes())
        .collect();
    for byte in bodies.iter().flat_map(|body| body.bytes()) {
        let place = bytes.len();
        bytes.push(byte ^ KEY.wrapping_mul(place as u8 | 1));
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_sealed_and_everything_else_stays() {
        let text = "//! Docs {.\n/// One.\npub const fn one<const N: usize>(a: &str) -> [u8; N] {\n    \
                    let brace = \"}\"; // fn f() {}\n    fn inner() {}\n    [0; N]\n}\n\
                    trait T {\n    fn without(&self);\n    fn with(&self, P { a, b }: P) { self.without() }\n}\n\
                    macro_rules! m { ($x:ident) => { fn f() { $x } }; }\nm!(fn { });\n\
                    loss!(/// a | b\n name, |x, t| { (x - t) }, 3);\nloss!(other, |x| x * 2);\n";
        let mut bodies = vec![String::new()];
        let found = sealed(text, &mut bodies);
        assert_eq!(bodies.len(), 5, "{bodies:?}");
        assert_eq!(bodies[3..], ["{ (x - t) }", "x * 2"]);
        assert!(
            found.contains("name, |x, t| { sealed::body!(3) }, 3)"),
            "{found}"
        );
        assert!(bodies[1].contains("fn inner") && bodies[2] == "{ self.without() }");
        assert!(found.contains(
            "/// One.\npub const fn one<const N: usize>(a: &str) -> [u8; N] { sealed::body!(1) }\n"
        ));
        assert!(found.contains("fn without(&self);") && found.contains("fn f() { $x }"));
        assert!(!found.contains("inner") && !found.contains("self.without()"));
    }
}
