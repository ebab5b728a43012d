//! Files and folders: what lies where one is looked for, and files that appear whole or not at
//! all.

use crate::{Error, Result, kind};
use flate2::bufread::MultiGzDecoder;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, ErrorKind};
use std::path::{Path, PathBuf};

/// Entries that a message names at most.
const NAMED: usize = 6;

/// Opens a file to be read.
///
/// # Errors
/// If there is no such file, with what is there instead, or it cannot be read.
pub fn open(path: &Path) -> Result<File> {
    let advice = "give the name of a file that is there";
    if path.is_dir() {
        return Err(Error::content(path, "a file", "a folder", advice));
    }
    File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Error::Missing {
            what: format!("the file {}", path.display()),
            looked_in: inventory(folder(path), 0),
            advice: advice.into(),
        },
        _ => Error::io(path)(error),
    })
}

/// The folder that a file lies in.
fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    }
}

/// The files in a folder and, so deep, in its folders, in the order of their names; without
/// those that a system hides or leaves in an archive, and those of a run that still fetches.
pub fn files(dir: &Path, depth: usize) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let seen = entries.filter(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        !name.starts_with('.') && name != "__MACOSX"
    });
    let mut paths = Vec::from_iter(seen.map(|entry| entry.path()));
    paths.sort();
    let (folders, mut files): (Vec<PathBuf>, _) = paths.into_iter().partition(|p| p.is_dir());
    if depth > 0 {
        let whole = folders
            .iter()
            .filter(|dir| dir.extension().is_none_or(|e| e != "part"));
        files.extend(whole.flat_map(|dir| self::files(dir, depth - 1)));
    }
    files
}

/// A place that was looked in, so deep, and what is there instead: for messages.
pub fn inventory(dir: &Path, depth: usize) -> String {
    let place = dir.display();
    if dir.is_file() {
        let what = kind::at(dir).map_or("a file".into(), |(what, todo)| format!("{what}: {todo}"));
        return format!("{place}, which is no folder but {what}");
    }
    let all = files(dir, depth);
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

/// The first bytes of every gzip file.
pub const GZIP: &[u8] = &[0x1f, 0x8b];

/// The bytes of a file, unpacked if it is packed; twice, where a server has packed what was
/// packed already. Also how often that was.
///
/// # Errors
/// If the source cannot be read.
pub fn unpacked<'a>(source: impl BufRead + 'a) -> io::Result<(Box<dyn BufRead + 'a>, u32)> {
    let (mut source, mut times): (Box<dyn BufRead>, _) = (Box::new(source), 0);
    while times < 2 && source.fill_buf()?.starts_with(GZIP) {
        source = Box::new(BufReader::new(MultiGzDecoder::new(source)));
        times += 1;
    }
    Ok((source, times))
}

/// Writes a file under a temporary name beside it, then renames: it appears whole or not at
/// all, also if the machine loses its power. In a browser there are no files.
///
/// # Errors
/// If the folder cannot be written.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<()> {
    #[cfg(target_family = "wasm")]
    return fs::write(path, bytes).map_err(Error::io(path));
    #[cfg(not(target_family = "wasm"))]
    {
        use std::io::Write;
        let folder = folder(path);
        let mut builder = tempfile::Builder::new();
        // Others may read it, as far as the user's umask lets them; temporary files are private.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder.tempfile_in(folder).map_err(Error::io(folder))?;
        file.write_all(bytes).map_err(Error::io(path))?;
        // Or the name could reach the disk before the content does.
        file.as_file().sync_all().map_err(Error::io(path))?;
        file.persist(path).map_err(|e| Error::io(path)(e.error))?;
        Ok(())
    }
}
