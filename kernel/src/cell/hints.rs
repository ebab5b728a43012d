//! What is nearly right: valid Rust that cannot do in a cell what it does in a program.

use super::{is_command, name, statements, syntax::framed, without_commands};
use jupyter_protocol::ErrorOutput;
use ra_ap_syntax::{AstNode, Edition, NodeOrToken, SourceFile, SyntaxToken, T, ast};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Why a cell is not run at all.
pub fn before(code: &str) -> Option<ErrorOutput> {
    missing_path(code).or_else(|| {
        let at = standard_input(&without_commands(code))?;
        let text = "a cell has no standard input to read from: it would wait for ever";
        let advice = "write the value into the cell, or ask for it: `:dep evcxr_input`, then \
                      `evcxr_input::get_string(\"Your name? \")`";
        Some(framed(code, at, text, advice))
    })
}

/// What to say of a cell that has run.
pub fn after(code: &str) -> Option<&'static str> {
    let statements = statements(code);
    let is_main = |node| name(node).is_some_and(|name| name == "main");
    let only_items = statements.iter().all(|(node, _)| {
        ast::Item::can_cast(node.kind()) && !ast::MacroCall::can_cast(node.kind())
    });
    let has_main = statements
        .iter()
        .any(|(node, _)| ast::Fn::can_cast(node.kind()) && is_main(node));
    (only_items && has_main).then_some(
        "note: nobody calls `main` in a notebook, so this cell has only defined it: leave `fn \
         main() {` and its last `}` out, or write `main()` in the last line\n",
    )
}

/// `stdin()`, as a function that somebody else has written.
fn standard_input(rust: &str) -> Option<Range<usize>> {
    let parsed = SourceFile::parse(rust, Edition::CURRENT);
    let tokens: Vec<SyntaxToken> = parsed
        .syntax_node()
        .descendants_with_tokens()
        .filter_map(NodeOrToken::into_token)
        .filter(|token| !token.kind().is_trivia())
        .collect();
    let is_name = |token: &SyntaxToken| token.text() == "stdin";
    let follows = |at: usize, before| at > 0 && tokens[at - 1].kind() == before;
    let own = (1..tokens.len()).any(|at| is_name(&tokens[at]) && follows(at, T![fn]));
    let read = (0..tokens.len()).find(|at| {
        let called = tokens[at + 1..].iter().take(2).map(SyntaxToken::kind);
        is_name(&tokens[*at]) && called.eq([T!['('], T![')']]) && !follows(*at, T![.])
    })?;
    (!own).then(|| tokens[read].text_range().into())
}

/// `:dep … path = "…"` with a folder that is not there.
fn missing_path(code: &str) -> Option<ErrorOutput> {
    let mut at = 0;
    for line in code.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if !is_command(line) || !line.trim_start().starts_with(":dep ") {
            continue;
        }
        let Some((before, path)) = path_of(line) else {
            continue;
        };
        if Path::new(path).join("Cargo.toml").exists() {
            continue;
        }
        let folder = std::env::current_dir().unwrap_or_default();
        let text = format!(
            "there is no crate in the folder {}",
            folder.join(path).display()
        );
        let label = match library().filter(|_| line.contains("aelib-notebook")) {
            Some(library) => format!("this notebook is elsewhere: path = {library:?}"),
            None => "paths begin at the notebook's folder".into(),
        };
        let range = start + before..start + before + path.len();
        return Some(framed(code, range, &text, &label));
    }
    None
}

/// The path in the table of a dependency, and where it begins.
fn path_of(line: &str) -> Option<(usize, &str)> {
    let (key, _) = line.match_indices("path").find(|(at, _)| {
        line[..*at].trim_end().ends_with(['{', ',']) && line[at + 4..].trim_start().starts_with('=')
    })?;
    let start = key + line[key..].find('"')? + 1;
    let len = line[start..].find('"')?;
    Some((start, &line[start..start + len]))
}

/// The notebooks' library of the project that this kernel lies in: `.venv/evcxr/bin`.
fn library() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let library = program.ancestors().nth(4)?.join("notebooks/aelib");
    library.join("Cargo.toml").exists().then_some(library)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_reads_standard_input_is_told() {
        for code in [
            "std::io::stdin().read_line(&mut line)",
            "use std::io; let all = io::read_to_string(io::stdin());",
            "println!(\"{:?}\", stdin().lines().next());",
            "// reads\nlet input = stdin ( );",
        ] {
            assert!(standard_input(code).is_some(), "{code}");
        }
        for code in [
            "Command::new(\"a\").stdin(Stdio::null())",
            "let input = child.stdin.take();",
            "\"stdin()\"; // stdin()",
            "fn stdin() -> u8 { 1 }\nstdin()",
        ] {
            assert!(standard_input(code).is_none(), "{code}");
        }
    }

    #[test]
    fn main_alone_does_nothing() {
        assert!(after("use std::fs;\nfn main() { f() }").is_some());
        assert!(after("fn main() { f() }\nmain();").is_none());
        assert!(after("fn f() {}").is_none());
    }

    #[test]
    fn a_path_is_found_in_its_line() {
        let line = ":dep aelib = { package = \"a-path\", path = \"here\" }";
        assert_eq!(path_of(line).map(|(_, path)| path), Some("here"));
        assert_eq!(path_of(":dep rand = \"0.8\""), None);
        assert!(missing_path(":dep a = { path = \"src/nowhere\" }").is_some());
        assert!(missing_path(":dep a = { path = \".\" }").is_none());
    }
}
