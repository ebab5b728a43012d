//! IDX files in memory, for tests of what reads them.

use aelib::data::Idx;
use std::path::Path;

/// An IDX file of bytes.
pub fn file(sizes: &[u32], bytes: &[u8]) -> Vec<u8> {
    let mut file = vec![0, 0, 8, sizes.len() as u8];
    file.extend(sizes.iter().flat_map(|size| size.to_be_bytes()));
    file.extend(bytes);
    file
}

/// Reads a file, which messages call `input`.
///
/// # Errors
/// As [`Idx::from_reader`].
pub fn parse(bytes: &[u8]) -> aelib::Result<Idx> {
    Idx::from_reader(bytes, bytes.len() as u64, Path::new("input"))
}
