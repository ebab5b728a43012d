//! A file of a data set, and what it has to be.

use super::seek;
use aelib_core::{Error, Result, kind};
use flate2::bufread::MultiGzDecoder;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

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

    /// All files in a folder that may be this one, by their names, the nearest first.
    pub fn candidates(&self, dir: &Path) -> Vec<PathBuf> {
        seek::candidates(self, dir)
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
        let file = File::open(path).map_err(Error::io(path))?;
        self.from_reader(BufReader::new(file), path, advice)
    }

    /// The same from any source; `path` is for the message.
    ///
    /// # Errors
    /// As [`DataFile::read`].
    pub fn from_reader(&self, source: impl BufRead, path: &Path, advice: &str) -> Result<Vec<u8>> {
        self.check(source)
            .map_err(|(expected, found)| Error::Content {
                path: path.into(),
                expected,
                found,
                advice: advice.into(),
            })
    }

    /// The unpacked bytes, or what was expected and what was found.
    fn check(&self, mut source: impl BufRead) -> Result<Vec<u8>, (String, String)> {
        let size = self.size;
        let mut bytes = Vec::new();
        let start = source
            .fill_buf()
            .map_err(|e| (format!("{size} bytes"), e.to_string()))?;
        // One byte more than expected is enough to know that a file is too long.
        let outcome = match start.starts_with(aelib_core::idx::GZIP) {
            true => MultiGzDecoder::new(source)
                .take(size + 1)
                .read_to_end(&mut bytes),
            false => source.take(size + 1).read_to_end(&mut bytes),
        };
        outcome.map_err(|e| {
            (
                format!("{size} bytes"),
                format!("{} and then {e}", bytes.len()),
            )
        })?;
        // An IDX file begins with zeros, as no other format does.
        if !bytes.starts_with(&[0])
            && let Some((what, todo)) = kind::of(&bytes)
        {
            let expected = format!("an IDX file of {size} bytes, plain or .gz");
            return Err((expected, format!("{what} ({todo})")));
        }
        let magic = self.header[0];
        if let Some(start) = bytes.first_chunk() {
            let found = u32::from_be_bytes(*start);
            if found != magic {
                let expected = format!("an IDX file with magic number {magic}");
                return Err((expected, found.to_string()));
            }
        }
        if bytes.len() as u64 != size {
            let found = match bytes.len() as u64 > size {
                true => "more".into(),
                false => bytes.len().to_string(),
            };
            return Err((format!("{size} bytes"), found));
        }
        let header: Vec<u8> = self.header.iter().flat_map(|n| n.to_be_bytes()).collect();
        if !bytes.starts_with(&header) {
            let expected = format!("the dimensions {:?}", &self.header[1..]);
            return Err((
                expected,
                format!("the first bytes {:?}", &bytes[..header.len()]),
            ));
        }
        let labels = if self.header.len() == 2 {
            &bytes[8..]
        } else {
            &[]
        };
        if let Some(label) = labels.iter().find(|label| **label > 9) {
            return Err(("labels from 0 to 9".into(), format!("the label {label}")));
        }
        match self.unpacked {
            Some(digest) if sha256(&bytes) != digest => {
                Err((format!("SHA-256 {digest}"), sha256(&bytes)))
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
        Err(Error::Content {
            path: path.into(),
            expected: format!("SHA-256 {digest}"),
            found,
            advice: "try another source with --from".into(),
        })
    }
}

fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
