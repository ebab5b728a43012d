//! Which names of something cells may not use, as rustc knows them.
//!
//! To rust-analyzer, as evcxr uses it, all code is the student's own, and it offers what is
//! private too.

use super::{folder, types};
use serde_json::Value;
use std::collections::BTreeSet;

/// The names that rustc refuses for being private in the code that evcxr has written last, each
/// with whether it is a function's.
pub fn names() -> BTreeSet<(String, bool)> {
    let written = std::fs::read_to_string(folder().join(super::SOURCE)).unwrap_or_default();
    let errors = types::check(&written).unwrap_or_default();
    errors.iter().filter_map(name).collect()
}

/// From "field `buf` of struct `Vec` is private", "method `own` is private" and the like.
fn name(error: &Value) -> Option<(String, bool)> {
    let message = error["message"].as_str()?;
    let is_private = matches!(error["code"]["code"].as_str()?, "E0603" | "E0616" | "E0624");
    let is_function = message.starts_with("method ") || message.contains("function `");
    let name = message.split('`').nth(1)?;
    is_private.then(|| (name.into(), is_function))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_errors() {
        let error = |code: &str, message: &str| {
            name(&serde_json::json!({"code": {"code": code}, "message": message}))
        };
        let field = error("E0616", "field `buf` of struct `Vec` is private");
        assert_eq!(field, Some(("buf".into(), false)));
        let function = error("E0624", "associated function `own` is private");
        assert_eq!(function, Some(("own".into(), true)));
        assert_eq!(error("E0425", "cannot find value `buf`"), None);
    }
}
