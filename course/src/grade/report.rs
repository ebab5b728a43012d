//! What an instructor reads: a table for a spreadsheet, one for programs, and pages.

use super::marks::{Grade, Marks};
use crate::failure::{Failure, Result};
use aelib::display::write_whole;
use base64::Engine;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

const STYLE: &str = "<style>
body { font-family: sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em; color: #222 }
table { border-collapse: collapse } td, th { padding: .3em .8em; border-bottom: 1px solid #ddd; text-align: left }
td.n { text-align: right } .bar { background: #4c72b0; height: 1em } img { max-width: 100%; image-rendering: pixelated }
pre { background: #f5f5f5; padding: .8em; overflow-x: auto } .odd { color: #b00 }
</style>";

/// Writes `grades.csv`, `grades.json` and the page of the class.
///
/// # Errors
/// If the folder cannot be written.
pub fn write(folder: &Path, grades: &[Grade]) -> Result<()> {
    write_whole(&folder.join("grades.csv"), csv(grades).as_bytes())?;
    let json = serde_json::to_string_pretty(grades).expect("numbers and text");
    write_whole(&folder.join("grades.json"), json.as_bytes())?;
    write_whole(&folder.join("index.html"), class(grades).as_bytes())?;
    Ok(())
}

/// Writes the page of one submission.
///
/// # Errors
/// If the folder cannot be written.
pub fn write_page(folder: &Path, grade: &Grade) -> Result<()> {
    let pages = folder.join("submissions");
    fs::create_dir_all(&pages).map_err(Failure::file(&pages))?;
    write_whole(&pages.join(page_name(grade)), page(grade).as_bytes())?;
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
    let names: Vec<&String> = grades
        .iter()
        .flat_map(|grade| grade.exercises.keys())
        .collect();
    let names: std::collections::BTreeSet<&String> = names.into_iter().collect();
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
            let points = grade.exercises.get(*name).map_or(0, |marks| marks.points);
            let _ = write!(text, ",{points}");
        }
        text.push('\n');
    }
    text
}

/// Submissions in which the same was written, by the name of each.
pub fn identical(grades: &[Grade]) -> BTreeMap<&str, Vec<&str>> {
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

fn class(grades: &[Grade]) -> String {
    let identical = identical(grades);
    let mut text = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>Grades</title>{STYLE}<h1>Grades</h1>"
    );
    let mean = grades.iter().map(|g| f64::from(g.points)).sum::<f64>() / grades.len().max(1) as f64;
    let of = grades.iter().map(|grade| grade.of).max().unwrap_or(0);
    let _ = write!(
        text,
        "<p>{} submissions, {mean:.1} of {of} points on average</p>",
        grades.len()
    );
    text += "<h2>Distribution</h2><table>";
    for tenth in 0..10u32 {
        let inside = |g: &&Grade| (g.points * 10 / g.of.max(1)).min(9) == tenth;
        let count = grades.iter().filter(inside).count();
        let width = count * 400 / grades.len().max(1);
        let _ = write!(
            text,
            "<tr><td>{} to {} %<td class=n>{count}<td><div class=bar style=\"width:{width}px\"></div>",
            tenth * 10,
            tenth * 10 + 10
        );
    }
    text += "</table><h2>Exercises</h2><table><tr><th>exercise<th>mean<th>of<th>";
    for (name, [points, of]) in means(grades) {
        let width = 400.0 * points / of.max(1.0);
        let _ = write!(
            text,
            "<tr><td>{}<td class=n>{points:.1}<td class=n>{of}<td><div class=bar style=\"width:{width:.0}px\"></div>",
            escaped(name)
        );
    }
    text += "</table><h2>Submissions</h2><table><tr><th>submission<th>points<th>of<th>status<th>";
    for grade in grades {
        let same = identical.get(grade.submission.as_str()).map(|group| {
            let others: Vec<_> = group
                .iter()
                .filter(|name| **name != grade.submission)
                .copied()
                .collect();
            format!("identical to {}", others.join(", "))
        });
        let _ = write!(
            text,
            "<tr><td><a href=\"submissions/{}\">{}</a><td class=n>{}<td class=n>{}<td>{}<td class=odd>{}",
            escaped(
                &page_name(grade)
                    .replace('%', "%25")
                    .replace('#', "%23")
                    .replace('?', "%3F")
            ),
            escaped(&grade.submission),
            grade.points,
            grade.of,
            escaped(&grade.status),
            escaped(&same.unwrap_or_default())
        );
    }
    text + "</table>\n"
}

/// The points of each exercise, on average, and at most.
fn means(grades: &[Grade]) -> BTreeMap<&str, [f64; 2]> {
    let mut means: BTreeMap<&str, [f64; 2]> = BTreeMap::new();
    for (name, marks) in grades.iter().flat_map(|grade| &grade.exercises) {
        let mean = means.entry(name).or_default();
        mean[0] += f64::from(marks.points) / grades.len() as f64;
        mean[1] = f64::from(marks.of);
    }
    means
}

fn page(grade: &Grade) -> String {
    let name = escaped(&grade.submission);
    let (points, of) = (grade.points, grade.of);
    let mut text = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>{name}</title>{STYLE}<p><a href=\"../index.html\">all</a>\
         <h1>{name}</h1><p>{points} of {of} points; {}</p>",
        escaped(&grade.status)
    );
    for note in &grade.notes {
        let _ = write!(text, "<p class=odd>left out: {}</p>", escaped(note));
    }
    if let Some(png) = &grade.picture {
        let png = base64::engine::general_purpose::STANDARD.encode(png);
        let _ = write!(
            text,
            "<h2>The homework</h2><img src=\"data:image/png;base64,{png}\" alt=\"restored digits\">"
        );
    }
    text += "<h2>Exercises</h2><table><tr><th>exercise<th>points<th>of";
    for (name, Marks { points, of, .. }) in &grade.exercises {
        let _ = write!(
            text,
            "<tr><td>{}<td class=n>{points}<td class=n>{of}",
            escaped(name)
        );
    }
    text += "</table>";
    if grade.points < grade.of {
        text += "<h2>Lost points</h2>";
    }
    for (name, marks) in &grade.exercises {
        for lost in &marks.lost {
            let hidden = if lost.hidden {
                ", on cases that the student has not seen"
            } else {
                ""
            };
            let _ = write!(
                text,
                "<h3>{}::{} (&minus;{}{hidden})</h3><pre>{}</pre>",
                escaped(name),
                escaped(&lost.check),
                lost.points,
                escaped(&lost.reason)
            );
        }
    }
    text + "\n"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
