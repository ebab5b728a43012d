//! IDX files: MNIST's format, and a simple one for data of your own.
//!
//! Two bytes 0, one byte for the type of the numbers (8: bytes), one for the number of
//! dimensions, then each dimension as four bytes, the highest first, then the numbers.

use aelib_core::file::{self, unpacked};
use aelib_core::images::Images;
use aelib_core::nn::FeatureMap;
use aelib_core::{Error, Result, kind};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// The content of an IDX file of bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idx {
    /// The size of each dimension; the first one counts images or labels.
    pub sizes: Vec<usize>,
    /// As many bytes as the product of the sizes, the last dimension running fastest.
    pub bytes: Vec<u8>,
}

/// No byte of compressed data stands for more than this many unpacked ones.
const DEFLATE_AT_MOST: u64 = 1032;

impl Idx {
    /// Reads a file, gzipped or plain. It holds in memory what the file's first bytes
    /// promise, and refuses a promise that so short a file cannot keep.
    ///
    /// # Errors
    /// If the file cannot be read, is no IDX file of bytes, or is shorter or longer than
    /// its dimensions say.
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let file = file::open(path)?;
        let length = file.metadata().map_err(Error::io(path))?.len();
        Self::from_reader(BufReader::new(file), length, path)
    }

    /// The same from any source of `length` bytes; `path` is for messages.
    ///
    /// # Errors
    /// As [`Idx::read`].
    pub fn from_reader(source: impl BufRead, length: u64, path: &Path) -> Result<Self> {
        let advice = "give an IDX file of bytes, plain or .gz";
        parse(source, length, None).map_err(said(path, advice))
    }

    /// The same, where only a file of these `sizes` will do; `advice` goes into the message.
    ///
    /// # Errors
    /// As [`Idx::read`], and if it has other sizes.
    pub fn of_sizes(
        source: impl BufRead,
        sizes: &[u32],
        path: &Path,
        advice: &str,
    ) -> Result<Self> {
        parse(source, u64::MAX, Some(sizes)).map_err(said(path, advice))
    }

    /// Its images, of the shape that the type states: `Images::<Map<1, 32, 32>>`.
    ///
    /// # Shapes
    /// (N, C, H, W); sizes of 1 may be left out or stand elsewhere, and all but N may be one
    ///
    /// # Errors
    /// If they have another shape; `path` is for the message.
    pub fn into_images<S: FeatureMap>(self, path: &Path) -> Result<Images<S>> {
        let [channels, height, width] = S::SIZES;
        let image = self.sizes.get(1..).unwrap_or_default();
        let long = |sizes: &[usize]| Vec::from_iter(sizes.iter().copied().filter(|s| *s != 1));
        if long(image) == long(&S::SIZES) || image == [S::NUMEL] {
            return Ok(Images::from_bytes(self.bytes).expect("a product of sizes"));
        }
        let expected = format!("images of {channels}x{height}x{width}");
        let found = format!("the sizes {:?}", self.sizes);
        let advice = "state the images' own shape in the type";
        Err(Error::content(path, expected, found, advice))
    }
}

/// What a file should have held, and what it holds.
type Wrong = (String, String);

fn said(path: &Path, advice: &str) -> impl FnOnce(Wrong) -> Error {
    move |(expected, found)| Error::content(path, expected, found, advice)
}

/// Reads the header and the bytes that it promises, where so long a file may hold them and
/// they are as many as are `wanted`.
fn parse(source: impl BufRead, length: u64, wanted: Option<&[u32]>) -> Result<Idx, Wrong> {
    const HEADER: &str = "a header of 4 bytes and 4 more for each dimension";
    const START: &str = "the first bytes 0, 0, 8 and the number of dimensions";
    let unread = |e: io::Error| (HEADER.into(), e.to_string());
    let (mut source, times) = unpacked(source).map_err(unread)?;
    let limit = length.saturating_mul(DEFLATE_AT_MOST.saturating_pow(times));
    let start = source.fill_buf().map_err(unread)?;
    // An IDX file begins with zeros, as no other format does.
    if !start.starts_with(&[0])
        && let Some((what, todo)) = kind::of(start)
    {
        let expected = match start.is_empty() {
            true => HEADER.into(),
            false => format!("an IDX file, with {START}"),
        };
        return Err((expected, format!("{what} ({todo})")));
    }
    let mut four = || {
        let mut bytes = [0; 4];
        source.read_exact(&mut bytes).map_err(unread)?;
        Ok::<_, Wrong>(bytes)
    };
    let dimensions = match four()? {
        [0, 0, 8, dimensions] if dimensions > 0 => dimensions,
        other => return Err((START.into(), format!("{other:?}"))),
    };
    let sizes = (0..dimensions).map(|_| Ok(u32::from_be_bytes(four()?)));
    let sizes = sizes.collect::<Result<Vec<u32>, Wrong>>()?;
    if let Some(wanted) = wanted.filter(|wanted| *wanted != sizes) {
        return Err((format!("the sizes {wanted:?}"), format!("{sizes:?}")));
    }
    let sizes = Vec::from_iter(sizes.into_iter().map(|size| size as usize));
    let promise = sizes
        .iter()
        .try_fold(1usize, |n, size| n.checked_mul(*size));
    let Some(count) = promise.filter(|n| *n as u64 <= limit) else {
        let expected = format!("as many bytes as the sizes {sizes:?} say");
        return Err((expected, format!("a file that holds {limit} at most")));
    };
    let mut bytes = Vec::new();
    let memory = |_| ("as much memory as the file needs".into(), "less".into());
    bytes.try_reserve_exact(count).map_err(memory)?;
    let wrong = |found: String| (format!("{count} bytes after the header"), found);
    let read = source.by_ref().take(count as u64).read_to_end(&mut bytes);
    read.map_err(|e| wrong(format!("{} and then {e}", bytes.len())))?;
    if bytes.len() < count {
        return Err(wrong(bytes.len().to_string()));
    }
    match source.read(&mut [0]).map_err(|e| wrong(e.to_string()))? {
        0 => Ok(Idx { sizes, bytes }),
        _ => Err(wrong("more".into())),
    }
}

/// Images of your own.
pub trait ReadImages: Sized {
    /// From an IDX file, gzipped or plain:
    /// `Images::<Map<1, 32, 32>>::read("letters-idx3-ubyte.gz")?`.
    ///
    /// # Errors
    /// If the file cannot be read, is no IDX file, or holds images of another shape.
    fn read(path: impl AsRef<Path>) -> Result<Self>;
}

impl<S: FeatureMap> ReadImages for Images<S> {
    fn read(path: impl AsRef<Path>) -> Result<Self> {
        Idx::read(&path)?.into_images(path.as_ref())
    }
}
