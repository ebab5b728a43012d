//! Notebooks as files.

use crate::failure::{Failure, Result};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// A notebook's content.
pub struct Notebook(Value);

impl Notebook {
    /// Reads one.
    ///
    /// # Errors
    /// If the file cannot be read, or holds something else.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(Failure::file(path))?;
        let content: Value = serde_json::from_str(&text)
            .map_err(|error| Failure::new(format!("{}: no notebook: {error}", path.display())))?;
        match content.is_object() {
            true => Ok(Self(content)),
            false => Err(Failure::new(format!(
                "{}: no notebook: expected an object, found {content}",
                path.display()
            ))),
        }
    }

    /// Keeps the cells for which this is true.
    pub fn retain(&mut self, keep: impl FnMut(&Value) -> bool) {
        if let Some(cells) = self.0["cells"].as_array_mut() {
            cells.retain(keep);
        }
    }

    /// As if no cell had been run.
    pub fn forget_outputs(&mut self) {
        for cell in self.0["cells"].as_array_mut().into_iter().flatten() {
            if cell["cell_type"] == "code" {
                cell["outputs"] = json!([]);
                cell["execution_count"] = Value::Null;
            }
        }
    }

    /// A number for what a person writes: the kinds and the sources of all cells.
    pub fn number(&self) -> String {
        let mut hash = Sha256::new();
        for cell in self.0["cells"].as_array().into_iter().flatten() {
            // One text, or a list of its lines.
            let source = match &cell["source"] {
                Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect(),
                text => text.as_str().unwrap_or_default().to_string(),
            };
            hash.update(json!([cell["cell_type"], source]).to_string());
        }
        hash.finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// The file's text.
    pub fn text(&self) -> String {
        format!("{:#}\n", self.0)
    }
}
