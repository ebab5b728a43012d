//! `fetch URL DIR`: the small set, as a process that a test can kill.

use std::path::Path;
use tests::small_set::{self, SmallSet};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Vec::from_iter(std::env::args());
    let [_, url, dir] = arguments.as_slice() else {
        return Err("fetch URL DIR".into());
    };
    let download = small_set::from(&[url]);
    let files = SmallSet::new().files;
    download.fetch_files(small_set::NAME, &files, Path::new(dir))?;
    Ok(())
}
