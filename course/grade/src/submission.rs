//! What is taken of a submission: its sources and its weights, into memory, and nothing
//! else.

use super::archive::{Found, SOURCE};
use super::roster::order;
use super::sandbox::{Sandbox, Shut};
use super::watch::Watched;
use checks::lesson_09::weights::{BYTES, FILE};
use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

/// Bytes of all sources: enough for any answer, and too little to carry many digits along.
const CRATE: usize = 500_000;
/// Bytes that are kept of a submission, until it is known which of its files are wanted.
pub const ALL: usize = 100_000_000;
/// Files and folders that are looked at.
const ENTRIES: usize = 200_000;
/// Folders in folders that are looked into.
const DEPTH: usize = 50;
/// For reading one archive, by the clock, and seconds of computing.
const UNPACK: Duration = Duration::from_secs(120);
const COMPUTING: &str = "30";
/// Bytes of memory for that.
const MEMORY: &str = "1200000000";
/// Notes that are kept, and bytes of each.
const NOTES: usize = 20;
const NOTE: usize = 300;

/// What is taken of it.
#[derive(Default)]
pub struct Submission {
    /// What its row is called.
    pub name: String,
    /// The text of each file below `exercises/src`.
    pub sources: BTreeMap<PathBuf, String>,
    /// `denoiser.safetensors`.
    pub weights: Option<Vec<u8>>,
    /// What was left out, and why.
    pub notes: Vec<String>,
    /// Why it cannot be graded as it is.
    pub unreadable: Option<String>,
}

/// The endings of archives that are read.
const ARCHIVES: [&str; 4] = [".zip", ".tar", ".tar.gz", ".tgz"];
/// Those that are known for archives, and not read.
const OTHERS: [&str; 7] = [".7z", ".rar", ".xz", ".txz", ".gz", ".bz2", ".zst"];

/// The ending of an archive that can be read, in small letters.
pub fn kind(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    ARCHIVES.into_iter().find(|ending| name.ends_with(ending))
}

/// Whether a file is looked into, by its name inside the submission: not what cargo builds,
/// and nothing hidden.
pub fn wanted(path: &str) -> bool {
    let aside = |name: &str| {
        let hidden = name.starts_with('.') && name != "." && name != "..";
        hidden || name == "target" || name == "__MACOSX"
    };
    let name = path.rsplit('/').next().unwrap_or(path);
    let weights = name.starts_with("denoiser") && name.ends_with(".safetensors");
    let known = name.ends_with(".rs") || weights || kind(name).is_some() || unknown(name);
    known && !path.split('/').any(aside)
}

fn unknown(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    kind(&name).is_none() && OTHERS.iter().any(|ending| name.ends_with(ending))
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

/// Reads a submission: files, folders and archives, by what they are called in it. What
/// cannot be read is a note, never an error: a batch goes on.
pub fn read(
    name: &str,
    parts: &[(String, PathBuf)],
    clean: &BTreeMap<PathBuf, String>,
    sandbox: &Sandbox,
) -> Submission {
    let mut reading = Reading {
        found: Found::default(),
        sandbox,
        entries: 0,
        bytes: 0,
    };
    for (inside, path) in parts {
        if let Err(error) = reading.part(path, inside, true) {
            let broken = format!("{inside}: {error}");
            reading.found.broken.get_or_insert(broken);
        }
    }
    submission(name, reading.found, clean)
}

struct Reading<'a> {
    found: Found,
    sandbox: &'a Sandbox,
    entries: usize,
    bytes: usize,
}

impl Reading<'_> {
    /// A file or a folder; whether it was handed in by itself, so that a word is due.
    fn part(&mut self, path: &Path, inside: &str, itself: bool) -> io::Result<()> {
        self.entries += 1;
        if self.entries > ENTRIES {
            return Err(io::Error::other(format!("more than {ENTRIES} files")));
        }
        let about = fs::symlink_metadata(path)?;
        if about.is_dir() && inside.matches('/').count() >= DEPTH {
            let note = format!("folders more than {DEPTH} deep: {inside}");
            self.found.notes.push(note);
            return Ok(());
        }
        if about.is_dir() {
            if itself || wanted(&format!("{inside}/a.rs")) {
                let mut entries: Vec<_> = fs::read_dir(path)?.collect::<io::Result<_>>()?;
                entries.sort_by_key(fs::DirEntry::file_name);
                for entry in entries {
                    let name = entry.file_name().to_string_lossy().into_owned();
                    self.part(&entry.path(), &format!("{inside}/{name}"), false)?;
                }
            }
            return Ok(());
        }
        if !wanted(inside) {
            if itself {
                self.found
                    .notes
                    .push(format!("{inside}: no source, and no archive"));
            }
            return Ok(());
        }
        // A pipe, say, would be waited for, and a link leads anywhere.
        if !about.is_file() {
            self.found.notes.push(format!("{inside}: no plain file"));
            return Ok(());
        }
        if kind(inside).is_some() {
            return self.unpack(File::open(path)?, inside);
        }
        let limit = if inside.ends_with(".rs") {
            SOURCE
        } else {
            BYTES
        };
        let mut bytes = Vec::new();
        if !unknown(inside) {
            File::open(path)?
                .take(limit as u64 + 1)
                .read_to_end(&mut bytes)?;
        }
        self.bytes += bytes.len();
        if self.bytes > ALL {
            return Err(io::Error::other(format!("more than {ALL} bytes")));
        }
        match bytes.len() > limit {
            true => self
                .found
                .notes
                .push(format!("{inside}: larger than {limit} bytes")),
            false => drop(self.found.files.insert(inside.into(), bytes)),
        }
        Ok(())
    }

    /// Has an archive read by another process.
    fn unpack(&mut self, archive: File, inside: &str) -> io::Result<()> {
        let mut view = self.sandbox.view();
        let reader = view.show(&std::env::current_exe()?, "/reader");
        let mut program = Vec::new();
        if !matches!(self.sandbox, Sandbox::Trust) {
            program.extend([
                "prlimit".into(),
                format!("--as={MEMORY}"),
                format!("--cpu={COMPUTING}"),
            ]);
        }
        program.extend([reader, "grade-unpack".into(), plain(inside, 200)]);
        let program: Vec<_> = program.into_iter().map(Into::into).collect();
        let Shut { mut command, group } = self.sandbox.command(view, &program);
        command
            .stdin(archive)
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn()?;
        let mut stdout = child.stdout.take().expect("it was asked for");
        let watched = Watched::new(child, group, Some(Instant::now() + UNPACK));
        let mut bytes = Vec::new();
        stdout
            .by_ref()
            .take(4 * ALL as u64)
            .read_to_end(&mut bytes)?;
        drop(stdout);
        let found = match watched.status() {
            Some(0) => postcard::from_bytes::<Found>(&bytes).ok(),
            _ => None,
        };
        let Some(found) = found else {
            let why = watched
                .reason()
                .unwrap_or("it takes too much time or memory");
            return Err(io::Error::other(why));
        };
        self.found.notes.extend(found.notes);
        let prefix = |path: String| format!("{inside}/{path}");
        let files = found
            .files
            .into_iter()
            .map(|(path, bytes)| (prefix(path), bytes));
        self.found.files.extend(files);
        found
            .broken
            .map_or(Ok(()), |broken| Err(io::Error::other(broken)))
    }
}

/// What lies in the crate `exercises`, wherever that is; else the exercises that are there.
fn submission(name: &str, found: Found, clean: &BTreeMap<PathBuf, String>) -> Submission {
    let mut notes = found.notes;
    let mut files = BTreeMap::new();
    for (path, bytes) in found.files {
        if unknown(&path) {
            notes.push(format!(
                "{path}: of archives .zip, .tar and .tar.gz are read: unpack it"
            ));
            continue;
        }
        let path = path.split('/').map(Path::new).flat_map(Path::components);
        let path = path.filter(|part| matches!(part, Component::Normal(_)));
        files.insert(path.collect::<PathBuf>(), bytes);
    }
    let roots = roots(&files, clean);
    let root = roots.first();
    notes.extend(rivals(&roots));
    let mut chosen: BTreeMap<PathBuf, (&PathBuf, &[u8])> = BTreeMap::new();
    let mut weights = None;
    let mut odd = Vec::new();
    for (path, bytes) in &files {
        let inside = root.and_then(|root| path.strip_prefix(root).ok());
        let module = path.file_stem().unwrap_or_default().to_string_lossy();
        let module = module.chars().all(|c| c.is_alphanumeric() || c == '_');
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        if file.ends_with(".safetensors") {
            // That of the crate comes first.
            let home = root.and_then(|root| root.parent());
            if weights.is_none() || home.is_some_and(|home| *path == home.join(FILE)) {
                weights = Some(bytes.clone());
            }
        } else if let Some(inside) = inside.filter(|_| module) {
            chosen.insert(inside.to_path_buf(), (path, bytes));
        } else {
            odd.push((path, bytes));
        }
    }
    // Single files, and whatever fills a gap; of several the last comes first.
    odd.sort_by_key(|(path, _)| Reverse(order(path)));
    for (path, bytes) in odd {
        let below = |root: &PathBuf| !root.as_os_str().is_empty() && path.starts_with(root);
        let of_the_course = path.iter().rev().skip(1).any(|part| part == "src");
        let elsewhere = of_the_course && !root.is_some_and(below);
        let name = path.display();
        match by_name(path, clean) {
            _ if elsewhere || roots.iter().skip(1).any(below) => {}
            None if root.is_none() => notes.push(format!("{name}: no exercise")),
            None => {}
            Some(place) => match chosen.entry(place) {
                Entry::Vacant(gap) => drop(gap.insert((path, bytes))),
                Entry::Occupied(taken) if taken.get().1 == bytes => {}
                Entry::Occupied(taken) => {
                    let taken = taken.get().0.display();
                    notes.push(format!("{name} does not count: {taken} does"));
                }
            },
        }
    }
    let mut sources = BTreeMap::new();
    let mut left = CRATE;
    for (inside, (path, bytes)) in chosen {
        let (text, encoding) = decoded(bytes);
        if let Some(encoding) = encoding {
            notes.push(format!("{}: read as {encoding}", path.display()));
        }
        match left.checked_sub(text.len()) {
            Some(rest) => {
                left = rest;
                sources.insert(inside, text);
            }
            None => {
                let path = path.display();
                notes.push(format!("{path}: the sources have more than {CRATE} bytes"));
            }
        }
    }
    let unreadable = match (found.broken, sources.is_empty() && weights.is_none()) {
        (Some(broken), _) => Some(format!("it cannot be read to its end: {broken}")),
        (None, true) if notes.is_empty() => Some("there is no exercise in it".into()),
        (None, true) => Some(format!("there is no exercise in it: {}", notes.join("; "))),
        (None, false) => None,
    };
    let more = notes.len().saturating_sub(NOTES);
    let mut notes: Vec<String> = notes
        .iter()
        .take(NOTES)
        .map(|note| plain(note, NOTE))
        .collect();
    if more > 0 {
        notes.push(format!("{more} more like these"));
    }
    Submission {
        name: name.into(),
        sources,
        weights,
        notes,
        unreadable,
    }
}

/// The folders of sources below which exercises lie, with or without a `src` around them: first
/// the one that counts, which has the most, or of several the last by its name.
fn roots(files: &BTreeMap<PathBuf, Vec<u8>>, clean: &BTreeMap<PathBuf, String>) -> Vec<PathBuf> {
    let mut roots: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for path in files.keys() {
        let places = clean.keys().filter(|place| place.components().count() > 1);
        let place = places.into_iter().find(|place| path.ends_with(place));
        let lib = Path::new("src/lib.rs");
        let depth = match place {
            Some(place) => place.components().count(),
            None if path.ends_with(lib) => 1,
            None => continue,
        };
        let root = path.ancestors().nth(depth).expect("it ends so");
        *roots.entry(root.to_path_buf()).or_default() += 1;
    }
    let mut roots = Vec::from_iter(roots);
    roots.sort_by_cached_key(|(root, number)| {
        let depth = Reverse(root.components().count());
        let exact = root.ends_with("exercises/src");
        Reverse((exact, in_exercises(root), *number, depth, order(root)))
    });
    roots.into_iter().map(|(root, _)| root).collect()
}

fn in_exercises(root: &Path) -> bool {
    let parent = root.parent();
    parent.is_some_and(|parent| parent.ends_with("exercises"))
}

/// What is said where exercises lie in several folders. A copy of the whole course has some that
/// are not the student's, and of single files each is told by itself.
fn rivals(roots: &[PathBuf]) -> Option<String> {
    let (first, others) = roots.split_first()?;
    let rival = |other: &&PathBuf| {
        let of_the_course = other.iter().any(|part| part == "src") && !in_exercises(other);
        !(in_exercises(first) && of_the_course || other.as_os_str().is_empty())
    };
    let name = |root: &PathBuf| match root.to_string_lossy() {
        root if root.is_empty() => "the outermost".to_string(),
        root => root.into_owned(),
    };
    let others = Vec::from_iter(others.iter().filter(rival).map(name));
    let words = format!(
        "exercises lie in several folders: {} counts, {} does not",
        name(first),
        others.join(" and ")
    );
    (!others.is_empty()).then_some(words)
}

/// The exercise that a single file is called after, if only one is.
fn by_name(path: &Path, clean: &BTreeMap<PathBuf, String>) -> Option<PathBuf> {
    let stem = path.file_stem()?.to_string_lossy();
    // As browsers and learning platforms name the second of two: `sizes-1`, `sizes (1)`.
    let end = stem.trim_end_matches(|c: char| c.is_ascii_digit() || "()- ".contains(c));
    let places = clean.keys().filter(|place| {
        let name = place.file_stem().unwrap_or_default();
        name != "mod" && name != "lib" && (name == &*stem || name == end)
    });
    let places: BTreeSet<_> = places.collect();
    (places.len() == 1).then(|| (*places.first().expect("one")).clone())
}

/// A source as text, and as what it was read, if that is not UTF-8.
fn decoded(bytes: &[u8]) -> (String, Option<&'static str>) {
    let zeros = |odd: usize| {
        bytes
            .iter()
            .skip(odd)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    let many = |zeros: usize| zeros * 3 > bytes.len() && bytes.len() > 3;
    let units = |from: fn([u8; 2]) -> u16| {
        let units = bytes.as_chunks().0.iter().map(|pair| from(*pair));
        let text = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
        let text: String = text.collect();
        (
            text.trim_start_matches('\u{feff}').to_string(),
            Some("UTF-16"),
        )
    };
    match (bytes, std::str::from_utf8(bytes)) {
        ([0xff, 0xfe, ..], _) => units(u16::from_le_bytes),
        ([0xfe, 0xff, ..], _) => units(u16::from_be_bytes),
        _ if many(zeros(1)) => units(u16::from_le_bytes),
        _ if many(zeros(0)) => units(u16::from_be_bytes),
        (_, Ok(text)) => (text.to_string(), None),
        (_, Err(_)) => (
            bytes.iter().map(|byte| char::from(*byte)).collect(),
            Some("Latin-1"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(files: &[&str]) -> Submission {
        let mut found = Found::default();
        for path in files {
            found.files.insert((*path).into(), path.as_bytes().to_vec());
        }
        let clean = [
            "lib.rs",
            "lesson_03/mod.rs",
            "lesson_03/sizes.rs",
            "lesson_03/by_hand.rs",
        ];
        let clean = clean.map(|path| (PathBuf::from(path), String::new()));
        submission("anna", found, &clean.into())
    }

    #[test]
    fn exercises_are_found_wherever_they_lie() {
        let sizes = PathBuf::from("lesson_03/sizes.rs");
        for path in [
            "anna/exercises.zip/exercises/src/lesson_03/sizes.rs",
            "src/lesson_03/sizes.rs",
            "lesson_03/sizes.rs",
            "sizes.rs",
            "sizes (2).rs",
            "sizes-1.rs",
        ] {
            let taken = taken(&[path]);
            assert_eq!(taken.sources[&sizes], path);
            assert!(
                taken.unreadable.is_none() && taken.notes.is_empty(),
                "{path}"
            );
        }
        let all = taken(&[
            "autoencoders/aelib/src/lib.rs",
            "autoencoders/checks/src/lesson_03/mod.rs",
            "autoencoders/checks/src/lesson_03/sizes.rs",
            "autoencoders/checks/src/lesson_03/by_hand.rs",
            "autoencoders/exercises/src/lesson_03/sizes.rs",
            "autoencoders/exercises/src/helper.rs",
        ]);
        assert_eq!(all.sources.len(), 2, "{:?}", all.sources);
        assert!(all.sources[&sizes].contains("exercises") && all.notes.is_empty());
        assert!(
            taken(&["thesis.rs"])
                .unreadable
                .unwrap()
                .contains("thesis.rs: no exercise")
        );
    }

    /// The one that counts comes first.
    #[test]
    fn of_several_copies_one_counts_and_that_is_said() {
        for [counts, other] in [
            [
                "a2.zip/exercises/src/lesson_03/sizes.rs",
                "a1.zip/exercises/src/lesson_03/sizes.rs",
            ],
            [
                "a10.zip/src/lesson_03/sizes.rs",
                "a9.zip/src/lesson_03/sizes.rs",
            ],
            ["a-1.zip/lesson_03/sizes.rs", "a.zip/lesson_03/sizes.rs"],
            [
                "exercises/src/lesson_03/sizes.rs",
                "exercises/src_old/lesson_03/sizes.rs",
            ],
            ["exercises/src/lesson_03/sizes.rs", "lesson_03/sizes.rs"],
            ["lesson_03/sizes.rs", "sizes (3).rs"],
            ["sizes-10.rs", "sizes-9.rs"],
            ["sizes (1).rs", "sizes.rs"],
        ] {
            let taken = taken(&[other, counts]);
            assert_eq!(taken.sources[Path::new("lesson_03/sizes.rs")], counts);
            let [note] = &taken.notes[..] else {
                panic!("{counts}: {:?}", taken.notes)
            };
            let folder = |file: &str| {
                file.trim_end_matches("lesson_03/sizes.rs")
                    .trim_end_matches('/')
                    .to_string()
            };
            assert!(
                note.contains(&folder(counts)) && note.contains(&folder(other)),
                "{note}"
            );
        }
    }

    #[test]
    fn a_source_is_text_in_whatever_code_an_editor_has_written_it() {
        let text = "// größer\nfn a() {}";
        let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = [&[0xff, 0xfe], &little[..]].concat();
        for bytes in [text.as_bytes(), &latin, &little, &big, &marked] {
            assert_eq!(decoded(bytes).0, text);
        }
    }
}
