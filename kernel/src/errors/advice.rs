//! What to write instead, where rustc or evcxr speaks of what no student has written.

use crate::cell::{Cell, Past, declares};
use serde_json::Value;

/// On an error of rustc's.
pub fn on(error: &Value, cell: &Cell, past: &Past) -> Option<String> {
    let message = error["message"].as_str()?;
    let name = message.split('`').nth(1).unwrap_or_default();
    match error["code"]["code"].as_str()? {
        "E0425" => {
            let why = past.lost(name)?;
            Some(format!("`{name}` {why}: run the cell that makes it again"))
        }
        "E0384" | "E0594" | "E0596" if !declares(cell.code(), name) => Some(format!(
            "a variable of an earlier cell becomes one that can change with `let mut {name} = {name};`"
        )),
        "E0432" | "E0433" if message.contains("aelib") => Some(
            "the notebook's first cell, with `:dep aelib = …`, brings `aelib`: run it first".into(),
        ),
        "E0505" | "E0515" | "E0521" | "E0597" | "E0716" => {
            let name = stored(error)?;
            Some(borrows(name))
        }
        "E0308" => {
            let name = stored(error)?;
            Some(format!(
                "write the type of `{name}`: `let {name}: Type = …;`"
            ))
        }
        _ => None,
    }
}

/// The variable that evcxr could not keep.
fn stored(error: &Value) -> Option<&str> {
    let spans = error["spans"].as_array()?;
    spans.iter().find_map(|span| {
        let line = span["text"][0]["text"].as_str()?;
        line.trim()
            .strip_prefix("evcxr_variable_store.put_variable::<")?;
        let (_, name) = line.split_once("stringify!(")?;
        Some(name.split_once(')')?.0)
    })
}

/// Of a variable that is a closure.
pub fn closure(name: &str) -> String {
    format!(
        "`{name}` is a closure, whose type has no name: write a function, `fn {name}(…)`, or \
         `let {name}: Box<dyn Fn(f32) -> f32> = Box::new(…);` with your own argument and result"
    )
}

/// Of a variable whose type cannot be written.
pub fn borrows(name: &str) -> String {
    format!(
        "`{name}` has a type that has no name or borrows from another variable, and cannot live \
         until the next cell: collect or clone it, or put the lines that use it in {{ }}"
    )
}

/// evcxr's own texts for what a notebook cannot do, as one line on what to write instead.
pub fn known(text: &str) -> String {
    let name = text.split('`').nth(1).unwrap_or("x");
    let advice = if text.contains("is a closure, which cannot be persisted") {
        closure(name)
    } else if text.contains("Couldn't automatically determine type") {
        format!(
            "the type of `{name}` is not clear from this cell alone: write it, `let {name}: Type = …;`"
        )
    } else if text.contains("which cannot be persisted") {
        borrows(name)
    } else {
        return text.into();
    };
    format!("{advice}\n\n{text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_comes_first() {
        let error = known("The variable `f` is a closure, which cannot be persisted.\nYou can");
        assert!(error.starts_with("`f` is a closure, whose type has no name"));
    }
}
