//! The variables that a cell makes, and their types.

use super::{Cell, Edit, statements};
use ra_ap_syntax::AstNode;
use ra_ap_syntax::ast::{self, HasName};
use std::collections::BTreeSet;

impl Cell {
    /// Whether a `let` leaves a type to be found out.
    pub fn has_untyped_variables(&self) -> bool {
        let statements = statements(&self.code).into_iter();
        let mut lets = statements.filter_map(|(node, _)| ast::LetStmt::cast(node));
        lets.any(|statement| {
            let written = statement.ty().map(|kind| kind.syntax().text().to_string());
            let simple = matches!(statement.pat(), Some(ast::Pat::IdentPat(_)));
            !simple || written.is_none_or(|kind| kind.contains('_'))
        })
    }

    /// The names of the variables that it makes.
    pub fn variables(&self) -> Vec<String> {
        let lets = statements(&self.code)
            .into_iter()
            .filter_map(|(node, _)| ast::LetStmt::cast(node)?.pat());
        lets.flat_map(|pattern| {
            pattern
                .syntax()
                .descendants()
                .filter_map(ast::IdentPat::cast)
        })
        .filter_map(|variable| Some(variable.name()?.text().to_string()))
        .collect()
    }

    /// With types, as far as they are known, at variables that have none.
    pub fn annotated(&self, types: &[(String, String)]) -> Self {
        let known = |name: &str| {
            let mut found = types.iter().filter(|(variable, _)| variable == name);
            found.next().and_then(|(_, kind)| can_be_written(kind))
        };
        let mut edits = self.edits.clone();
        let mut later = BTreeSet::new();
        // The last first: where a name is given twice, the type that is known is the last one's.
        for (node, range) in statements(&self.code).into_iter().rev() {
            let Some((statement, pattern)) =
                ast::LetStmt::cast(node).and_then(|s| s.pat().map(|p| (s, p)))
            else {
                continue;
            };
            let names = pattern
                .syntax()
                .descendants()
                .filter_map(ast::IdentPat::cast);
            let names: Vec<ast::IdentPat> = names
                .filter(|variable| {
                    let name = variable.name();
                    name.is_some_and(|name| later.insert(name.text().to_string()))
                })
                .collect();
            let written = statement.ty().map(|kind| kind.syntax().text().to_string());
            let is_name = matches!(pattern, ast::Pat::IdentPat(_));
            let is_clear = is_name && written.is_some_and(|kind| !kind.contains('_'));
            if is_clear || statement.initializer().is_none() {
                continue;
            }
            // Each once more, with its type, in a line of which a student sees nothing.
            let mut again = String::new();
            for variable in names {
                let name = variable.name().map(|name| name.text().to_string());
                let kind = name.as_deref().and_then(known);
                if let (Some(name), Some(kind)) = (name, kind) {
                    let mutable = variable.mut_token().map_or("", |_| "mut ");
                    again += &format!("let {mutable}{name}: {kind} = {name};");
                }
            }
            if !again.is_empty() {
                edits.push(Edit::new(range.end, format!("\n{again}\n")));
            }
        }
        Self::with(&self.code, edits)
    }
}

/// Whether a cell's own `let` makes this variable.
pub fn declares(code: &str, variable: &str) -> bool {
    let statements = statements(code).into_iter();
    let patterns = statements.filter_map(|(node, _)| ast::LetStmt::cast(node)?.pat());
    patterns
        .flat_map(|pattern| pattern.syntax().descendants().collect::<Vec<_>>())
        .filter_map(|node| ast::IdentPat::cast(node)?.name())
        .any(|name| name.text() == variable)
}

/// A type as rustc names it, if code may name it so.
fn can_be_written(kind: &str) -> Option<String> {
    if [
        "{closure",
        "{async",
        "{type error",
        "fn item",
        "impl ",
        "_>",
        "_,",
    ]
    .iter()
    .any(|word| kind.contains(word))
    {
        return None;
    }
    // The notebooks' library goes by the name that cells import it as.
    let kind = kind
        .replace("aelib_notebook::", "aelib::")
        .replace("{integer}", "i32")
        .replace("{float}", "f64");
    (!kind.contains('{')).then_some(kind)
}
