//! The variables of a notebook, as people read them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// So many letters of a value stand in a table.
const SHORT: usize = 100;

/// And so many of a type: those of networks are long.
const KIND: usize = 50;

/// What a cell tells of a variable: how many items it has, if it can be counted, and what it
/// is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary(pub Option<usize>, pub String);

/// By the names of the variables.
pub type Summaries = BTreeMap<String, Summary>;

/// A variable that lives on.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    pub name: String,
    /// Its type, with short names.
    pub kind: String,
    /// What it is, as far as it was told.
    pub value: String,
}

impl Variable {
    /// A variable of which a cell has told, or not.
    pub fn new(name: &str, kind: &str, summary: Option<&Summary>) -> Self {
        let kind = short_names(kind);
        let Summary(count, said) = summary.cloned().unwrap_or_default();
        // They can be counted, and nobody would.
        let is_one = ["Option<", "Result<"]
            .iter()
            .any(|one| kind.starts_with(one));
        let value = match count.filter(|_| !is_one) {
            Some(1) => format!("1 item: {said}"),
            Some(count) => format!("{count} items: {said}"),
            None => said,
        };
        Self {
            name: name.into(),
            kind,
            value,
        }
    }

    /// The value, if need be only its beginning.
    pub fn short(&self) -> String {
        beginning(&self.value, SHORT)
    }
}

/// A text, or so many letters of it.
fn beginning(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into(),
    }
}

/// A type without the modules in which its parts lie.
fn short_names(kind: &str) -> String {
    let is_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut text = String::new();
    let mut rest = kind;
    while let Some(at) = rest.find("::") {
        let (before, after) = rest.split_at(at);
        text += before.trim_end_matches(is_name);
        rest = &after[2..];
    }
    text + rest
}

/// The variables as a table.
pub fn table(variables: &[Variable]) -> String {
    let rows = variables
        .iter()
        .map(|v| [v.name.clone(), beginning(&v.kind, KIND), v.short()]);
    let rows: Vec<[String; 3]> = std::iter::once(["name", "type", "value"].map(String::from))
        .chain(rows)
        .collect();
    if variables.is_empty() {
        return "there are no variables yet".into();
    }
    let letters = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let [names, kinds] = [0, 1].map(|column| letters(column).unwrap_or(0));
    let lines = rows.iter().map(|[name, kind, value]| {
        format!("{name:<names$}  {kind:<kinds$}  {value}")
            .trim_end()
            .to_string()
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_lose_their_modules() {
        for (long, short) in [
            (
                "alloc::vec::Vec<(core::option::Option<u8>, &'static str)>",
                "Vec<(Option<u8>, &'static str)>",
            ),
            ("i32", "i32"),
            ("Box<dyn std::ops::Fn(a::B) -> c::D>", "Box<dyn Fn(B) -> D>"),
        ] {
            assert_eq!(short_names(long), short);
        }
    }

    #[test]
    fn a_table_has_a_line_for_each() {
        let counted = Summary(Some(2), "[1, 2]".into());
        let some = Summary(Some(1), "Some(7)".into());
        let variables = [
            Variable::new("numbers", "std::vec::Vec<u8>", Some(&counted)),
            Variable::new("x", "Option<u8>", Some(&some)),
            Variable::new("silent", "Secret", None),
        ];
        let wanted = "name     type        value\n\
                      numbers  Vec<u8>     2 items: [1, 2]\n\
                      x        Option<u8>  Some(7)\n\
                      silent   Secret";
        assert_eq!(table(&variables), wanted);
        let long = Summary(None, "ä".repeat(101));
        assert_eq!(
            Variable::new("a", "A", Some(&long)).short().chars().count(),
            101
        );
    }
}
