//! Checks the four MNIST files before anything reads them.

use crate::{Error, Result};
use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};
use std::fs;
use std::io::Read;
use std::path::Path;
use tempfile::TempDir;

/// Name, bytes when unpacked, and SHA-256 of each file.
const FILES: [(&str, u64, &str); 4] = [
    (
        "train-images-idx3-ubyte",
        47_040_016,
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ),
    (
        "train-labels-idx1-ubyte",
        60_008,
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
    (
        "t10k-images-idx3-ubyte",
        7_840_016,
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ),
    (
        "t10k-labels-idx1-ubyte",
        10_008,
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
];

const ADVICE: &str = "put MNIST's four original files there (plain or .gz)";

/// A private folder with verified, unpacked copies of MNIST's files. It goes when the
/// value is dropped.
///
/// # Errors
/// The first file that is missing, cannot be read, or is not MNIST's.
pub fn unpack(dir: &Path) -> Result<TempDir> {
    let copies = TempDir::new().map_err(Error::io(std::env::temp_dir()))?;
    for (name, size, digest) in FILES {
        let bytes = read(dir, name, size, digest)?;
        let copy = copies.path().join(name);
        fs::write(&copy, bytes).map_err(Error::io(copy))?;
    }
    Ok(copies)
}

fn read(dir: &Path, name: &str, size: u64, digest: &str) -> Result<Vec<u8>> {
    let (plain, packed) = (dir.join(name), dir.join(format!("{name}.gz")));
    let path = [plain, packed].into_iter().find(|path| path.exists());
    let path = path.ok_or_else(|| Error::Missing {
        what: format!("MNIST's file {name} or {name}.gz"),
        looked_in: dir.display().to_string(),
        advice: ADVICE.into(),
    })?;
    let file = fs::File::open(&path).map_err(Error::io(&path))?;
    let wrong = |expected: String, found: String| Error::Content {
        path: path.clone(),
        expected,
        found,
        advice: ADVICE.into(),
    };
    let mut bytes = Vec::new();
    // One byte more than expected is enough to know that a file is too long.
    let outcome = if path.extension().is_some_and(|e| e == "gz") {
        GzDecoder::new(file).take(size + 1).read_to_end(&mut bytes)
    } else {
        file.take(size + 1).read_to_end(&mut bytes)
    };
    outcome.map_err(|e| {
        wrong(
            format!("{size} bytes"),
            format!("{} and then {e}", bytes.len()),
        )
    })?;
    let magic = if name.contains("images") { 2051 } else { 2049 };
    match bytes.first_chunk::<4>().map(|b| u32::from_be_bytes(*b)) {
        Some(found) if found != magic => {
            return Err(wrong(
                format!("an IDX file with magic number {magic}"),
                found.to_string(),
            ));
        }
        _ => {}
    }
    if bytes.len() as u64 != size {
        let found = if bytes.len() as u64 > size {
            "more".into()
        } else {
            format!("{}", bytes.len())
        };
        return Err(wrong(format!("{size} bytes"), found));
    }
    let found: String = Sha256::digest(&bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    if found != digest {
        return Err(wrong(format!("SHA-256 {digest}"), found));
    }
    Ok(bytes)
}
