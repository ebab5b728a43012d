//! What an instructor reads: a table for a spreadsheet, one for programs, and pages.

mod class;
mod export;
mod page;
mod pairs;

use super::marks::{Grade, Marks};
use super::similar::Pair;
use setup::failure::Result;
use setup::files::write_whole;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Of both kinds of pages; light or dark, as the reader's system has it.
const STYLE: &str = include_str!("style.css");

/// Writes `grades.csv`, `grades.json`, the pages of the class, and the exports.
///
/// # Errors
/// If the folder cannot be written.
pub fn write(folder: &Path, grades: &[Grade], alike: &[Pair]) -> Result<()> {
    // Without the mark a spreadsheet takes names for another code than UTF-8.
    let csv = format!("\u{feff}{}", csv(grades));
    write_whole(&folder.join("grades.csv"), csv.as_bytes())?;
    let json = serde_json::to_string_pretty(grades).expect("numbers and text");
    write_whole(&folder.join("grades.json"), json.as_bytes())?;
    let index = class::page(grades, alike);
    write_whole(&folder.join("index.html"), index.as_bytes())?;
    write_whole(&folder.join("alike.html"), pairs::page(alike).as_bytes())?;
    export::write(folder, grades)
}

/// Writes the page of one submission.
///
/// # Errors
/// If the folder cannot be written.
pub fn write_page(folder: &Path, grade: &Grade) -> Result<()> {
    let pages = folder.join("submissions");
    write_whole(&pages.join(page_name(grade)), page::page(grade).as_bytes())
}

fn page_name(grade: &Grade) -> String {
    format!("{}.html", grade.submission)
}

fn csv(grades: &[Grade]) -> String {
    let keys = |of: fn(&Grade) -> &BTreeMap<String, Marks>| {
        let names = grades.iter().flat_map(move |grade| of(grade).keys());
        names.collect::<BTreeSet<&String>>()
    };
    let mut names = Vec::from_iter(keys(|grade| &grade.exercises));
    names.extend(keys(|grade| &grade.bonus));
    let head = ["submission", "points", "of", "status"].map(String::from);
    let mut rows = vec![
        head.into_iter()
            .chain(names.iter().map(|n| n.to_string()))
            .collect(),
    ];
    for grade in grades {
        // Nothing, which a spreadsheet does not count as 0.
        let number = |number: u32| match grade.graded {
            true => number.to_string(),
            false => String::new(),
        };
        let (points, of) = (number(grade.points), number(grade.of));
        let mut row = vec![cell(&grade.submission), points, of, cell(&grade.status)];
        for name in &names {
            let marks = grade.exercises.get(*name).or(grade.bonus.get(*name));
            row.push(number(marks.map_or(0, |marks| marks.points)));
        }
        rows.push(row);
    }
    table(rows)
}

/// Rows as CSV.
fn table<R: IntoIterator<Item = String>>(rows: Vec<R>) -> String {
    let quoted = |cell: String| match cell.contains(['"', ',', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell,
    };
    let line = |row: R| Vec::from_iter(row.into_iter().map(quoted)).join(",") + "\n";
    rows.into_iter().map(line).collect()
}

/// Text for a cell. What begins like a formula, after spaces and in any width, is one to a
/// spreadsheet.
fn cell(text: &str) -> String {
    let first = text.chars().find(|c| !c.is_whitespace() && !c.is_control());
    match first {
        Some(
            '=' | '+' | '-' | '@' | '|' | '%' | '＝' | '＋' | '－' | '＠' | '﹦' | '﹢' | '﹣'
            | '﹫' | '−' | '⁺' | '⁻' | '⁼' | '₊' | '₋' | '₌',
        ) => format!("'{text}"),
        _ => text.trim_start().to_string(),
    }
}

/// The beginning of a page.
fn head(title: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><style>{STYLE}</style>"
    )
}

/// A bar of so much of the whole.
fn bar(part: f64, whole: f64) -> String {
    let width = 100.0 * part / whole.max(1.0);
    format!("<td><div class=bar><i style=\"width:{width:.0}%\"></i></div>")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for text in [
            "=1",
            "  =1",
            "\u{3000}=1",
            "＝1",
            "\t+1",
            "\u{a0}@a",
            " －1",
        ] {
            assert!(cell(text).starts_with('\''), "{text}");
        }
        assert_eq!(cell("  anna = 1"), "anna = 1");
    }
}
