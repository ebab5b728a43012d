//! What is taken of a submission: its sources and its weights, into memory, and nothing
//! else. Nothing that an archive holds is ever written to a disk.

use checks::lesson_09::weights::{BYTES, FILE};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// Bytes of one source file, and of all.
const SOURCE: usize = 1_000_000;
const ALL: usize = 40_000_000;
/// Files and folders that are looked at.
const ENTRIES: usize = 20_000;
/// Bytes of a compressed archive that are unpacked.
const UNPACKED: u64 = 400_000_000;

/// What is taken of it.
#[derive(Default)]
pub struct Submission {
    /// The name of the folder, or of the archive without its ending.
    pub name: String,
    /// The text of each file below `exercises/src`.
    pub sources: BTreeMap<PathBuf, String>,
    /// `denoiser.safetensors`.
    pub weights: Option<Vec<u8>>,
    /// What was left out, and why.
    pub notes: Vec<String>,
}

/// Files as they were found, and what was left out.
#[derive(Default)]
struct Found {
    files: BTreeMap<PathBuf, Vec<u8>>,
    notes: Vec<String>,
    entries: usize,
    bytes: usize,
}

/// The endings of archives.
const ARCHIVES: [&str; 4] = [".zip", ".tar", ".tar.gz", ".tgz"];

/// The name of the submission at this path; `None` if it is neither folder nor archive.
pub fn name(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    if name.starts_with('.') {
        return None;
    }
    if fs::symlink_metadata(path).ok()?.is_dir() {
        return Some(name);
    }
    let ending = ARCHIVES.iter().find(|ending| name.ends_with(*ending))?;
    Some(name[..name.len() - ending.len()].to_string())
}

/// Reads a submission. What cannot be read is a note, never an error: a batch goes on.
pub fn read(path: &Path, name: String) -> Submission {
    let mut found = Found::default();
    let ending = path.to_string_lossy().into_owned();
    let done = match File::open(path) {
        Err(error) => Err(error),
        Ok(_) if path.is_dir() => found.folder(path, Path::new("")),
        Ok(file) if ending.ends_with(".zip") => found.zip(file),
        Ok(file) if ending.ends_with(".tar") => found.tar(file.take(UNPACKED)),
        Ok(file) => found.tar(flate2::read::GzDecoder::new(file).take(UNPACKED)),
    };
    if let Err(error) = done {
        found
            .notes
            .push(format!("cannot be read to its end: {error}"));
    }
    found.submission(name)
}

impl Found {
    /// Whether a file is wanted, by its name inside the submission.
    fn wants(&mut self, path: &Path) -> bool {
        self.entries += 1;
        if self.entries == ENTRIES {
            self.notes
                .push(format!("only the first {ENTRIES} files were looked at"));
        }
        let known = path.extension().is_some_and(|e| e == "rs") || path.ends_with(FILE);
        let plain = path
            .components()
            .all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
        if known && !plain {
            self.notes.push(format!(
                "{}: a path that leaves the submission",
                path.display()
            ));
        }
        known && plain && self.entries < ENTRIES
    }

    /// Takes a file, if it is not too large.
    fn take(&mut self, path: &Path, file: impl Read) -> io::Result<()> {
        let limit = if path.ends_with(FILE) { BYTES } else { SOURCE };
        let mut bytes = Vec::new();
        file.take(limit as u64 + 1).read_to_end(&mut bytes)?;
        self.bytes += bytes.len().min(limit);
        if bytes.len() > limit || self.bytes > ALL {
            self.notes
                .push(format!("{}: larger than {limit} bytes", path.display()));
            return Ok(());
        }
        let path = path
            .components()
            .filter(|c| matches!(c, Component::Normal(_)));
        self.files.insert(path.collect(), bytes);
        Ok(())
    }

    fn folder(&mut self, root: &Path, inside: &Path) -> io::Result<()> {
        if inside.components().count() > 16 {
            return Ok(());
        }
        for entry in fs::read_dir(root.join(inside))? {
            let (entry, inside) = entry.map(|e| (e.file_type(), inside.join(e.file_name())))?;
            let kind = entry?;
            if kind.is_dir() && !inside.ends_with("target") && self.entries < ENTRIES {
                self.folder(root, &inside)?;
            } else if self.wants(&inside) && !kind.is_dir() {
                match kind.is_file() {
                    true => self.take(&inside, File::open(root.join(&inside))?)?,
                    false => self
                        .notes
                        .push(format!("{}: no plain file", inside.display())),
                }
            }
        }
        Ok(())
    }

    fn zip(&mut self, file: File) -> io::Result<()> {
        let mut archive = zip::ZipArchive::new(file).map_err(io::Error::other)?;
        for place in 0..archive.len().min(ENTRIES) {
            let entry = archive.by_index(place).map_err(io::Error::other)?;
            let path = PathBuf::from(entry.name());
            if entry.is_dir() || !self.wants(&path) {
                continue;
            }
            match entry.is_symlink() {
                true => self.notes.push(format!("{}: a link", path.display())),
                false => self.take(&path, entry)?,
            }
        }
        Ok(())
    }

    fn tar(&mut self, file: impl Read) -> io::Result<()> {
        for entry in tar::Archive::new(file).entries()? {
            let entry = entry?;
            let path = entry.path()?.into_owned();
            let kind = entry.header().entry_type();
            if kind.is_dir() || !self.wants(&path) {
                continue;
            }
            match kind.is_file() {
                true => self.take(&path, entry)?,
                false => self.notes.push(format!("{}: a link", path.display())),
            }
            if self.entries >= ENTRIES {
                break;
            }
        }
        Ok(())
    }

    /// What lies in the crate `exercises`: the shortest path that ends so, else any crate.
    fn submission(self, name: String) -> Submission {
        let crates = self
            .files
            .keys()
            .filter(|path| path.ends_with("src/lib.rs"));
        let root = |path: &PathBuf| path.ancestors().nth(2).expect("two names").to_path_buf();
        let other = |root: &PathBuf| !root.ends_with("exercises");
        let root = crates
            .map(root)
            .min_by_key(|root| (other(root), root.components().count()));
        let mut submission = Submission {
            name,
            notes: self.notes,
            ..Submission::default()
        };
        let Some(root) = root else {
            submission.notes.push("no exercises/src/lib.rs".into());
            return submission;
        };
        for (path, bytes) in self.files {
            if path == root.join(FILE) {
                submission.weights = Some(bytes);
            } else if let Ok(inside) = path.strip_prefix(root.join("src")) {
                match String::from_utf8(bytes) {
                    Ok(text) => drop(submission.sources.insert(inside.to_path_buf(), text)),
                    Err(_) => submission
                        .notes
                        .push(format!("src/{}: not UTF-8", inside.display())),
                }
            }
        }
        submission
    }
}
