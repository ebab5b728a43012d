//! Where a `:dep` finds the course's library, in whatever folder of the course a notebook lies.

use super::Edit;
use std::path::{Path, PathBuf};

/// The folder of the course's notebooks, seen from the course's own.
const NOTEBOOKS: &str = "notebooks";

/// The course's library, seen from there.
const LIBRARY: &str = "aelib";

/// How a `:dep` says where a crate is.
const PATH: &str = "path = \"";

/// The folder with the course's library, if a notebook in `folder` belongs to the course.
pub fn library(folder: &Path) -> Option<PathBuf> {
    let beside = [folder.to_path_buf()];
    let above = folder.ancestors().map(|above| above.join(NOTEBOOKS));
    beside
        .into_iter()
        .chain(above)
        .map(|place| place.join(LIBRARY))
        .find(|library| library.join("Cargo.toml").exists())
}

/// Whether evcxr would look for the library in a folder where it is not. It has been imported
/// from where it is when the kernel started.
pub fn is_elsewhere(line: &str) -> bool {
    std::env::current_dir().is_ok_and(|folder| missing(line, &folder).is_some())
}

/// What has to be added to a cell's `:dep`s, so that they find the library.
pub fn complete(code: &str) -> Vec<Edit> {
    let Ok(folder) = std::env::current_dir() else {
        return Vec::new();
    };
    let mut at = 0;
    let mut edits = Vec::new();
    for line in code.split_inclusive('\n') {
        if let Some((place, prefix)) = missing(line, &folder) {
            edits.push(Edit::new(at + place, prefix));
        }
        at += line.len();
    }
    edits
}

/// Where in a line which part of a path is missing.
fn missing(line: &str, folder: &Path) -> Option<(usize, String)> {
    let start = line
        .find(PATH)
        .filter(|_| line.trim_start().starts_with(":dep "))?
        + PATH.len();
    let named = &line[start..start + line[start..].find('"')?];
    let library = library(folder)?;
    if named != LIBRARY || folder.join(named) == library {
        return None;
    }
    Some((start, format!("{}/", library.parent()?.display())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_notebook_anywhere_in_the_course_finds_the_library() {
        let root = std::env::temp_dir().join(format!("rust-kernel-paths-{}", std::process::id()));
        let library_folder = root.join("notebooks/aelib");
        let own = root.join("my/own");
        fs::create_dir_all(&library_folder).unwrap();
        fs::create_dir_all(&own).unwrap();
        let line = ":dep aelib = { package = \"aelib-notebook\", path = \"aelib\" }";
        assert_eq!(missing(line, &own), None, "there is no library");
        fs::write(library_folder.join("Cargo.toml"), "").unwrap();
        let (at, prefix) = missing(line, &own).unwrap();
        assert_eq!(&line[at..at + 5], "aelib");
        assert_eq!(prefix, format!("{}/", root.join("notebooks").display()));
        assert_eq!(
            missing(line, &root.join("notebooks")),
            None,
            "it lies beside"
        );
        assert_eq!(missing(":dep own = { path = \"own\" }", &own), None);
        assert_eq!(missing("let path = \"aelib\";", &own), None);
        assert_eq!(library(Path::new("/")), None);
        fs::remove_dir_all(&root).unwrap();
    }
}
