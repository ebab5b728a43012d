//! `impl` blocks that are written once more.
//!
//! evcxr keeps the items of all cells, and a newer one takes the place of an older one of the
//! same name. An `impl` has no name: it stays with the named item before it in its cell, and
//! without one it stays for ever. So each gets an item with a name before it, which makes it
//! one that can be replaced.

use super::{Edit, name, statements};
use ra_ap_syntax::ast::{self, HasName};
use ra_ap_syntax::{AstNode, SyntaxNode};
use std::collections::BTreeSet;

/// How the names of these items begin.
pub const NAME: &str = "KeptImplementation";

/// A block of some cell.
#[derive(Clone)]
pub struct Block {
    number: usize,
    /// `Point`, of `impl Point` and of `impl Show for Point`.
    of: String,
    /// All before the braces.
    header: String,
    /// The names of what is in it, if more blocks may have the same header.
    inherent: bool,
    names: BTreeSet<String>,
    code: String,
    /// The items of its cell: when one of these is the type itself, both are replaced
    /// together.
    with: BTreeSet<String>,
}

/// What is added to a cell, and the blocks that there are when it has been compiled.
pub fn replace(code: &str, known: &[Block], next: usize) -> (Vec<Edit>, Vec<Block>) {
    let statements = statements(code);
    let with: BTreeSet<String> = statements
        .iter()
        .filter_map(|(node, _)| name(node))
        .collect();
    let mut blocks = known.to_vec();
    let mut edits = Vec::new();
    let mut changed = BTreeSet::new();
    let mut new = Vec::new();
    for (node, range) in &statements {
        let Some(block) = block(node, next + new.len(), &with) else {
            continue;
        };
        edits.push(Edit::new(
            range.start,
            format!("type {NAME}{} = (); ", block.number),
        ));
        new.push(block);
    }
    for block in &mut blocks {
        if with.contains(&block.of) && block.with.contains(&block.of) {
            block.code.clear();
            changed.insert(block.number);
        }
        for newer in &new {
            let other = newer.header != block.header;
            if other || newer.inherent && block.names.is_disjoint(&newer.names) {
                continue;
            }
            changed.insert(block.number);
            match newer.inherent {
                true => block.remove(&newer.names),
                false => block.code.clear(),
            }
        }
    }
    // Before the first statement, in its line.
    let first = statements
        .first()
        .map_or(code.len(), |(_, range)| range.start);
    for block in blocks
        .iter()
        .filter(|block| changed.contains(&block.number))
    {
        let text = format!("type {NAME}{} = (); {} ", block.number, block.code);
        edits.insert(0, Edit::new(first, text));
    }
    blocks.retain(|block| !block.code.is_empty());
    blocks.extend(new);
    (edits, blocks)
}

fn block(node: &SyntaxNode, number: usize, with: &BTreeSet<String>) -> Option<Block> {
    let block = ast::Impl::cast(node.clone())?;
    let items = block.assoc_item_list()?;
    let kind = block.self_ty()?.syntax().text().to_string();
    let of = kind
        .split(['<', ' '])
        .next()?
        .rsplit("::")
        .next()?
        .to_string();
    let tokens = node
        .children_with_tokens()
        .skip_while(|element| element.kind() != ra_ap_syntax::T![impl])
        .take_while(|element| element.kind() != items.syntax().kind());
    let header: String = tokens.map(|element| element.to_string()).collect();
    Some(Block {
        number,
        of,
        header: header.split_whitespace().collect::<Vec<_>>().join(" "),
        inherent: block.trait_().is_none(),
        names: items
            .assoc_items()
            .filter_map(|item| item_name(&item))
            .collect(),
        code: node.text().to_string(),
        with: with.clone(),
    })
}

fn item_name(item: &ast::AssocItem) -> Option<String> {
    let name = match item {
        ast::AssocItem::Const(item) => item.name(),
        ast::AssocItem::Fn(item) => item.name(),
        ast::AssocItem::TypeAlias(item) => item.name(),
        ast::AssocItem::MacroCall(_) => None,
    };
    name.map(|name| name.text().to_string())
}

impl Block {
    /// Without what newer code defines.
    fn remove(&mut self, names: &BTreeSet<String>) {
        let parsed = statements(&self.code);
        let items = parsed.first().and_then(|(node, _)| {
            let list = ast::Impl::cast(node.clone())?.assoc_item_list()?;
            Some((node.text_range().start(), list))
        });
        let Some((start, items)) = items else {
            return;
        };
        let old: Vec<_> = items
            .assoc_items()
            .filter(|item| item_name(item).is_some_and(|name| names.contains(&name)))
            .map(|item| item.syntax().text_range() - start)
            .collect();
        for range in old.into_iter().rev() {
            self.code
                .replace_range(std::ops::Range::<usize>::from(range), "");
        }
        self.names = self.names.difference(names).cloned().collect();
        if self.names.is_empty() {
            self.code.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What evcxr gets of these cells, one after the other.
    fn texts(cells: &[&str]) -> Vec<String> {
        let mut blocks = Vec::new();
        let mut next = 0;
        let mut texts = Vec::new();
        for code in cells {
            let (edits, kept) = replace(code, &blocks, next);
            next += 10;
            blocks = kept;
            texts.push(super::super::Cell::with(code, edits).text().to_string());
        }
        texts
    }

    #[test]
    fn a_block_that_is_run_again_replaces_the_older() {
        let twice = texts(&["struct P;", "impl P { fn a() {} }", "impl P { fn a() {} }"]);
        assert_eq!(
            twice[1],
            "type KeptImplementation10 = (); impl P { fn a() {} }"
        );
        assert_eq!(
            twice[2],
            "type KeptImplementation10 = ();  type KeptImplementation20 = (); impl P { fn a() {} }"
        );
    }

    #[test]
    fn what_is_only_in_the_older_block_stays() {
        let cells = texts(&[
            "impl P { fn a() {} fn b() {} }",
            "impl P { fn a() {} fn c() {} }",
        ]);
        assert!(cells[1].starts_with("type KeptImplementation0 = (); impl P {  fn b() {} } type"));
    }

    #[test]
    fn traits_of_their_own_are_replaced_whole() {
        let cells = texts(&[
            "impl Show for P { fn a() {} }",
            "impl Show for P { fn b() {} }",
        ]);
        assert!(cells[1].starts_with("type KeptImplementation0 = ();  type"));
        let others = texts(&[
            "impl Show for P {}",
            "impl Show for Q {}",
            "impl P { fn a() {} }",
        ]);
        assert!(others[2].starts_with("type KeptImplementation20"));
    }

    #[test]
    fn a_type_that_is_written_anew_loses_the_blocks_of_its_own_cell() {
        let cells = texts(&[
            "struct P; impl P { fn a() {} }",
            "impl P { fn b() {} }",
            "struct P;",
        ]);
        assert_eq!(cells[2], "type KeptImplementation0 = ();  struct P;");
    }
}
