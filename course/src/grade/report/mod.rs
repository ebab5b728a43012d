//! What an instructor reads: a table for a spreadsheet, one for programs, and pages.

mod class;
mod page;

use super::marks::{Grade, Marks};
use crate::failure::{Failure, Result};
use aelib::display::write_whole;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// Of both kinds of pages; light or dark, as the reader's system has it.
const STYLE: &str = include_str!("style.css");

/// Writes `grades.csv`, `grades.json` and the page of the class.
///
/// # Errors
/// If the folder cannot be written.
pub fn write(folder: &Path, grades: &[Grade]) -> Result<()> {
    write_whole(&folder.join("grades.csv"), csv(grades).as_bytes())?;
    let json = serde_json::to_string_pretty(grades).expect("numbers and text");
    write_whole(&folder.join("grades.json"), json.as_bytes())?;
    write_whole(&folder.join("index.html"), class::page(grades).as_bytes())?;
    Ok(())
}

/// Writes the page of one submission.
///
/// # Errors
/// If the folder cannot be written.
pub fn write_page(folder: &Path, grade: &Grade) -> Result<()> {
    let pages = folder.join("submissions");
    fs::create_dir_all(&pages).map_err(Failure::file(&pages))?;
    write_whole(&pages.join(page_name(grade)), page::page(grade).as_bytes())?;
    Ok(())
}

fn page_name(grade: &Grade) -> String {
    format!("{}.html", grade.submission)
}

fn csv(grades: &[Grade]) -> String {
    // A cell that begins so is a formula to a spreadsheet.
    let cell = |text: &str| {
        let text = match text.starts_with(['=', '+', '-', '@', '\t']) {
            true => format!("'{text}"),
            false => text.to_string(),
        };
        format!("\"{}\"", text.replace('"', "\"\""))
    };
    let keys = |of: fn(&Grade) -> &BTreeMap<String, Marks>| {
        let names = grades.iter().flat_map(move |grade| of(grade).keys());
        names.collect::<BTreeSet<&String>>()
    };
    let mut names = Vec::from_iter(keys(|grade| &grade.exercises));
    names.extend(keys(|grade| &grade.bonus));
    let mut text = String::from("submission,points,of,status");
    names.iter().for_each(|name| text += &format!(",{name}"));
    text.push('\n');
    for grade in grades {
        let (points, of) = (grade.points, grade.of);
        let _ = write!(
            text,
            "{},{points},{of},{}",
            cell(&grade.submission),
            cell(&grade.status)
        );
        for name in &names {
            let marks = grade.exercises.get(*name).or(grade.bonus.get(*name));
            let points = marks.map_or(0, |marks| marks.points);
            let _ = write!(text, ",{points}");
        }
        text.push('\n');
    }
    text
}

/// Submissions in which the same was written, by the name of each.
fn identical(grades: &[Grade]) -> BTreeMap<&str, Vec<&str>> {
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for grade in grades.iter().filter(|grade| !grade.written.is_empty()) {
        groups
            .entry(&grade.written)
            .or_default()
            .push(&grade.submission);
    }
    let shared = groups.into_values().filter(|group| group.len() > 1);
    shared
        .flat_map(|group| {
            group
                .clone()
                .into_iter()
                .map(move |name| (name, group.clone()))
        })
        .collect()
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
