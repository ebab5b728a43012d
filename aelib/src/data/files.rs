//! The four files of MNIST and of data sets in its form, and what they have to be.

use crate::{Error, Result};
use flate2::bufread::GzDecoder;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// A data set of four files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataSet {
    /// Handwritten digits. LeCun, Bottou, Bengio & Haffner 1998.
    Mnist,
    /// Pieces of clothing, in the same form. Xiao, Rasul & Vollgraf 2017.
    Fashion,
}

/// One file of a data set.
#[derive(Clone, Copy, Debug)]
pub struct DataFile {
    /// Its name, unpacked; packed it ends in `.gz`.
    pub name: &'static str,
    /// Bytes, unpacked.
    pub size: u64,
    /// The first bytes, unpacked: magic number and dimensions, four bytes each.
    header: &'static [u32],
    /// SHA-256 of the unpacked bytes, where it is known.
    unpacked: Option<&'static str>,
    /// SHA-256 of the original `.gz` file, where only that is known.
    pub packed: Option<&'static str>,
}

const fn file(name: &'static str, size: u64, header: &'static [u32]) -> DataFile {
    DataFile {
        name,
        size,
        header,
        unpacked: None,
        packed: None,
    }
}

const TRAIN_IMAGES: DataFile = file(
    "train-images-idx3-ubyte",
    47_040_016,
    &[0x803, 60_000, 28, 28],
);
const TRAIN_LABELS: DataFile = file("train-labels-idx1-ubyte", 60_008, &[0x801, 60_000]);
const TEST_IMAGES: DataFile = file(
    "t10k-images-idx3-ubyte",
    7_840_016,
    &[0x803, 10_000, 28, 28],
);
const TEST_LABELS: DataFile = file("t10k-labels-idx1-ubyte", 10_008, &[0x801, 10_000]);

const MNIST: [DataFile; 4] = [
    DataFile {
        unpacked: Some("ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        ..TRAIN_IMAGES
    },
    DataFile {
        unpacked: Some("65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        ..TRAIN_LABELS
    },
    DataFile {
        unpacked: Some("0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        ..TEST_IMAGES
    },
    DataFile {
        unpacked: Some("ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
        ..TEST_LABELS
    },
];

/// The digests are those that TensorFlow Datasets has for the original files.
const FASHION: [DataFile; 4] = [
    DataFile {
        packed: Some("3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
        ..TRAIN_IMAGES
    },
    DataFile {
        packed: Some("a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
        ..TRAIN_LABELS
    },
    DataFile {
        packed: Some("346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
        ..TEST_IMAGES
    },
    DataFile {
        packed: Some("67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
        ..TEST_LABELS
    },
];

impl DataSet {
    /// As captions have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mnist => "MNIST",
            Self::Fashion => "Fashion-MNIST",
        }
    }

    /// Its folder in the project's `data`, and its name for `cargo course data --dataset`.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Mnist => "mnist",
            Self::Fashion => "fashion",
        }
    }

    /// Training images, training labels, test images, test labels.
    pub fn files(self) -> &'static [DataFile; 4] {
        match self {
            Self::Mnist => &MNIST,
            Self::Fashion => &FASHION,
        }
    }

    /// What to do about a file that is missing or wrong.
    pub(super) fn advice(self) -> String {
        let (name, folder) = (self.name(), self.folder());
        let option = match self {
            Self::Mnist => String::new(),
            Self::Fashion => format!(" --dataset {folder}"),
        };
        format!(
            "put {name}'s four original files there (plain or .gz): `cargo course data{option}` fetches them into data/{folder}"
        )
    }
}

impl DataFile {
    /// Where it lies in a folder, plain or packed.
    pub fn find(&self, dir: &Path) -> Option<PathBuf> {
        let (plain, packed) = (dir.join(self.name), dir.join(format!("{}.gz", self.name)));
        [plain, packed].into_iter().find(|path| path.exists())
    }

    /// Reads and verifies it; the bytes come unpacked.
    ///
    /// # Errors
    /// If `path` cannot be read or is another file; `advice` goes into the message.
    pub fn read(&self, path: &Path, advice: &str) -> Result<Vec<u8>> {
        let file = File::open(path).map_err(Error::io(path))?;
        self.check(BufReader::new(file))
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
        if start.trim_ascii_start().starts_with(b"<") {
            return Err((format!("{size} bytes of data"), "a web page".into()));
        }
        // One byte more than expected is enough to know that a file is too long.
        let outcome = match start.starts_with(super::idx::GZIP) {
            true => GzDecoder::new(source)
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
