//! What stands around the cursor, and code that asks the same more simply.
//!
//! rust-analyzer is asked about a cell in which two things are otherwise. A macro's argument
//! stands there in the macro's place, so that no macro need be known. And a name that
//! begins an expression is one in braces, `{ (); name; }`, where nothing is expected of its
//! type: what would fit an expected type is searched for long, and the search panics.

use crate::cell::{brackets, without_commands};
use ra_ap_syntax::ast::{self, HasArgList};
use ra_ap_syntax::{
    AstNode, Edition, SourceFile, SyntaxKind, SyntaxNode, SyntaxToken, T, TextRange, TextSize,
};
use std::ops::Range;

/// Before the code, for the parser.
const OPEN: &str = "fn f(){";

/// What stands for the name under the cursor, if there is none yet.
const NAME: &str = "x";

/// Between a macro's arguments, and around them.
const BOUNDS: [SyntaxKind; 8] = [
    T!['('],
    T![')'],
    T!['['],
    T![']'],
    T!['{'],
    T!['}'],
    T![,],
    T![;],
];

/// Before a name: a block, and a statement, since rust-analyzer goes by what is left of the
/// cursor.
const BRACES: &str = "{();";

/// Code, and a place in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cursor {
    /// The code.
    pub code: String,
    /// Where the cursor stands in it, in bytes.
    pub at: usize,
}

impl Cursor {
    /// The same place in simpler code.
    pub fn simplify(code: &str, at: usize) -> Self {
        let cursor = Self::without_macros(code, at);
        cursor.in_braces().unwrap_or(cursor)
    }

    /// The end of the name under the cursor, outside of macros.
    pub fn at_end(code: &str, at: usize) -> Self {
        let cursor = Self::without_macros(code, at);
        let at = cursor.name().end;
        Self { at, ..cursor }
    }

    fn without_macros(code: &str, at: usize) -> Self {
        let mut cursor = Self {
            code: code.into(),
            at,
        };
        while let Some(outside) = cursor.outside_of_macro() {
            cursor = outside;
        }
        cursor
    }

    /// Whether a name stands here, or can: not in a text, a number or a comment.
    pub fn is_at_name(&self) -> bool {
        let token = self.token();
        token.is_some_and(|token| {
            token.kind().is_any_identifier() || token.kind().is_keyword(Edition::CURRENT)
        })
    }

    /// The name under the cursor, as far as it is written, and what follows of it.
    fn name(&self) -> Range<usize> {
        let is_name = |letter: char| letter.is_alphanumeric() || letter == '_';
        let before = self.code[..self.at].trim_end_matches(is_name).len();
        let rest = self.code[self.at..].trim_start_matches(is_name).len();
        before..self.code.len() - rest
    }

    /// The token under the cursor; where none has been begun, one is put there.
    fn token(&self) -> Option<SyntaxToken> {
        let (before, after) = self.code.split_at(self.at);
        let rust = without_commands(&format!("{before}{NAME}{after}"));
        let parsed = SourceFile::parse(&format!("{OPEN}{rust}\n}}"), Edition::CURRENT);
        let place = TextSize::try_from(OPEN.len() + before.len()).ok()?;
        parsed.syntax_node().token_at_offset(place).right_biased()
    }

    /// Where a node stands in the code.
    fn range(&self, node: &SyntaxNode) -> Option<Range<usize>> {
        self.place(node.text_range())
    }

    fn place(&self, range: TextRange) -> Option<Range<usize>> {
        let range = Range::<usize>::from(range);
        let start = range.start.checked_sub(OPEN.len())?;
        let stop = range.end.checked_sub(OPEN.len())?;
        // Without what was put there.
        let without = |place| {
            if place > self.at {
                place - NAME.len()
            } else {
                place
            }
        };
        let (start, stop) = (without(start), without(stop));
        (start <= stop && stop <= self.code.len()).then_some(start..stop)
    }

    /// The argument that the cursor stands in, in the place of the macro.
    fn outside_of_macro(&self) -> Option<Self> {
        let token = self.token()?;
        let call = token.parent_ancestors().find_map(ast::MacroCall::cast)?;
        let tree = call.token_tree()?;
        let whole = self.range(&whole(call.syntax())?)?;
        let pieces = tree.syntax().children_with_tokens();
        let bounds = pieces.filter(|piece| BOUNDS.contains(&piece.kind()));
        let bounds: Vec<Range<usize>> = bounds
            .filter_map(|bound| self.place(bound.text_range()))
            .collect();
        let start = bounds.iter().rfind(|bound| bound.end <= self.at)?.end;
        let end = bounds.iter().find(|bound| bound.start >= self.at);
        let end = end.map_or(self.range(tree.syntax())?.end, |bound| bound.start);
        Some(Self {
            code: [
                &self.code[..whole.start],
                "{",
                &self.code[start..end],
                ";}",
                &self.code[whole.end..],
            ]
            .concat(),
            at: whole.start + 1 + self.at - start,
        })
    }

    /// With the name of an expression in braces, as far as it is written before the cursor.
    fn in_braces(&self) -> Option<Self> {
        let token = self.token()?;
        let is_name = |node: &SyntaxNode| {
            let kinds = [
                SyntaxKind::NAME_REF,
                SyntaxKind::PATH_SEGMENT,
                SyntaxKind::PATH,
            ];
            kinds.contains(&node.kind())
        };
        let path = token.parent_ancestors().take_while(is_name).last()?;
        let whole = path.parent()?;
        let begins_expression = [
            SyntaxKind::PATH_EXPR,
            SyntaxKind::RECORD_EXPR,
            SyntaxKind::MACRO_CALL,
        ];
        // `Fit { epochs }` names a field.
        let field = whole.parent().and_then(ast::RecordExprField::cast);
        if !begins_expression.contains(&whole.kind())
            || field.is_some_and(|field| field.colon_token().is_none())
        {
            return None;
        }
        let range = self.range(&path)?;
        let (before, name) = self.code[..self.at].split_at(range.start);
        let after = &self.code[range.end..];
        Some(Self {
            code: format!("{before}{BRACES}{name};}}{after}"),
            at: self.at + BRACES.len(),
        })
    }

    /// Code that does nothing but use these names of what stands before the dot or the colons,
    /// and ends there. With each name, whether it is called.
    pub fn using(&self, names: &[(&str, bool)]) -> Option<String> {
        let node = self.token()?.parent()?;
        let owner = owner(&node)?;
        let start = self.range(&whole(&node)?)?.start;
        let (before, owner) = (&self.code[..start], &self.code[self.range(&owner)?]);
        let dot = match node.parent()?.kind() {
            SyntaxKind::PATH_SEGMENT => "::",
            _ => ".",
        };
        let uses = names.iter().map(|(name, is_called)| {
            let call = if *is_called { "()" } else { "" };
            format!("{owner}{dot}{name}{call};\n")
        });
        let uses: String = uses.collect();
        Some(format!("{before}{{\n{uses}}}{}", brackets::read(before).0))
    }
}

/// What a field, method or item belongs to, of which this is the name.
fn owner(name: &SyntaxNode) -> Option<SyntaxNode> {
    let parent = name.parent()?;
    if let Some(field) = ast::FieldExpr::cast(parent.clone()) {
        return Some(field.expr()?.syntax().clone());
    }
    if let Some(call) = ast::MethodCallExpr::cast(parent.clone()) {
        call.arg_list()?;
        return Some(call.receiver()?.syntax().clone());
    }
    let segment = ast::PathSegment::cast(parent)?;
    Some(segment.parent_path().qualifier()?.syntax().clone())
}

/// The statement that this stands in, or the body of a closure, or what a `match` does.
fn whole(node: &SyntaxNode) -> Option<SyntaxNode> {
    node.ancestors().find(|node| {
        let parent = node.parent();
        parent.is_some_and(|parent| match parent.kind() {
            SyntaxKind::STMT_LIST => true,
            SyntaxKind::CLOSURE_EXPR | SyntaxKind::MATCH_ARM => ast::Expr::can_cast(node.kind()),
            _ => false,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The code with the cursor as `|`.
    fn simple(code: &str) -> String {
        let at = code.find('|').unwrap();
        let Cursor { mut code, at } = Cursor::simplify(&code.replacen('|', "", 1), at);
        code.insert(at, '|');
        code
    }

    #[test]
    fn nothing_is_expected_of_a_name() {
        for (code, wanted) in [
            ("n|", "{();n|;}"),
            ("let é: u32 = n|; 5", "let é: u32 = {();n|;}; 5"),
            ("f(1, di|gits)", "f(1, {();di|;})"),
            ("f(|)", "f({();|;})"),
            ("f(|0)", "f({();|;})"),
            ("f(&mu|t a)", "f(&{();mu|;} a)"),
            ("|{ 1 }", "{();|;}{ 1 }"),
            ("f(Fi|t { epochs: 1 })", "f({();Fi|;} { epochs: 1 })"),
            ("let x: u8 = prin|t!(1);", "let x: u8 = {();prin|;}!(1);"),
            ("let c = A::b|;", "let c = {();A::b|;};"),
            ("Fit { epochs: n|, ..d }", "Fit { epochs: {();n|;}, ..d }"),
            (":dep a\nmo|.fit()", ":dep a\n{();mo|;}.fit()"),
        ] {
            assert_eq!(simple(code), wanted);
        }
        for code in [
            "model.en|",
            "let x: Ve|",
            "Fit { epo| }",
            "use a::b|",
            "f(x).|",
        ] {
            assert_eq!(simple(code), code);
        }
    }

    #[test]
    fn a_macros_argument_is_a_statement() {
        for (code, wanted) in [
            ("println!(\"{}\", a.b|);", "{ a.b|;}"),
            (
                "let x = 1; vec![1, f(g(x, a.|), 2), 3]; y",
                "let x = 1; { f(g(x, a.|), 2);} y",
            ),
            (
                "for i in v { print!(\"{}\", format!(\"{}\", i.|)) }",
                "for i in v { { { i.|;}} }",
            ),
            ("println!(\"{}\", n|", "{ {();n|;};}"),
        ] {
            assert_eq!(simple(code).trim_end(), wanted);
        }
    }

    #[test]
    fn names_stand_in_code_only() {
        let at_name = |code: &str| Cursor::simplify(code, code.len()).is_at_name();
        for code in [
            "a",
            "a.",
            "a::",
            "f(",
            "",
            "println!(\"\", a",
            "3.",
            "ma",
            "match",
        ] {
            assert!(at_name(code), "{code}");
        }
        for code in ["\"a.", "// a.", "784", "f(\"n", "'a"] {
            assert!(!at_name(code), "{code}");
        }
    }

    #[test]
    fn names_are_used_where_the_cursor_stands() {
        let using = |code: &str| {
            let at = code.find('|').unwrap();
            let cursor = Cursor {
                code: code.replacen('|', "", 1),
                at,
            };
            cursor.using(&[("a", false), ("b", true)])
        };
        for (code, wanted) in [
            ("let v = w; v.|", Some("let v = w; {\nv.a;\nv.b();\n}")),
            (
                "for v in w { f(v.x(2).|",
                Some("for v in w { {\nv.x(2).a;\nv.x(2).b();\n}}"),
            ),
            (
                "let a = Digits::l|; 1",
                Some("{\nDigits::a;\nDigits::b();\n}"),
            ),
            (
                "match v { w => w.|",
                Some("match v { w => {\nw.a;\nw.b();\n}}"),
            ),
            ("n|", None),
        ] {
            assert_eq!(using(code).as_deref(), wanted, "{code}");
        }
    }
}
