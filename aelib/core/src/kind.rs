//! What a file is, by its first bytes: for messages about one that is not what it should be.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// What a file is, and what to do to have what is wanted.
pub type Kind = (&'static str, &'static str);

const UNPACK: &str = "unpack it, and give what is in it";
const CONVERT: &str = "convert it first: this format is not read";
const AGAIN: &str = "fetch it again";

/// First bytes, and what they are the beginning of.
type Start = (&'static [u8], &'static str);

/// What to do, and for which first bytes.
const KINDS: [(&str, &[Start]); 4] = [
    (
        UNPACK,
        &[
            (b"PK\x03\x04", "a ZIP archive"),
            (b"\x1f\x8b", "a gzip file"),
            (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
            (b"Rar!", "a RAR archive"),
            (b"\xfd7zXZ", "an xz file"),
            (b"BZh", "a bzip2 file"),
            (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
        ],
    ),
    (
        CONVERT,
        &[
            (b"\x93NUMPY", "a NumPy array (.npy)"),
            (b"\x89HDF\r\n", "an HDF5 file, as Keras writes them"),
            (b"PAR1", "a Parquet file"),
            (b"ARROW1", "an Arrow file"),
            (b"GGUF", "a GGUF file"),
            (b"\x89PNG", "a PNG picture"),
            (b"\xff\xd8\xff", "a JPEG picture"),
            (b"GIF8", "a GIF picture"),
            (b"%PDF", "a PDF file"),
            (b"\x80\x02", "a Python pickle, as older PyTorch writes them"),
            (b"\x80\x03", "a Python pickle"),
            (b"\x80\x04", "a Python pickle"),
            (b"\x80\x05", "a Python pickle"),
            (b"\0\0\x08", "an IDX file"),
            (b"{", "a JSON file"),
            (b"[", "a JSON file"),
        ],
    ),
    (AGAIN, &[(b"<", "a web page")]),
    (
        "fetch it with `git lfs pull`",
        &[(
            b"version https://git-lfs",
            "a Git LFS pointer, not the file itself",
        )],
    ),
];

/// What bytes are the beginning of, where that is known.
pub fn of(bytes: &[u8]) -> Option<Kind> {
    if bytes.is_empty() {
        return Some(("an empty file", AGAIN));
    }
    if bytes.get(257..262) == Some(b"ustar") {
        return Some(("a tar archive", UNPACK));
    }
    let mut known = KINDS
        .iter()
        .flat_map(|(todo, kinds)| kinds.iter().map(move |k| (k, todo)));
    let text = bytes.trim_ascii_start();
    let begins = |start: &[u8]| bytes.starts_with(start) || text.starts_with(start);
    let known = known
        .find(|((start, _), _)| begins(start))
        .map(|((_, what), todo)| (*what, *todo));
    let line = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let table = bytes.is_ascii() && line.contains(&b',');
    known.or(table.then_some(("a table of text (CSV)", CONVERT)))
}

/// What the file at `path` is.
pub fn at(path: &Path) -> Option<Kind> {
    let mut start = Vec::new();
    let read = File::open(path).ok()?.take(512).read_to_end(&mut start);
    read.ok().and_then(|_| of(&start))
}
