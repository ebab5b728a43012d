//! Tables that show themselves: HTML in a notebook, aligned columns in a terminal.

use crate::text::{escaped, show};
use std::fmt;

/// Rows of text under column names. Columns of numbers are aligned right.
///
/// ```
/// use aelib_show::prelude::*;
///
/// let table = Table::new(["code", "error"])
///     .row(["PCA".to_string(), format!("{:.3}", 0.0269)])
///     .row(["dense", "0.009"])
///     .caption("mean squared error");
/// assert_eq!(table.to_string(), "code   error\nPCA    0.027\ndense  0.009\nmean squared error\n");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    caption: String,
}

impl Table {
    /// A table without rows.
    pub fn new<T: ToString>(columns: impl IntoIterator<Item = T>) -> Self {
        Self {
            columns: strings(columns),
            rows: Vec::new(),
            caption: String::new(),
        }
    }

    /// One more row.
    ///
    /// # Panics
    /// If it has not one cell for each column.
    pub fn row<T: ToString>(mut self, cells: impl IntoIterator<Item = T>) -> Self {
        let cells = strings(cells);
        let (expected, found) = (self.columns.len(), cells.len());
        assert_eq!(found, expected, "a row of {found} in {expected} columns");
        self.rows.push(cells);
        self
    }

    /// A line below: data, seed, metric.
    pub fn caption(mut self, caption: impl Into<String>) -> Self {
        self.caption = caption.into();
        self
    }

    /// The table as HTML. On a narrow page it can be scrolled, by keys too.
    pub fn html(&self) -> String {
        let line = |tag: &str, cells: &[String]| {
            let cell = |(i, text): (usize, &String)| {
                let side = if self.is_numeric(i) { "right" } else { "left" };
                // In a narrow column a number's spread wraps as a whole.
                let text = escaped(text).replace("± ", "±\u{a0}");
                format!("<{tag} style=\"text-align: {side}\">{text}</{tag}>")
            };
            let cells = cells.iter().enumerate().map(cell);
            format!("<tr>{}</tr>\n", cells.collect::<String>())
        };
        let rows = self.rows.iter().map(|row| line("td", row));
        let mut html = format!(
            "<div style=\"overflow-x: auto\" tabindex=\"0\">\n\
             <table>\n<thead>\n{}</thead>\n<tbody>\n{}</tbody>\n</table>\n</div>",
            line("th", &self.columns),
            rows.collect::<String>()
        );
        if !self.caption.is_empty() {
            html += &format!("\n<p><small>{}</small></p>", escaped(&self.caption));
        }
        html
    }

    /// The table as Markdown.
    ///
    /// ```
    /// use aelib_show::prelude::*;
    ///
    /// let table = Table::new(["code", "error"]).row(["PCA", "0.027"]).caption("squared");
    /// assert_eq!(table.markdown(), "| code | error |\n|---|---:|\n| PCA | 0.027 |\n\nsquared\n");
    /// ```
    pub fn markdown(&self) -> String {
        let line = |cells: &[String]| {
            let cells = cells.iter().map(|cell| cell.replace('|', "\\|"));
            format!("| {} |\n", Vec::from_iter(cells).join(" | "))
        };
        let rule = |i| if self.is_numeric(i) { "---:" } else { "---" };
        let rules = Vec::from_iter((0..self.columns.len()).map(rule)).join("|");
        let rows = self.rows.iter().map(|row| line(row));
        let head = line(&self.columns);
        let mut text = format!("{head}|{rules}|\n{}", rows.collect::<String>());
        if !self.caption.is_empty() {
            text += &format!("\n{}\n", self.caption);
        }
        text
    }

    /// Shows the table as a cell's result; evcxr calls this. A table without rows is silent:
    /// a cell that ends with a loop leaves `()`, which dfdx counts as a model of no tensors.
    pub fn evcxr_display(&self) {
        if self.rows.is_empty() {
            return;
        }
        show("text/html", &self.html(), self);
    }

    /// Whether every cell of a column begins with a number.
    fn is_numeric(&self, column: usize) -> bool {
        let number = |row: &Vec<String>| {
            let first = row[column].split_whitespace().next();
            first.is_none_or(|word| word.trim_end_matches(['%', '×']).parse::<f64>().is_ok())
        };
        !self.rows.is_empty() && self.rows.iter().all(number)
    }
}

/// Columns two spaces apart.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = || std::iter::once(&self.columns).chain(&self.rows);
        let width = |column: usize| lines().map(|line| line[column].chars().count()).max();
        for line in lines() {
            let cell = |(i, text): (usize, &String)| {
                let width = width(i).unwrap_or(0);
                match self.is_numeric(i) {
                    true => format!("{text:>width$}"),
                    false => format!("{text:<width$}"),
                }
            };
            let cells: Vec<String> = line.iter().enumerate().map(cell).collect();
            writeln!(f, "{}", cells.join("  ").trim_end())?;
        }
        match self.caption.as_str() {
            "" => Ok(()),
            caption => writeln!(f, "{caption}"),
        }
    }
}

fn strings<T: ToString>(items: impl IntoIterator<Item = T>) -> Vec<String> {
    items.into_iter().map(|item| item.to_string()).collect()
}
