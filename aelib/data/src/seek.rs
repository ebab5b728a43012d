//! Finds a data set's files where other tools leave them: under names that differ a little,
//! and in folders within the folder.

use super::files::DataFile;
use aelib_core::kind;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders within folders that are looked into: torchvision's `MNIST/raw` are two.
const DEPTH: usize = 2;

/// Entries that a message names at most.
const NAMED: usize = 6;

/// All files in `dir` that may be this one, by their names, the nearest first: the original
/// name, packed or not; then 7-Zip's and Kaggle's `train-images.idx3-ubyte`, upper case,
/// underscores and a browser's ` (1)`; then the same in folders.
pub fn candidates(file: &DataFile, dir: &Path) -> Vec<PathBuf> {
    let exact = file.names().map(|name| dir.join(name));
    let mut found = Vec::from(exact);
    let wanted = plain(file.name);
    for path in files(dir, DEPTH) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if is_nearly(&plain(&name), &wanted) {
            found.push(path);
        }
    }
    let mut seen = Vec::new();
    found.retain(|path| {
        let new = path.is_file() && !seen.contains(path);
        seen.push(path.clone());
        new
    });
    found
}

/// Letters and digits of a name, in lower case, without `.gz`.
fn plain(name: &str) -> String {
    let name = name.to_lowercase();
    let name = name.trim_end_matches(".gz");
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Whether a name stands for `wanted`, `trainimagesidx3ubyte` say: `test` for `t10k`, the
/// format left out, a number behind it.
fn is_nearly(name: &str, wanted: &str) -> bool {
    let name = match name.strip_prefix("test") {
        Some(rest) => format!("t10k{rest}"),
        None => name.to_string(),
    };
    let (what, format) = wanted.split_at(wanted.find("idx").unwrap_or(wanted.len()));
    let Some(rest) = name.strip_prefix(what) else {
        return false;
    };
    let known = [
        "",
        "idx",
        "ubyte",
        "gz",
        &format[..format.len().min(4)],
        format,
    ];
    known.iter().any(|end| match rest.strip_prefix(end) {
        Some("" | "copy") => true,
        // The browser's number of the copy.
        Some(number) => {
            number.len() == 1 && number.bytes().all(|b| b.is_ascii_digit()) && *end == format
        }
        None => false,
    })
}

/// The files in a folder and, so deep, in its folders; in the order of their names.
fn files(dir: &Path, depth: usize) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut paths = Vec::from_iter(entries.map(|entry| entry.path()));
    paths.sort();
    let (folders, mut files): (Vec<PathBuf>, _) = paths.into_iter().partition(|p| p.is_dir());
    if depth > 0 {
        // A run that fetches keeps its unfinished files in a folder of its own.
        let whole = folders
            .iter()
            .filter(|dir| dir.extension().is_none_or(|e| e != "part"));
        files.extend(whole.flat_map(|dir| self::files(dir, depth - 1)));
    }
    files
}

/// A place that was looked in, and what is there instead: for messages.
pub fn inventory(dir: &Path) -> String {
    let place = dir.display();
    if dir.is_file() {
        let what = kind::at(dir).map_or("a file".into(), |(what, todo)| format!("{what}: {todo}"));
        return format!("{place}, which is no folder but {what}");
    }
    let all = files(dir, DEPTH);
    let named = all.iter().take(NAMED).map(|path| {
        let name = path.strip_prefix(dir).unwrap_or(path).display();
        match kind::at(path) {
            Some((what, todo)) => format!("{name} ({what}: {todo})"),
            None => name.to_string(),
        }
    });
    let mut named = Vec::from_iter(named);
    if all.len() > NAMED {
        named.push(format!("{} more files", all.len() - NAMED));
    }
    match (dir.is_dir(), named.is_empty()) {
        (false, _) => format!("{place}, which is not there"),
        (true, true) => format!("{place}, which has no files"),
        (true, false) => format!("{place}, where there are {}", named.join(", ")),
    }
}
