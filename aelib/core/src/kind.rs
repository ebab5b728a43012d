//! What a file is, by its first bytes: for messages about one that is not what it should be.

use std::fs::File;
use std::io::Read;
use std::path::Path;

/// What a file is, and what to do to have what is wanted.
pub type Kind = (&'static str, &'static str);

const UNPACK: &str = "unpack it, and give what is in it";
const CONVERT: &str = "convert it first: this format is not read";
const AGAIN: &str = "fetch it again";
const PULL: &str = "fetch it with `git lfs pull`";

const GZIP: &str = "a gzip file";
const IDX: &str = "an IDX file";

/// First bytes, what they are the beginning of, and what to do.
type Start = (&'static [u8], &'static str, &'static str);

const KINDS: [Start; 26] = [
    (b"PK\x03\x04", "a ZIP archive", UNPACK),
    (b"\x1f\x8b", GZIP, UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
    (b"Rar!", "a RAR archive", UNPACK),
    (b"\xfd7zXZ", "an xz file", UNPACK),
    (b"BZh", "a bzip2 file", UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file", UNPACK),
    (b"\x93NUMPY", "a NumPy array (.npy)", CONVERT),
    (b"\x89HDF", "an HDF5 file, as Keras writes them", CONVERT),
    (b"PAR1", "a Parquet file", CONVERT),
    (b"ARROW1", "an Arrow file", CONVERT),
    (b"GGUF", "a GGUF file", CONVERT),
    (b"\x89PNG", "a PNG picture", CONVERT),
    (b"\xff\xd8\xff", "a JPEG picture", CONVERT),
    (b"GIF8", "a GIF picture", CONVERT),
    (b"%PDF", "a PDF file", CONVERT),
    (
        b"\x80\x02",
        "a Python pickle, as older PyTorch writes them",
        CONVERT,
    ),
    (b"\x80\x03", "a Python pickle", CONVERT),
    (b"\x80\x04", "a Python pickle", CONVERT),
    (b"\x80\x05", "a Python pickle", CONVERT),
    (b"\0\0\x08", IDX, CONVERT),
    (b"{", "a JSON file", CONVERT),
    (b"[", "a JSON file", CONVERT),
    (b"<", "a web page", AGAIN),
    (
        b"\xff\xfe",
        "a text in UTF-16, which PowerShell's > makes of any file",
        AGAIN,
    ),
    (
        b"version https://git-lfs",
        "a Git LFS pointer, not the file itself",
        PULL,
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
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = text.trim_ascii_start();
    let begins = |(start, ..): &&Start| bytes.starts_with(start) || text.starts_with(start);
    let known = KINDS
        .iter()
        .find(begins)
        .map(|(_, what, todo)| (*what, *todo));
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let line = lines.next().unwrap_or_default();
    let is_text = |byte: &u8| byte.is_ascii_whitespace() || (b' '..=b'~').contains(byte);
    known.or(match bytes.iter().all(is_text) {
        true if line.contains(&b',') => Some(("a table of text (CSV)", CONVERT)),
        true => Some(("a text", AGAIN)),
        false => None,
    })
}

/// What the file at `path` is; nothing where it may hold images, packed or not.
pub fn at(path: &Path) -> Option<Kind> {
    let unfinished = ["crdownload", "download", "part", "partial"];
    let end = path.extension().and_then(|end| end.to_str());
    if end.is_some_and(|end| unfinished.contains(&end)) {
        return Some(("an unfinished download", AGAIN));
    }
    let mut start = Vec::new();
    let read = File::open(path).ok()?.take(512).read_to_end(&mut start);
    let kind = read.ok().and_then(|_| of(&start));
    kind.filter(|(what, _)| ![GZIP, IDX].contains(what))
}
