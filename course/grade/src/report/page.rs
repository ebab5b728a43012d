//! The page of one submission: what it restores, its points, a reason for each that is lost.
//! It may go back to the student: of hidden cases it has words only.

use super::{bar, escaped, head};
use crate::marks::{GRADED, Grade, Marks};
use base64::Engine;
use std::fmt::Write;

/// The page.
pub fn page(grade: &Grade) -> String {
    let name = escaped(&grade.submission);
    let bonus = match grade.bonus.values().map(|marks| marks.points).sum::<u32>() {
        0 => String::new(),
        bonus => format!(", and {bonus} of the bonus"),
    };
    let points = match grade.graded {
        true => format!("{} of {} points{bonus}", grade.points, grade.of),
        false => "no points yet".into(),
    };
    let mut text = format!("{}<h1>{name}</h1><p class=points>{points}</p>", head(&name));
    if grade.status != GRADED {
        let _ = write!(text, "<p class=lost>{}</p>", escaped(&grade.status));
    }
    for note in &grade.notes {
        let _ = write!(text, "<p class=lost>{}</p>", escaped(note));
    }
    if let Some(png) = &grade.picture {
        let png = base64::engine::general_purpose::STANDARD.encode(png);
        let _ = write!(
            text,
            "<h2>The homework</h2><img src=\"data:image/png;base64,{png}\" alt=\"restored digits\">"
        );
    }
    if !grade.graded {
        return text + "\n";
    }
    text += "<h2>Exercises</h2><table><tr><th>exercise<th class=n>points<th class=n>of<th>";
    for (name, marks) in grade.all() {
        let Marks { points, of, .. } = marks;
        let name = escaped(name);
        let name = match marks.lost.is_empty() {
            true => name,
            false => format!("<a href=\"#{name}\">{name}</a>"),
        };
        let _ = write!(text, "<tr><td>{name}<td class=n>{points}<td class=n>{of}");
        text += &bar(f64::from(*points), f64::from(*of));
    }
    text += "</table>";
    if grade.all().any(|(_, marks)| !marks.lost.is_empty()) {
        text += "<h2>Lost points</h2>";
    }
    for (name, marks) in grade.all().filter(|(_, m)| !m.lost.is_empty()) {
        let name = escaped(name);
        let _ = write!(text, "<section id=\"{name}\">");
        for group in marks
            .lost
            .chunk_by(|a, b| (a.hidden, a.words()) == (b.hidden, b.words()))
        {
            let checks: Vec<_> = group.iter().map(|lost| escaped(&lost.check)).collect();
            let points: u32 = group.iter().map(|lost| lost.points).sum();
            let hidden = match group[0].hidden {
                true => ", on cases that the student has not seen",
                false => "",
            };
            let _ = write!(
                text,
                "<h3>{name}::{} <span class=lost>&minus;{points}</span>\
                 <span class=soft>{hidden}</span></h3><pre>{}</pre>",
                checks.join(", "),
                escaped(group[0].words())
            );
        }
        text += "</section>";
    }
    text + "\n"
}
