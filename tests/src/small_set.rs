//! A small data set in MNIST's form, for tests of what fetches and keeps data sets.

use aelib::data::DataFile;
use aelib::progress::Show;
use fetch::{Download, Source};
use flate2::Compression;
use flate2::write::GzEncoder;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::Path;
use std::time::Duration;

/// A data set's name in messages.
pub const NAME: &str = "the small set";
const IMAGES: usize = 300;

/// Two files, what they have to be, and their bytes.
pub struct SmallSet {
    /// What they have to be.
    pub files: [DataFile; 2],
    /// Plain.
    pub plain: [Vec<u8>; 2],
    /// Packed.
    pub packed: [Vec<u8>; 2],
}

impl SmallSet {
    /// Always the same.
    pub fn new() -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(0);
        // Noise, which cannot be packed: 235 kB to send.
        let mut images: Vec<u8> = [0x803u32, 300, 28, 28].map(u32::to_be_bytes).concat();
        images.extend((0..IMAGES * 784).map(|_| rng.r#gen::<u8>()));
        let mut labels: Vec<u8> = [0x801u32, 300].map(u32::to_be_bytes).concat();
        labels.extend((0..IMAGES).map(|_| rng.gen_range(0..10u8)));
        let file = |name, header, bytes: &[u8]| DataFile {
            name,
            size: bytes.len() as u64,
            header,
            unpacked: Some(sha256(bytes).leak()),
            packed: None,
        };
        Self {
            files: [
                file("images", &[0x803, 300, 28, 28], &images),
                file("labels", &[0x801, 300], &labels),
            ],
            packed: [gzipped(&images), gzipped(&labels)],
            plain: [images, labels],
        }
    }

    /// What lies at this path on a server that has the packed files.
    pub fn at(&self, path: &str) -> Option<&[u8]> {
        let names = ["/images.gz", "/labels.gz"];
        let i = names.iter().position(|name| path.ends_with(name))?;
        Some(&self.packed[i])
    }

    /// Whether a folder holds both files, whole, and nothing else.
    pub fn is_in(&self, dir: &Path) -> bool {
        let right = self.files.iter().zip(&self.plain).all(|(file, bytes)| {
            let path = file.find(dir);
            path.is_some_and(|path| file.read(&path, "").is_ok_and(|read| read == *bytes))
        });
        right && std::fs::read_dir(dir).is_ok_and(|entries| entries.count() == 2)
    }
}

impl Default for SmallSet {
    fn default() -> Self {
        Self::new()
    }
}

/// From these mirrors, in a hurry.
pub fn from(mirrors: &[&str]) -> Download {
    Download {
        source: Source::Mirrors(mirrors.iter().map(|url| (*url).into()).collect()),
        connect: Duration::from_secs(5),
        patience: Duration::from_millis(300),
        tries: 3,
        show: Show::Silent,
    }
}

/// Packed as `gzip` does it.
pub fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).expect("memory");
    packer.finish().expect("memory")
}

fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
