//! What is taken of a submission: its sources and its weights, into memory, and nothing
//! else. Nothing that an archive holds is ever written to a disk.

use checks::lesson_09::weights::{BYTES, FILE};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// Bytes of one source file, and of all in the crate: enough for any answer, and too little
/// to carry a network or the test digits along.
const SOURCE: usize = 100_000;
const CRATE: usize = 500_000;
/// Bytes that are kept of all files, until it is known which of them are the crate's.
const ALL: usize = 40_000_000;
/// Files and folders that are looked at.
const ENTRIES: usize = 200_000;
/// Bytes of a compressed archive that are unpacked.
const UNPACKED: u64 = 4_000_000_000;
/// Notes that are kept, and bytes of each.
const NOTES: usize = 20;
const NOTE: usize = 300;
/// Bytes of a name: files are called after it.
const NAME: usize = 200;

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

/// The name of the submission at this path, without and with its ending; `None` if it is
/// neither folder nor archive.
pub fn names(path: &Path) -> Option<[String; 2]> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    if name.starts_with('.') {
        return None;
    }
    let about = fs::symlink_metadata(path).ok()?;
    let ending = match about.is_dir() {
        true => "",
        // A pipe, say, would be waited for.
        false => ending(path).filter(|_| about.is_file())?,
    };
    let bare = &name[..name.len() - ending.len()];
    Some([bare, &name].map(|name| plain(name, NAME)))
}

/// The ending of an archive, in small letters.
fn ending(path: &Path) -> Option<&'static str> {
    let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
    ARCHIVES.into_iter().find(|ending| name.ends_with(ending))
}

/// A student's text for a terminal and a table: on one line, in the order in which it is
/// written, and not too long.
pub fn plain(text: &str, bytes: usize) -> String {
    let odd = |c: char| {
        // Marks without a width, and those that turn the direction.
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let mut plain: String = text.replace(odd, "_");
    if plain.len() > bytes {
        plain.truncate(plain.floor_char_boundary(bytes));
        plain.push('…');
    }
    plain
}

/// Reads a submission. What cannot be read is a note, never an error: a batch goes on.
pub fn read(path: &Path, name: String) -> Submission {
    let mut found = Found::default();
    let done = match File::open(path) {
        Err(error) => Err(error),
        Ok(_) if path.is_dir() => found.folder(path, Path::new("")),
        Ok(file) => match ending(path) {
            Some(".zip") => found.zip(file),
            Some(".tar") => found.tar(file),
            _ => found.tar(flate2::read::GzDecoder::new(file)),
        },
    };
    if let Err(error) = done {
        found.note(format!(
            "what follows, for it cannot be read to its end: {error}"
        ));
    }
    found.submission(name)
}

impl Found {
    /// Notes that something was left out.
    fn note(&mut self, text: String) {
        match self.notes.len() {
            0..NOTES => self.notes.push(plain(&text, NOTE)),
            NOTES => self.notes.push("more like these".into()),
            _ => {}
        }
    }

    /// Whether a file is wanted, by its name inside the submission.
    fn wants(&mut self, path: &Path) -> bool {
        self.entries += 1;
        if self.entries == ENTRIES {
            self.note(format!("what follows after {ENTRIES} files"));
        }
        if path.iter().any(aside) {
            return false;
        }
        let known = path.extension().is_some_and(|e| e == "rs") || path.ends_with(FILE);
        let plain = path
            .components()
            .all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
        if known && !plain {
            let path = path.display();
            self.note(format!("{path}: a path that leaves the submission"));
        }
        known && plain && self.entries < ENTRIES
    }

    /// Takes a file, if it is not too large.
    fn take(&mut self, path: &Path, file: impl Read) -> io::Result<()> {
        let limit = if path.ends_with(FILE) { BYTES } else { SOURCE };
        let mut bytes = Vec::new();
        file.take(limit as u64 + 1).read_to_end(&mut bytes)?;
        if bytes.len() > limit {
            self.note(format!("{}: larger than {limit} bytes", path.display()));
            return Ok(());
        }
        self.bytes += bytes.len();
        if self.bytes > ALL {
            return Err(io::Error::other(format!(
                "more than {ALL} bytes of sources"
            )));
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
            if kind.is_dir() {
                if self.entries < ENTRIES && !inside.iter().any(aside) {
                    self.entries += 1;
                    self.folder(root, &inside)?;
                }
            } else if self.wants(&inside) {
                match kind.is_file() {
                    true => self.take(&inside, File::open(root.join(&inside))?)?,
                    false => self.note(format!("{}: no plain file", inside.display())),
                }
            }
        }
        Ok(())
    }

    fn zip(&mut self, file: File) -> io::Result<()> {
        let mut archive = zip::ZipArchive::new(file).map_err(io::Error::other)?;
        for place in 0..archive.len().min(ENTRIES) {
            let entry = archive.by_index(place).map_err(io::Error::other)?;
            // Some programs write Windows' paths.
            let path = PathBuf::from(entry.name().replace('\\', "/"));
            if entry.is_dir() || !self.wants(&path) {
                continue;
            }
            match entry.is_symlink() {
                true => self.note(format!("{}: a link", path.display())),
                false => self.take(&path, entry)?,
            }
        }
        Ok(())
    }

    fn tar(&mut self, file: impl Read) -> io::Result<()> {
        let mut file = file.take(UNPACKED);
        let done = self.tar_entries(&mut file);
        match file.limit() {
            0 => Err(io::Error::other(format!("more than {UNPACKED} bytes"))),
            _ => done,
        }
    }

    fn tar_entries(&mut self, file: impl Read) -> io::Result<()> {
        for entry in tar::Archive::new(file).entries()? {
            let entry = entry?;
            let path = entry.path()?.into_owned();
            let kind = entry.header().entry_type();
            if kind.is_dir() || !self.wants(&path) {
                continue;
            }
            match kind.is_file() {
                true => self.take(&path, entry)?,
                false => self.note(format!("{}: a link", path.display())),
            }
            if self.entries >= ENTRIES {
                break;
            }
        }
        Ok(())
    }

    /// What lies in the crate `exercises`: the shortest path that ends so, else any crate.
    fn submission(mut self, name: String) -> Submission {
        let files = std::mem::take(&mut self.files);
        let crates = files.keys().filter(|path| path.ends_with("src/lib.rs"));
        let root = |path: &PathBuf| path.ancestors().nth(2).expect("two names").to_path_buf();
        let other = |root: &PathBuf| !root.ends_with("exercises");
        let root = crates
            .map(root)
            .min_by_key(|root| (other(root), root.components().count()));
        let (mut sources, mut weights) = (BTreeMap::new(), None);
        let mut bytes_left = CRATE;
        for (path, bytes) in files {
            let Some(root) = &root else { break };
            if path == root.join(FILE) {
                weights = Some(bytes);
                continue;
            }
            let Ok(inside) = path.strip_prefix(root.join("src")) else {
                continue;
            };
            let shown = format!("src/{}", inside.display());
            match String::from_utf8(bytes) {
                Err(_) => self.note(format!("{shown}: not UTF-8")),
                Ok(text) if text.len() > bytes_left => {
                    self.note(format!("{shown}: the sources have more than {CRATE} bytes"));
                }
                Ok(text) => {
                    bytes_left -= text.len();
                    sources.insert(inside.to_path_buf(), text);
                }
            }
        }
        Submission {
            name,
            sources,
            weights,
            notes: self.notes,
        }
    }
}

/// Whether a folder's files are not the student's: what cargo builds, and hidden ones.
fn aside(name: &OsStr) -> bool {
    name == "target" || name.as_encoded_bytes().starts_with(b".") && name != ".." && name != "."
}
