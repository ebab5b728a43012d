//! What the Tab key inserts.

/// The kind of evcxr's commands.
pub const COMMAND: &str = "magic";

/// What may be inserted.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// What is inserted.
    pub code: String,
    /// What it is, in Jupyter's words.
    pub kind: &'static str,
}

impl Offer {
    /// From what evcxr gives: only what compiles, or is the beginning of it.
    pub fn new(code: &str, kind: &'static str) -> Option<Self> {
        let code = match kind {
            COMMAND => code.into(),
            _ => insertable(code)?,
        };
        Some(Self { code, kind })
    }

    /// The name of what may be a field or an associated item, and whether it is called.
    pub fn member(&self) -> Option<(&str, bool)> {
        match self.kind {
            "instance" => Some((self.code.as_str(), false)),
            "function" if self.code.ends_with('!') => None,
            "function" => Some((self.code.trim_end_matches("()"), true)),
            _ => None,
        }
    }
}

/// What every cell may use, for as long as rust-analyzer has not read the standard library.
const CLASSES: &[&str] = &[
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Drop",
    "Eq",
    "Err",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Vec",
];
const MACROS: &[&str] = &[
    "assert!",
    "assert_eq!",
    "assert_ne!",
    "dbg!",
    "debug_assert!",
    "eprint!",
    "eprintln!",
    "format!",
    "matches!",
    "panic!",
    "print!",
    "println!",
    "todo!",
    "unreachable!",
    "vec!",
    "write!",
    "writeln!",
];

/// Of the standard prelude, what begins so.
pub fn prelude(start: &str) -> Vec<Offer> {
    let offers = |names: &[&str], kind| {
        let names = names.iter().filter(|name| name.starts_with(start));
        names
            .map(|name| Offer {
                code: (*name).into(),
                kind,
            })
            .collect::<Vec<_>>()
    };
    [offers(CLASSES, "class"), offers(MACROS, "function")].concat()
}

/// What compiles, or is the beginning of it: a name without placeholders for what a student
/// has to write. `None`: nothing that one may want.
fn insertable(code: &str) -> Option<String> {
    let is_name = |letter: char| letter.is_alphanumeric() || "_:#'".contains(letter);
    let end = code.find(|letter| !is_name(letter)).unwrap_or(code.len());
    let (name, rest) = code.split_at(end);
    let generated = ["evcxr_", "Evcxr", crate::cell::KEPT];
    if name.is_empty() || generated.iter().any(|start| name.starts_with(start)) {
        return None;
    }
    Some(match rest.trim_end_matches(';') {
        "()" => format!("{name}()"),
        rest if rest.starts_with('!') => format!("{name}!"),
        _ => name.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_placeholder_is_inserted() {
        for (code, wanted) in [
            ("first(count)", Some("first")),
            ("len()", Some("len()")),
            ("clear();", Some("clear()")),
            ("println!()", Some("println!")),
            ("Point { x: (), y: () }", Some("Point")),
            ("for $1 in $2 {\n}", Some("for")),
            ("r#type", Some("r#type")),
            ("evcxr_shorten_type(t)", None),
            ("KeptImplementation3", None),
            ("(a, b)", None),
        ] {
            assert_eq!(insertable(code).as_deref(), wanted, "{code}");
        }
    }

    #[test]
    fn the_prelude_is_offered() {
        assert_eq!(prelude("Ve")[0].code, "Vec");
        assert_eq!(prelude("print").len(), 2);
    }
}
