//! What is known of the cells that have run.

use super::{Cell, brackets, hints, impls, is_command, paths, syntax};
use crate::errors;
use jupyter_protocol::ErrorOutput;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the cells that have run.
#[derive(Default)]
pub struct Past {
    /// Their `impl` blocks.
    blocks: Vec<impls::Block>,
    /// These, if the cell that runs now is compiled.
    blocks_then: Vec<impls::Block>,
    /// How many cells there were.
    cells: usize,
    /// Their lines.
    lines: BTreeSet<String>,
    /// Variables that there are no more, and why.
    lost: BTreeMap<String, String>,
}

impl Past {
    /// A cell that is to run next.
    ///
    /// # Errors
    /// What a student reads, if it cannot run.
    pub fn read(&mut self, code: &str) -> Result<Cell, Vec<ErrorOutput>> {
        if brackets::is_too_deep(code) {
            let text = "brackets, signs or types stand too deep in one another here: \
                        more than 1000 of them, or 200 types";
            return Err(vec![errors::simple("Error", text)]);
        }
        let mistakes = syntax::mistakes(code);
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        if let Some(why) = hints::before(code) {
            return Err(vec![why]);
        }
        let clears = |line: &str| is_command(line) && line.trim() == ":clear";
        if code.lines().any(clears) {
            *self = Self {
                cells: self.cells,
                ..Self::default()
            };
        }
        self.cells += 1;
        // More than one cell can have blocks.
        let (mut edits, blocks) = impls::replace(code, &self.blocks, self.cells * 1000);
        self.blocks_then = blocks;
        edits.extend(paths::complete(code));
        Ok(Cell::with(code, edits))
    }

    /// The cell is compiled, and has run.
    pub fn add(&mut self, cell: &Cell) {
        self.blocks = std::mem::take(&mut self.blocks_then);
        let lines = cell.code().lines().map(|line| line.trim().to_string());
        self.lines.extend(lines.filter(|line| !line.is_empty()));
    }

    /// Whether a line stands in a cell that has run.
    pub fn has(&self, line: &str) -> bool {
        self.lines.contains(line.trim())
    }

    /// Notes which variables a cell has left; which are gone.
    pub fn leave(
        &mut self,
        before: &BTreeSet<String>,
        after: &BTreeSet<String>,
        why: &str,
    ) -> Vec<String> {
        self.lost.retain(|name, _| !after.contains(name));
        let gone: Vec<String> = before.difference(after).cloned().collect();
        let reasons = gone.iter().map(|name| (name.clone(), why.to_string()));
        self.lost.extend(reasons);
        gone
    }

    /// Why there is no such variable any more.
    pub fn lost(&self, name: &str) -> Option<&str> {
        self.lost.get(name).map(String::as_str)
    }
}

/// What has become of the variables of earlier cells, if there were any.
pub fn fate(before: &BTreeSet<String>, gone: &[String]) -> Option<String> {
    let names: Vec<String> = gone.iter().map(|name| format!("`{name}`")).collect();
    match (before.len(), gone.len()) {
        (0, _) => None,
        (_, 0) => Some("variables of earlier cells are still there".into()),
        (all, lost) => {
            let others = if all > lost {
                "; the other variables are still there"
            } else {
                ""
            };
            let verb = if lost == 1 { "is" } else { "are" };
            Some(format!(
                "{} {verb} gone, because this cell had taken {} over{others}",
                names.join(", "),
                if lost == 1 { "it" } else { "them" },
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_there_is_said_to_be() {
        let before: BTreeSet<String> = ["a", "b"].map(String::from).into();
        assert_eq!(fate(&BTreeSet::new(), &[]), None);
        assert!(fate(&before, &[]).unwrap().contains("still there"));
        let some = fate(&before, &["a".into()]).unwrap();
        assert!(some.starts_with("`a` is gone") && some.contains("other variables"));
        let all = fate(&before, &["a".into(), "b".into()]).unwrap();
        assert!(!all.contains("still there"), "{all}");
    }
}
