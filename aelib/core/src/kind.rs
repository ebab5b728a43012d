//! What a file is, by its first bytes: for messages about one that is not what it should be.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// What a file is, and what to do to have what is wanted.
pub type Kind = (&'static str, &'static str);

const UNPACK: &str = "unpack it, and give what is in it";
const CONVERT: &str = "convert it first: this format is not read";
const AGAIN: &str = "fetch it again";

/// First bytes, or those from 257 on for a tar archive.
const KINDS: [(&[u8], Kind); 22] = [
    (b"PK\x03\x04", ("a ZIP archive", UNPACK)),
    (b"\x1f\x8b", ("a gzip file", UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", ("a 7z archive", UNPACK)),
    (b"Rar!", ("a RAR archive", UNPACK)),
    (b"\xfd7zXZ", ("an xz file", UNPACK)),
    (b"BZh", ("a bzip2 file", UNPACK)),
    (b"\x28\xb5\x2f\xfd", ("a Zstandard file", UNPACK)),
    (b"\x93NUMPY", ("a NumPy array (.npy)", CONVERT)),
    (
        b"\x89HDF\r\n",
        ("an HDF5 file, as Keras writes them", CONVERT),
    ),
    (b"PAR1", ("a Parquet file", CONVERT)),
    (b"ARROW1", ("an Arrow file", CONVERT)),
    (b"GGUF", ("a GGUF file", CONVERT)),
    (b"\x89PNG", ("a PNG picture", CONVERT)),
    (b"\xff\xd8\xff", ("a JPEG picture", CONVERT)),
    (b"GIF8", ("a GIF picture", CONVERT)),
    (b"%PDF", ("a PDF file", CONVERT)),
    (
        b"\x80\x02",
        ("a Python pickle, as older PyTorch writes them", CONVERT),
    ),
    (b"\x80\x03", ("a Python pickle", CONVERT)),
    (b"\x80\x04", ("a Python pickle", CONVERT)),
    (b"\x80\x05", ("a Python pickle", CONVERT)),
    (
        b"version https://git-lfs",
        (
            "a Git LFS pointer, not the file itself",
            "fetch it with `git lfs pull`",
        ),
    ),
    (b"\0\0\x08", ("an IDX file", CONVERT)),
];

/// What bytes are the beginning of, where that is known.
pub fn of(bytes: &[u8]) -> Option<Kind> {
    let text = bytes.trim_ascii_start();
    if bytes.is_empty() {
        return Some(("an empty file", AGAIN));
    }
    if bytes.get(257..262) == Some(b"ustar") {
        return Some(("a tar archive", UNPACK));
    }
    if text.starts_with(b"<") {
        return Some(("a web page", AGAIN));
    }
    if text.starts_with(b"{") || text.starts_with(b"[") {
        return Some(("a JSON file", CONVERT));
    }
    let known = KINDS.iter().find(|(start, _)| bytes.starts_with(start));
    known.map(|(_, kind)| *kind).or_else(|| {
        let line = bytes
            .split(|byte| *byte == b'\n')
            .next()
            .unwrap_or_default();
        let table = bytes.is_ascii() && line.contains(&b',');
        table.then_some(("a table of text (CSV)", CONVERT))
    })
}

/// What the file at `path` is.
pub fn at(path: &Path) -> Option<Kind> {
    let mut start = Vec::new();
    File::open(path)
        .ok()?
        .take(512)
        .read_to_end(&mut start)
        .ok()?;
    of(&start)
}
