//! Folders of text files, read and written whole.

use crate::failure::Result;
use aelib::Error;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The text of each file, under its path inside the folder.
pub type Tree = BTreeMap<PathBuf, String>;

/// All files below `folder`; none if it does not exist.
pub fn read(folder: &Path) -> Result<Tree> {
    let mut files = Tree::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(here) = folders.pop() {
        if !here.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&here).map_err(Error::io(&here))? {
            let path = entry.map_err(Error::io(&here))?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).map_err(Error::io(&path))?;
            let inside = path.strip_prefix(folder).expect("it was found in there");
            files.insert(inside.to_path_buf(), text);
        }
    }
    Ok(files)
}

/// Writes the whole file or, if anything fails, leaves the old one as it is.
pub fn write(path: &Path, text: &str) -> Result<()> {
    make_parent(path)?;
    // Beside the file, so that the renaming stays within one file system.
    let unfinished = path.with_extension("unfinished");
    fs::write(&unfinished, text).map_err(Error::io(&unfinished))?;
    fs::rename(&unfinished, path).map_err(Error::io(path))?;
    Ok(())
}

/// Copies one file; the new folder is made.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    make_parent(to)?;
    fs::copy(from, to).map_err(Error::io(to))?;
    Ok(())
}

/// Removes one file.
pub fn remove(path: &Path) -> Result<()> {
    fs::remove_file(path).map_err(Error::io(path))?;
    Ok(())
}

fn make_parent(path: &Path) -> Result<()> {
    let parent = path.parent().expect("a file has a folder");
    fs::create_dir_all(parent).map_err(Error::io(parent))?;
    Ok(())
}
