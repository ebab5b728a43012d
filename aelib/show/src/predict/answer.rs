//! The kinds of answers: what a page needs to ask for one, and what stands there without a
//! script.

use crate::explain::Maps;
use crate::plot::{Chart, Plot, Sprite};
use crate::text::{escaped, image};
use dfdx::prelude::{Cpu, Shape, Tensor};
use serde::Serialize;
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
        axes: crate::plot::Axes,
        #[serde(skip)]
        picture: Vec<u8>,
        #[serde(skip)]
        text: String,
    },
}

/// Images of a row, as in the course's other pictures.
const COLUMNS: usize = 10;

impl Answer {
    pub(super) fn number(text: &str) -> Self {
        let (number, unit) = text.split_once(' ').unwrap_or((text, ""));
        let value = number.parse();
        Self::Number {
            value: value.unwrap_or_else(|_| {
                panic!("predict: expected an answer that begins with a number, found {text:?}")
            }),
            number: number.into(),
            unit: unit.into(),
        }
    }

    pub(super) fn choice(options: Vec<String>, right: usize) -> Self {
        let count = options.len();
        assert!(
            right < count,
            "predict: the right option is number {right}, counted from 0, of {count}"
        );
        Self::Choice { options, right }
    }

    pub(super) fn matrix(maps: &Maps) -> Self {
        let [count, ..] = maps.sizes();
        assert_eq!(count, 1, "predict: maps of a matrix");
        Self::Matrix { maps: maps.clone() }
    }

    pub(super) fn which<S: Shape>(
        before: &Tensor<S, f32, Cpu>,
        after: &Tensor<S, f32, Cpu>,
        changed: impl Fn(usize) -> bool,
    ) -> Self {
        let [before, after] = [before, after].map(|images| Sprite::of(images, COLUMNS));
        let shape = |sprite: &Sprite| (sprite.count, sprite.size);
        assert_eq!(
            shape(&before),
            shape(&after),
            "predict: images before and after, and their height and width"
        );
        let changed = (0..before.count).filter(|i| changed(*i)).collect();
        Self::Which {
            before,
            after,
            changed,
        }
    }

    pub(super) fn curve(chart: &Plot<Chart>) -> Self {
        let axes = chart.axes();
        let points = axes.lines.last().map_or(0, |line| line.points.len());
        assert!(points > 0, "predict: no points in the chart's last line");
        Self::Curve {
            axes,
            picture: chart.png(),
            text: chart.to_string(),
        }
    }

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
