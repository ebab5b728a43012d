//! Grades as learning platforms read them, in the folder `exports`. Students may see these,
//! so they have words for what is hidden, and nothing else. What is not graded gets no points.

use crate::marks::{Grade, Marks};
use crate::roster;
use serde_json::{Value, json};
use setup::failure::Result;
use setup::files::write_whole;
use std::fs;
use std::path::Path;

/// What the column of a gradebook is called.
const COLUMN: &str = "Autoencoders exercises";

/// Writes all exports.
///
/// # Errors
/// If the folder cannot be written.
pub fn write(folder: &Path, grades: &[Grade]) -> Result<()> {
    let folder = folder.join("exports");
    // What is there is of an earlier run, perhaps of a student who has left.
    let _ = fs::remove_dir_all(&folder);
    write_whole(&folder.join("canvas.csv"), canvas(grades).as_bytes())?;
    write_whole(&folder.join("moodle.csv"), moodle(grades).as_bytes())?;
    for grade in grades {
        let results = [
            ("gradescope", grade.graded.then(|| gradescope(grade))),
            ("prairielearn", Some(prairielearn(grade))),
        ];
        for (platform, result) in results {
            let Some(result) = result else { continue };
            let place = folder.join(platform).join(&grade.submission);
            let text = serde_json::to_string_pretty(&result).expect("numbers and text");
            write_whole(&place.join("results.json"), text.as_bytes())?;
        }
    }
    Ok(())
}

/// Of a row: the platform's number of the student, and the name without it.
fn student(grade: &Grade) -> (&str, &str) {
    let name = grade.submission.as_str();
    match roster::number(name) {
        Some(number) => {
            let name = &name[..name.len() - number.len() - 1];
            (number, name.strip_suffix("_LATE").unwrap_or(name))
        }
        None => ("", name),
    }
}

fn points(grade: &Grade) -> String {
    match grade.graded {
        true => grade.points.to_string(),
        false => String::new(),
    }
}

/// The gradebook's file: students by `ID`, then one assignment. Who is not graded has no row: an
/// empty cell would delete a grade that is there.
///
/// # Source
/// `lib/gradebook_importer.rb` of canvas-lms.
fn canvas(grades: &[Grade]) -> String {
    let of = grades.iter().map(|grade| grade.of).max().unwrap_or(0);
    let mut rows = vec![
        [
            "Student",
            "ID",
            "SIS User ID",
            "SIS Login ID",
            "Section",
            COLUMN,
        ]
        .map(String::from),
        ["    Points Possible", "", "", "", "", &of.to_string()].map(String::from),
    ];
    for grade in grades.iter().filter(|grade| grade.graded) {
        let (number, name) = student(grade);
        let none = String::new();
        rows.push([
            super::cell(name),
            number.into(),
            none.clone(),
            none.clone(),
            none,
            points(grade),
        ]);
    }
    super::table(rows)
}

/// The worksheet of an assignment's offline grading, with the columns that its import looks for:
/// an empty grade changes nothing there.
///
/// # Source
/// `mod/assign/feedback/offline` of moodle.
fn moodle(grades: &[Grade]) -> String {
    let mut rows = vec![
        [
            "Identifier",
            "Full name",
            "Grade",
            "Maximum Grade",
            "Last modified (grade)",
            "Feedback comments",
        ]
        .map(String::from),
    ];
    for grade in grades {
        let (number, name) = student(grade);
        let identifier = match number {
            "" => String::new(),
            number => format!("Participant {number}"),
        };
        let of = grade.of.to_string();
        let status = super::cell(&grade.status);
        rows.push([
            identifier,
            super::cell(name),
            points(grade),
            of,
            String::new(),
            status,
        ]);
    }
    super::table(rows)
}

/// Why points are lost, in words for a student.
fn words(marks: &Marks) -> String {
    let lost = marks.lost.iter();
    let lost = lost.map(|lost| format!("{}: -{}\n{}\n\n", lost.check, lost.points, lost.words()));
    lost.collect()
}

fn remarks(grade: &Grade) -> String {
    [std::slice::from_ref(&grade.status), &grade.notes[..]]
        .concat()
        .join("\n")
}

/// # Source
/// <https://gradescope-autograders.readthedocs.io/en/latest/specs/#output-format>
fn gradescope(grade: &Grade) -> Value {
    let tests = grade.all().map(|(name, marks)| {
        let passed = if marks.points == marks.of {
            "passed"
        } else {
            "failed"
        };
        json!({
            "name": name,
            "score": marks.points,
            "max_score": marks.of,
            "status": passed,
            "output": words(marks),
            "output_format": "text",
            "visibility": "visible",
        })
    });
    json!({
        "score": grade.points,
        "output": remarks(grade),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests.collect::<Vec<_>>(),
    })
}

/// # Source
/// <https://prairielearn.readthedocs.io/en/latest/externalGrading/#grading-results>
fn prairielearn(grade: &Grade) -> Value {
    if !grade.graded {
        return json!({ "gradable": false, "format_errors": [grade.status] });
    }
    let tests = grade.all().map(|(name, marks)| {
        json!({
            "name": name,
            "points": marks.points,
            "max_points": marks.of,
            "output": words(marks),
        })
    });
    json!({
        "gradable": true,
        "score": f64::from(grade.points) / f64::from(grade.of.max(1)),
        "message": remarks(grade),
        "tests": tests.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::Lost;
    use std::collections::BTreeMap;

    fn grades() -> Vec<Grade> {
        let lost = |hidden| Lost {
            check: "sizes".into(),
            points: 1,
            hidden,
            reason: "SECRET".into(),
        };
        let marks = Marks {
            points: 2,
            of: 3,
            lost: vec![lost(true)],
        };
        let grade = |name: &str, graded| Grade {
            submission: name.into(),
            graded,
            points: if graded { 2 } else { 0 },
            of: if graded { 3 } else { 0 },
            status: "graded".into(),
            exercises: BTreeMap::from([("sizes".into(), marks.clone())]),
            ..Grade::default()
        };
        vec![
            grade("Example, Anna_12", true),
            grade("=berta_LATE_77", false),
        ]
    }

    #[test]
    fn tables_have_the_columns_and_the_students_that_platforms_want() {
        let grades = grades();
        let canvas = canvas(&grades);
        let mut lines = canvas.lines();
        let head = "Student,ID,SIS User ID,SIS Login ID,Section,Autoencoders exercises";
        assert_eq!(lines.next(), Some(head));
        assert_eq!(lines.next(), Some("    Points Possible,,,,,3"));
        assert_eq!(lines.next(), Some("\"Example, Anna\",12,,,,2"));
        assert_eq!(
            lines.next(),
            None,
            "who is not graded keeps the grade that is there"
        );
        let moodle = moodle(&grades);
        assert!(
            moodle.contains("Participant 12,\"Example, Anna\",2,3,,graded"),
            "{moodle}"
        );
        assert!(
            moodle.contains("Participant 77,'=berta,,0,,graded"),
            "{moodle}"
        );
    }

    /// Whether these are the fields of an object, each with a value of its type or one of these
    /// words; `?` is after those that may be missing.
    #[track_caller]
    fn is_of(schema: &[(&str, &str)], value: &Value) {
        let object = value.as_object().expect("an object");
        for (name, kind) in schema {
            let Some(value) = object.get(name.trim_end_matches('?')) else {
                assert!(name.ends_with('?'), "{name} is missing: {object:?}");
                continue;
            };
            let fits = match *kind {
                "text" => value.is_string(),
                "number" => value.is_number(),
                "list" => value.is_array(),
                "yes or no" => value.is_boolean(),
                "share" => value
                    .as_f64()
                    .is_some_and(|share| (0.0..=1.0).contains(&share)),
                words => value
                    .as_str()
                    .is_some_and(|word| words.split(' ').any(|w| w == word)),
            };
            assert!(fits, "{name}: {kind}, found {value}");
        }
        for name in object.keys() {
            let known = schema
                .iter()
                .any(|(known, _)| known.trim_end_matches('?') == name);
            assert!(known, "{name} is no field");
        }
    }

    #[test]
    fn results_have_the_fields_and_types_that_are_published() {
        const VISIBILITY: &str = "hidden after_due_date after_published visible";
        const FORMAT: &str = "text html simple_format md ansi";
        let grades = grades();
        let scope = gradescope(&grades[0]);
        let top = [
            ("score", "number"),
            ("execution_time?", "number"),
            ("output?", "text"),
            ("output_format?", FORMAT),
            ("test_output_format?", FORMAT),
            ("test_name_format?", FORMAT),
            ("visibility?", VISIBILITY),
            ("stdout_visibility?", VISIBILITY),
            ("tests", "list"),
        ];
        is_of(&top, &scope);
        let test = [
            ("score", "number"),
            ("max_score?", "number"),
            ("status?", "passed failed"),
            ("name?", "text"),
            ("name_format?", FORMAT),
            ("number?", "text"),
            ("output?", "text"),
            ("output_format?", FORMAT),
            ("tags?", "list"),
            ("visibility?", VISIBILITY),
        ];
        is_of(&test, &scope["tests"][0]);
        let top = [
            ("gradable?", "yes or no"),
            ("score", "share"),
            ("message?", "text"),
            ("output?", "text"),
            ("tests?", "list"),
        ];
        let lair = prairielearn(&grades[0]);
        is_of(&top, &lair);
        let test = [
            ("name?", "text"),
            ("description?", "text"),
            ("points?", "number"),
            ("max_points?", "number"),
            ("message?", "text"),
            ("output?", "text"),
        ];
        is_of(&test, &lair["tests"][0]);
        let none = [("gradable", "yes or no"), ("format_errors", "list")];
        is_of(&none, &prairielearn(&grades[1]));
    }

    #[test]
    fn results_have_points_and_no_hidden_case() {
        let grades = grades();
        let [scope, lair] = [gradescope(&grades[0]), prairielearn(&grades[0])];
        assert_eq!(
            (&scope["score"], &scope["tests"][0]["max_score"]),
            (&json!(2), &json!(3))
        );
        assert!((lair["score"].as_f64().unwrap() - 2.0 / 3.0).abs() < 1e-9);
        assert_eq!(prairielearn(&grades[1])["gradable"], false);
        for text in [scope.to_string(), lair.to_string()] {
            assert!(
                text.contains("sizes: -1") && !text.contains("SECRET"),
                "{text}"
            );
        }
    }
}
