//! Whose submission is what: the files of a folder, as learning platforms write them.

use super::submission::{kind, plain};
use setup::failure::{Failure, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Bytes of a name: files are called after it.
const NAME: usize = 200;

/// One student's row.
pub struct Entry {
    /// What it is called: no two differ but in capital and small letters.
    pub name: String,
    /// Its files, archives and folders, and what they are called in it.
    pub parts: Vec<(String, PathBuf)>,
}

/// All that was handed in, each under its student.
///
/// # Errors
/// If the folder cannot be read, or is empty.
pub fn entries(dir: &Path) -> Result<Vec<Entry>> {
    let entries = fs::read_dir(dir).map_err(Failure::file(dir))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort_by_cached_key(|path| (order(path), path.clone()));
    let mut students: BTreeMap<(String, String), Vec<(String, PathBuf)>> = BTreeMap::new();
    for path in paths {
        let file = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        // What a file manager leaves behind.
        if file.starts_with('.') || file == "__MACOSX" {
            continue;
        }
        let (student, whole, inside) = match of_platform(&file) {
            Some((student, inside)) => (student.to_string(), student.to_string(), inside.into()),
            None if path.is_dir() => (file.clone(), file.clone(), file),
            None => (bare(&file).to_string(), file.clone(), file),
        };
        let parts = students.entry((student, whole)).or_default();
        let (bare, ending) = inside.split_at(bare(&inside).len());
        let mut names = (2..).map(|number| format!("{bare}-{number}{ending}"));
        let mut inside = inside.clone();
        while parts.iter().any(|(other, _)| *other == inside) {
            inside = names.next().expect("there is always another");
        }
        parts.push((inside, path));
    }
    let mut taken = BTreeSet::new();
    let mut entries = Vec::new();
    for ((student, whole), parts) in students {
        let mut name = plain(&student, NAME);
        // A folder and an archive of one name, say.
        if taken.contains(&name.to_lowercase()) {
            name = plain(&whole, NAME);
        }
        while !taken.insert(name.to_lowercase()) {
            name += "_";
        }
        entries.push(Entry { name, parts });
    }
    match entries.is_empty() {
        true => Err(Failure::new(format!(
            "{}: no submissions in it",
            dir.display()
        ))),
        false => Ok(entries),
    }
}

/// The student and the file of a name that a learning platform has made.
fn of_platform(name: &str) -> Option<(&str, &str)> {
    // Moodle: `Anna Example_12345_assignsubmission_file_exercises.zip`, or a folder.
    if let Some((student, rest)) = name.split_once("_assignsubmission_") {
        let file = rest.split_once('_').map_or("", |(_, file)| file);
        return Some((student, if file.is_empty() { "submission" } else { file }));
    }
    // Canvas: `exampleanna_LATE_123_4567_exercises.zip`, with the numbers of the student and
    // of the submission.
    let mut end = name.find('_')?;
    if let Some(rest) = name[end..].strip_prefix("_LATE_") {
        end = name.len() - rest.len() - 1;
    }
    let number = |from: usize| {
        let rest = name.get(from + 1..)?;
        let length = rest.find('_')?;
        let digits = length > 0 && rest[..length].bytes().all(|byte| byte.is_ascii_digit());
        digits.then_some(from + 1 + length)
    };
    let student = number(end)?;
    let submission = number(student)?;
    Some((&name[..student], &name[submission + 1..]))
}

/// The number that a learning platform knows the student by, from the name of a row.
pub fn number(name: &str) -> Option<&str> {
    let (_, number) = name.rsplit_once('_')?;
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    digits.then_some(number)
}

/// In which order files are counted: `2` before `10`, and a name before the same with a number.
pub fn order(path: &Path) -> Vec<Vec<(String, u64)>> {
    let parts = path.iter().map(|part| {
        let name = part.to_string_lossy().to_lowercase();
        let mut rest = bare(&name);
        let mut words = Vec::new();
        while !rest.is_empty() {
            let digit = |c: char| c.is_ascii_digit();
            let (word, after) = rest.split_at(rest.find(digit).unwrap_or(rest.len()));
            let end = after.find(|c| !digit(c)).unwrap_or(after.len());
            let (number, after) = after.split_at(end);
            words.push((word.to_string(), number.parse().unwrap_or(0)));
            rest = after;
        }
        words
    });
    parts.collect()
}

/// Without the ending of an archive or of a source.
fn bare(name: &str) -> &str {
    let ending = kind(name).map_or_else(
        || name.rfind('.').map_or(0, |dot| name.len() - dot),
        str::len,
    );
    &name[..name.len() - ending]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learning_platforms_name_students() {
        let of = of_platform;
        assert_eq!(
            of("Anna Example_12345_assignsubmission_file_exercises.zip"),
            Some(("Anna Example_12345", "exercises.zip"))
        );
        assert_eq!(
            of("Anna Example_12345_assignsubmission_file_").unwrap().0,
            "Anna Example_12345"
        );
        assert_eq!(
            of("exampleanna_123_4567_sizes-1.rs"),
            Some(("exampleanna_123", "sizes-1.rs"))
        );
        assert_eq!(
            of("exampleanna_LATE_123_4567_a_b.zip"),
            Some(("exampleanna_LATE_123", "a_b.zip"))
        );
        for other in ["anna", "anna_2.zip", "anna_b_3_4.zip", "submission_77"] {
            assert_eq!(of(other), None, "{other}");
        }
        assert_eq!(number("Anna Example_12345"), Some("12345"));
        assert_eq!(number("anna"), None);
        assert_eq!(bare("anna.tar.gz"), "anna");
        assert_eq!(bare("anna.rs"), "anna");
    }
}
