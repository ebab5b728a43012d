//! Reads archives, in a process of its own with little memory and time: whatever an archive
//! does to its reader, the grader goes on. Nothing that it holds is written to a disk.

use super::submission::{ALL, kind, wanted};
use checks::lesson_09::weights::BYTES;
use serde::{Deserialize, Serialize};
use setup::failure::{Failure, Result};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, Write};
use std::os::fd::AsFd;

/// Bytes of one source file that are read: it is looked at later whether it is too large.
pub const SOURCE: usize = 100_000;
/// Files and folders that are looked at.
const ENTRIES: usize = 200_000;
/// Bytes that are read of all files, and that come out of a compressed stream.
const READ: u64 = 300_000_000;
const STREAM: u64 = 8_000_000_000;
/// Bytes of a name inside an archive.
const NAME: u64 = 4_096;
/// Archives in archives, as learning platforms make them.
const DEPTH: usize = 3;

/// What a reader has found: files by their names inside, and what it has left out.
#[derive(Default, Serialize, Deserialize)]
pub struct Found {
    /// The contents of each file that may be wanted.
    pub files: BTreeMap<String, Vec<u8>>,
    /// What was left out, and why.
    pub notes: Vec<String>,
    /// Why it could not be read to its end.
    pub broken: Option<String>,
    entries: usize,
    bytes: u64,
}

/// Reads one archive for the grader
#[derive(clap::Args)]
pub struct Args {
    /// Its name, of which the ending counts
    name: String,
}

/// Runs the hidden command `grade-unpack`: an archive on standard input, [`Found`] on
/// standard output.
///
/// # Errors
/// If standard input cannot be read: an archive that is wrong is no error.
pub fn run(args: Args) -> Result<()> {
    let input = io::stdin().as_fd().try_clone_to_owned();
    let input = File::from(input.map_err(Failure::file("standard input"))?);
    let mut found = Found::default();
    if let Err(error) = found.archive("", &args.name, input, 0) {
        found.broken = Some(error.to_string());
    }
    let bytes = postcard::to_stdvec(&found).expect("text and bytes");
    let written = io::stdout().write_all(&bytes);
    written.map_err(Failure::file("standard output"))
}

impl Found {
    fn archive(
        &mut self,
        folder: &str,
        name: &str,
        file: impl Read + Seek,
        depth: usize,
    ) -> io::Result<()> {
        match kind(name) {
            Some(".zip") => self.zip(folder, file, depth),
            Some(".tar") => self.tar(folder, file, depth),
            Some(_) => self.tar(folder, flate2::read::MultiGzDecoder::new(file), depth),
            None => Err(io::Error::other("no archive")),
        }
    }

    /// Whether a file is looked into.
    fn wants(&mut self, path: &str) -> io::Result<bool> {
        self.entries += 1;
        if self.entries > ENTRIES {
            return Err(io::Error::other(format!("more than {ENTRIES} files")));
        }
        let path = path.trim_start_matches("./");
        let climbs = path.starts_with('/') || path.split('/').any(|name| name == "..");
        if wanted(path) && climbs {
            self.notes
                .push(format!("{path}: a path that leaves the submission"));
        }
        Ok(wanted(path) && !climbs)
    }

    /// Takes a file, if it is not too large; an archive is opened.
    fn take(&mut self, folder: &str, path: &str, file: impl Read, depth: usize) -> io::Result<()> {
        let archive = kind(path).is_some();
        let limit = match path.ends_with(".rs") {
            true => SOURCE,
            false if archive => ALL,
            false => BYTES,
        };
        let mut bytes = Vec::new();
        let read = file.take(limit as u64 + 1).read_to_end(&mut bytes);
        self.bytes += bytes.len() as u64;
        if self.bytes > READ {
            return Err(io::Error::other(format!(
                "more than {READ} bytes in its files"
            )));
        }
        let path = format!("{folder}{}", path.trim_start_matches("./"));
        match read {
            Err(error) => self.notes.push(format!("{path}: {error}")),
            Ok(_) if bytes.len() > limit => {
                self.notes
                    .push(format!("{path}: larger than {limit} bytes"));
            }
            Ok(_) if archive && depth + 1 < DEPTH => {
                let inside = format!("{path}/");
                if let Err(error) = self.archive(&inside, &path, Cursor::new(bytes), depth + 1) {
                    self.broken = Some(format!("{path}: {error}"));
                }
            }
            Ok(_) if archive => self.notes.push(format!("{path}: an archive in an archive")),
            Ok(_) => drop(self.files.insert(path, bytes)),
        }
        Ok(())
    }

    fn zip(&mut self, folder: &str, file: impl Read + Seek, depth: usize) -> io::Result<()> {
        let mut archive = zip::ZipArchive::new(file).map_err(io::Error::other)?;
        let mut names = Vec::new();
        let mut places = Vec::new();
        for place in 0..archive.len() {
            let entry = archive.by_index_raw(place).map_err(io::Error::other)?;
            let start = entry.data_start().unwrap_or(entry.header_start());
            places.push([entry.header_start(), start + entry.compressed_size()]);
            // Some programs write Windows' paths.
            let path = entry.name().replace('\\', "/");
            if entry.is_dir() || !self.wants(&path)? {
                continue;
            }
            match entry.is_symlink() {
                true => self.notes.push(format!("{path}: a link")),
                false => names.push((place, path)),
            }
        }
        // A short stream that serves many entries would be unpacked for each of them.
        places.sort_unstable();
        if places.windows(2).any(|two| two[1][0] < two[0][1]) {
            return Err(io::Error::other("its files lie over each other"));
        }
        for (place, path) in names {
            match archive.by_index(place) {
                Ok(entry) => self.take(folder, &path, entry, depth)?,
                // Of a kind that is not known here: the others are read.
                Err(error) => self.notes.push(format!("{path}: {error}")),
            }
        }
        Ok(())
    }

    fn tar(&mut self, folder: &str, file: impl Read, depth: usize) -> io::Result<()> {
        let mut archive = tar::Archive::new(file.take(STREAM));
        let mut long = None;
        // Raw: the names come from entries of their own, which may be of any size.
        for entry in archive.entries()?.raw(true) {
            let mut entry = entry?;
            let kind = entry.header().entry_type();
            if kind.is_gnu_longname() || kind.is_pax_local_extensions() {
                let mut bytes = Vec::new();
                entry.by_ref().take(NAME + 1).read_to_end(&mut bytes)?;
                if bytes.len() as u64 > NAME {
                    return Err(io::Error::other(format!(
                        "a name of more than {NAME} bytes"
                    )));
                }
                if kind.is_gnu_longname() {
                    let name = String::from_utf8_lossy(&bytes);
                    long = Some(name.trim_end_matches('\0').to_string());
                    continue;
                }
                let extensions = tar::PaxExtensions::new(&bytes).flatten();
                let name = extensions.filter(|e| e.key() == Ok("path")).last();
                let name = name.map(|e| String::from_utf8_lossy(e.value_bytes()).into_owned());
                long = name.or(long);
                continue;
            }
            let own = entry.path_bytes();
            let own = long
                .take()
                .unwrap_or_else(|| String::from_utf8_lossy(&own).into_owned());
            let link = kind.is_symlink() || kind.is_hard_link();
            if !(kind.is_file() || link) || !self.wants(&own)? {
                continue;
            }
            match link {
                true => self.notes.push(format!("{own}: a link")),
                false => self.take(folder, &own, entry, depth)?,
            }
        }
        match archive.into_inner().limit() {
            0 => Err(io::Error::other(format!("more than {STREAM} bytes"))),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "/etc/shadow";

    fn found(name: &str, bytes: Vec<u8>) -> Found {
        let mut found = Found::default();
        let read = found.archive("", name, Cursor::new(bytes), 0);
        read.unwrap();
        found
    }

    #[test]
    fn a_link_is_left_out_and_told() {
        let options = zip::write::SimpleFileOptions::default();
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.add_symlink("src/link.rs", SECRET, options).unwrap();
        zip.start_file("src/lib.rs", options).unwrap();
        zip.write_all(b"// mine").unwrap();
        let zip = zip.finish().unwrap().into_inner();

        let mut tar = tar::Builder::new(Vec::new());
        for (name, kind) in [
            ("src/link.rs", tar::EntryType::Symlink),
            ("src/hard.rs", tar::EntryType::Link),
        ] {
            let mut header = tar::Header::new_gnu();
            header.set_entry_type(kind);
            header.set_size(0);
            tar.append_link(&mut header, name, SECRET).unwrap();
        }
        let mut header = tar::Header::new_gnu();
        header.set_size(7);
        tar.append_data(&mut header, "src/lib.rs", &b"// mine"[..])
            .unwrap();
        let tar = tar.into_inner().unwrap();

        for (name, bytes, links) in [("a.zip", zip, 1), ("a.tar", tar, 2)] {
            let found = found(name, bytes);
            let files = Vec::from_iter(found.files.keys());
            assert_eq!(files, ["src/lib.rs"], "{name}");
            let told = found.notes.iter().filter(|note| note.ends_with(": a link"));
            assert_eq!(told.count(), links, "{name}: {:?}", found.notes);
        }
    }
}
