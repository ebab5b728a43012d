//! The page of the class: how the points lie, what is hard, who handed in the same.

use super::{bar, escaped, head, page_name};
use crate::marks::{GRADED, Grade};
use crate::similar::Pair;
use checks::BONUS;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The page.
pub fn page(all: &[Grade], alike: &[Pair]) -> String {
    // What is not graded is no 0.
    let grades: Vec<&Grade> = all.iter().filter(|grade| grade.graded).collect();
    let grades = grades.as_slice();
    let number = grades.len().max(1) as f64;
    let mean = grades.iter().map(|g| f64::from(g.points)).sum::<f64>() / number;
    let of = grades.iter().map(|grade| grade.of).max().unwrap_or(0);
    let mut text = format!(
        "{}<h1>Grades</h1><p class=points>{} submission{}, {mean:.1} of {of} points on average{}</p>",
        head("Grades"),
        all.len(),
        if all.len() == 1 { "" } else { "s" },
        match all.len() - grades.len() {
            0 => String::new(),
            1 => " without 1 that is not graded".into(),
            without => format!(" without {without} that are not graded"),
        }
    );
    distribution(&mut text, grades);
    text += "<h2>Exercises</h2><table><tr><th>exercise<th class=n>mean<th class=n>of<th>";
    for ((_, name), [points, of]) in means(grades) {
        let name = escaped(name);
        let _ = write!(
            text,
            "<tr><td>{name}<td class=n>{points:.1}<td class=n>{of}"
        );
        text += &bar(points, of);
    }
    text += "</table>";
    submissions(&mut text, all, alike);
    text
}

/// How many submissions have so many tenths of the points.
fn distribution(text: &mut String, grades: &[&Grade]) {
    let mut counts = [0u32; 10];
    for grade in grades {
        counts[(grade.points * 10 / grade.of.max(1)).min(9) as usize] += 1;
    }
    let most = counts.iter().max().copied().unwrap_or(0).max(1);
    *text += "<h2>Distribution, in % of the points</h2><div class=columns>";
    for (tenth, count) in counts.iter().enumerate() {
        let height = f64::from(*count) * 6.5 / f64::from(most);
        let shown = if *count == 0 {
            String::new()
        } else {
            count.to_string()
        };
        let [from, to] = [tenth * 10, tenth * 10 + 10];
        let _ = write!(
            text,
            "<div>{shown}<i style=\"height:{height:.2}em\"></i>\
             <span class=soft>{from}&ndash;{to}</span></div>"
        );
    }
    *text += "</div>";
}

/// The points of each exercise, on average, and at most; those that are counted apart last.
fn means<'a>(grades: &[&'a Grade]) -> BTreeMap<(bool, &'a str), [f64; 2]> {
    let mut means: BTreeMap<(bool, &str), [f64; 2]> = BTreeMap::new();
    for (name, marks) in grades.iter().flat_map(|grade| grade.all()) {
        let mean = means.entry((name.starts_with(BONUS), name)).or_default();
        mean[0] += f64::from(marks.points) / grades.len() as f64;
        mean[1] = f64::from(marks.of);
    }
    means
}

/// All of them, each with its page, and with those that are alike.
fn submissions(text: &mut String, grades: &[Grade], alike: &[Pair]) {
    *text += "<h2>Submissions</h2>";
    if !alike.is_empty() {
        *text += "<p><a href=\"alike.html\">those that are alike, side by side</a></p>";
    }
    *text += "<table><tr><th>submission<th class=n>points<th class=n>of<th><th>";
    for grade in grades {
        let page = page_name(grade).replace('%', "%25");
        let page = escaped(&page.replace('#', "%23").replace('?', "%3F"));
        let name = escaped(&grade.submission);
        let (points, of) = match grade.graded {
            true => (grade.points.to_string(), grade.of.to_string()),
            false => Default::default(),
        };
        let _ = write!(
            text,
            "<tr><td><a href=\"submissions/{page}\">{name}</a>\
             <td class=n>{points}<td class=n>{of}"
        );
        *text += &bar(f64::from(grade.points), f64::from(grade.of));
        let mut remarks = Vec::new();
        if grade.status != GRADED {
            remarks.push(escaped(&grade.status));
        }
        for pair in alike {
            let other = match &pair.names {
                [a, b] if *a == grade.submission => b,
                [a, b] if *b == grade.submission => a,
                _ => continue,
            };
            let other = escaped(other);
            if pair.identical {
                remarks.push(format!("identical to {other}"));
            } else if !pair.files.is_empty() {
                remarks.push(format!("like {other}"));
            }
            if pair.weights {
                remarks.push(format!("the weights of {other}"));
            }
        }
        let _ = write!(text, "<td class=lost>{}", remarks.join("; "));
    }
    *text += "</table>\n";
}
