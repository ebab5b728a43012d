//! The kinds of answers: what a page needs to ask for one, and what stands there without a
//! script.

use crate::explain::Maps;
use crate::plot::Sprite;
use crate::text::{escaped, image};
use serde::Serialize;
use serde_json::Value;
use std::fmt;

/// What the script gets of an answer.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum Answer {
    Number {
        value: f64,
        /// The number as it is written, and what stands behind it.
        number: String,
        unit: String,
    },
    Choice {
        options: Vec<String>,
        right: usize,
    },
    Matrix {
        maps: Maps,
    },
    Which {
        #[serde(flatten)]
        before: Sprite,
        #[serde(skip)]
        after: Sprite,
        changed: Vec<usize>,
    },
    Curve {
        #[serde(flatten)]
        axes: Value,
        #[serde(skip)]
        picture: Vec<u8>,
        #[serde(skip)]
        text: String,
    },
}

impl Answer {
    /// What belongs to the question.
    pub(super) fn asked(&self) -> String {
        match self {
            Self::Which { before, .. } => {
                let alt = format!("the {} images that the question is about", before.count);
                image(&alt, "image/png", &before.png)
            }
            _ => String::new(),
        }
    }

    /// What stands for the answer until a script runs.
    pub(super) fn html(&self) -> String {
        let words = format!("<p>{}</p>", escaped(&self.to_string()));
        match self {
            Self::Number { .. } | Self::Choice { .. } => words,
            Self::Matrix { maps } => {
                let cell = |v: &f32| format!("<td>{v}</td>");
                let row = |row: &[f32]| {
                    let cells = row.iter().map(cell);
                    format!("<tr>{}</tr>\n", cells.collect::<String>())
                };
                let rows = maps.rows(0).map(row);
                format!("<table>\n{}</table>", rows.collect::<String>())
            }
            Self::Which { after, .. } => {
                words + &image("the images after", "image/png", &after.png)
            }
            Self::Curve { picture, text, .. } => image(text, "image/png", picture),
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number { number, unit, .. } => write!(f, "{}", format!("{number} {unit}").trim()),
            Self::Choice { options, right } => f.write_str(&options[*right]),
            Self::Matrix { maps } => write!(f, "{maps}"),
            Self::Which {
                before, changed, ..
            } => {
                let places = changed.iter().map(|i| (i + 1).to_string());
                let places = Vec::from_iter(places).join(", ");
                let (changed, count) = (changed.len(), before.count);
                write!(f, "{changed} of {count} change: {places}")
            }
            Self::Curve { text, .. } => f.write_str(text),
        }
    }
}
