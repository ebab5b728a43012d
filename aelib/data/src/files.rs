//! A file of a data set, and what it has to be.

use super::idx::Idx;
use aelib_core::file::{self, files, unpacked};
use aelib_core::{Error, Result};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Folders within folders that are looked into: torchvision's `MNIST/raw` are two.
pub(super) const DEPTH: usize = 2;

/// One file of a data set.
#[derive(Clone, Copy, Debug)]
pub struct DataFile {
    /// Its name, unpacked; packed it ends in `.gz`.
    pub name: &'static str,
    /// Bytes, unpacked.
    pub size: u64,
    /// The first bytes, unpacked: magic number and dimensions, four bytes each.
    pub header: &'static [u32],
    /// SHA-256 of the unpacked bytes, where it is known.
    pub unpacked: Option<&'static str>,
    /// SHA-256 of the original `.gz` file, where only that is known.
    pub packed: Option<&'static str>,
}

impl DataFile {
    /// Its name, plain and packed.
    pub fn names(&self) -> [String; 2] {
        [self.name.into(), format!("{}.gz", self.name)]
    }

    /// Where it lies in a folder, plain or packed.
    pub fn find(&self, dir: &Path) -> Option<PathBuf> {
        let paths = self.names().map(|name| dir.join(name));
        paths.into_iter().find(|path| path.is_file())
    }

    /// All files in a folder, and in folders in it, that may be this one: first its own name,
    /// packed or not; then whatever begins as it does, for other tools give it other names.
    pub fn candidates(&self, dir: &Path) -> Vec<PathBuf> {
        let mut found = Vec::from(self.names().map(|name| dir.join(name)));
        found.retain(|path| path.is_file());
        let others = files(dir, DEPTH).into_iter();
        let others = others.filter(|path| !found.contains(path) && self.begins(path));
        found.extend(Vec::from_iter(others));
        found
    }

    /// Whether a file begins as this one does, packed or not.
    fn begins(&self, path: &Path) -> bool {
        let short = fs::metadata(path).is_ok_and(|found| found.len() <= self.at_most());
        let start = || {
            let (source, _) = unpacked(BufReader::new(File::open(path).ok()?)).ok()?;
            let (header, mut start) = (self.start(), Vec::new());
            source
                .take(header.len() as u64)
                .read_to_end(&mut start)
                .ok()?;
            Some(start == header)
        };
        short && start() == Some(true)
    }

    /// Its first bytes, unpacked.
    fn start(&self) -> Vec<u8> {
        self.header.iter().flat_map(|n| n.to_be_bytes()).collect()
    }

    /// No file that holds it, plain or packed, has more bytes.
    pub fn at_most(&self) -> u64 {
        // What cannot be packed grows by less.
        self.size + self.size / 100 + 1024
    }

    /// Reads and verifies it; the bytes come unpacked.
    ///
    /// # Errors
    /// If `path` cannot be read or is another file; `advice` goes into the message.
    pub fn read(&self, path: &Path, advice: &str) -> Result<Vec<u8>> {
        let file = file::open(path)?;
        self.from_reader(BufReader::new(file), path, advice)
    }

    /// The same from any source; `path` is for the message.
    ///
    /// # Errors
    /// As [`DataFile::read`].
    pub fn from_reader(&self, source: impl BufRead, path: &Path, advice: &str) -> Result<Vec<u8>> {
        let idx = Idx::of_sizes(source, &self.header[1..], path, advice)?;
        let wrong = |expected: String, found| Error::content(path, expected, found, advice);
        let is_label = |byte: &&u8| self.header.len() > 2 || **byte <= 9;
        if let Some(label) = idx.bytes.iter().find(|byte| !is_label(byte)) {
            return Err(wrong(
                "labels from 0 to 9".into(),
                format!("the label {label}"),
            ));
        }
        let bytes = [self.start(), idx.bytes].concat();
        match self.unpacked {
            Some(digest) if sha256(&bytes) != digest => {
                Err(wrong(format!("SHA-256 {digest}"), sha256(&bytes)))
            }
            _ => Ok(bytes),
        }
    }

    /// Fails if this is not the original packed file, where only that one's digest is
    /// known. Its bytes unpacked may be right all the same.
    ///
    /// # Errors
    /// If `path` cannot be read or is another file.
    pub fn check_packed(&self, path: &Path) -> Result<()> {
        let Some(digest) = self.packed else {
            return Ok(());
        };
        let found = sha256(&fs::read(path).map_err(Error::io(path))?);
        if found == digest {
            return Ok(());
        }
        let (expected, advice) = (
            format!("SHA-256 {digest}"),
            "try another source with --from",
        );
        Err(Error::content(path, expected, found, advice))
    }
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
