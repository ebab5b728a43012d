//! The page of the class: how the points lie, what is hard, who handed in the same.

use super::{bar, escaped, head, identical, page_name};
use crate::grade::marks::Grade;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The page.
pub fn page(grades: &[Grade]) -> String {
    let number = grades.len().max(1) as f64;
    let mean = grades.iter().map(|g| f64::from(g.points)).sum::<f64>() / number;
    let of = grades.iter().map(|grade| grade.of).max().unwrap_or(0);
    let mut text = format!(
        "{}<h1>Grades</h1><p class=points>{} submissions, {mean:.1} of {of} points on average</p>",
        head("Grades"),
        grades.len()
    );
    distribution(&mut text, grades);
    text += "<h2>Exercises</h2><table><tr><th>exercise<th class=n>mean<th class=n>of<th>";
    for (name, [points, of]) in means(grades) {
        let name = escaped(name);
        let _ = write!(
            text,
            "<tr><td>{name}<td class=n>{points:.1}<td class=n>{of}"
        );
        text += &bar(points, of);
    }
    text += "</table>";
    submissions(&mut text, grades);
    text
}

/// How many submissions have so many tenths of the points.
fn distribution(text: &mut String, grades: &[Grade]) {
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

/// The points of each exercise, on average, and at most.
fn means(grades: &[Grade]) -> BTreeMap<&str, [f64; 2]> {
    let mut means: BTreeMap<&str, [f64; 2]> = BTreeMap::new();
    for (name, marks) in grades.iter().flat_map(Grade::all) {
        let mean = means.entry(name).or_default();
        mean[0] += f64::from(marks.points) / grades.len() as f64;
        mean[1] = f64::from(marks.of);
    }
    means
}

/// All of them, each with its page, and with those that are the same.
fn submissions(text: &mut String, grades: &[Grade]) {
    let identical = identical(grades);
    *text +=
        "<h2>Submissions</h2><table><tr><th>submission<th class=n>points<th class=n>of<th><th>";
    for grade in grades {
        let page = page_name(grade).replace('%', "%25");
        let page = escaped(&page.replace('#', "%23").replace('?', "%3F"));
        let name = escaped(&grade.submission);
        let (points, of) = (grade.points, grade.of);
        let _ = write!(
            text,
            "<tr><td><a href=\"submissions/{page}\">{name}</a>\
             <td class=n>{points}<td class=n>{of}"
        );
        *text += &bar(f64::from(points), f64::from(of));
        let mut remarks = Vec::new();
        if grade.status != "graded" {
            remarks.push(escaped(&grade.status));
        }
        if let Some(group) = identical.get(grade.submission.as_str()) {
            let others = group.iter().filter(|name| **name != grade.submission);
            let others: Vec<_> = others.map(|name| escaped(name)).collect();
            remarks.push(format!("identical to {}", others.join(", ")));
        }
        let _ = write!(text, "<td class=lost>{}", remarks.join("; "));
    }
    *text += "</table>\n";
}
