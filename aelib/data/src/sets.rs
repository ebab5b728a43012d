//! MNIST and data sets in its form: their files, and where these come from.

use super::files::DataFile;
use std::path::{Path, PathBuf};

/// A data set of four files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataSet {
    /// Handwritten digits. LeCun, Bottou, Bengio & Haffner 1998.
    Mnist,
    /// Pieces of clothing, in the same form. Xiao, Rasul & Vollgraf 2017.
    Fashion,
}

/// The four files of a set, of which the digests are known either unpacked or packed.
const fn files(
    unpacked: [Option<&'static str>; 4],
    packed: [Option<&'static str>; 4],
) -> [DataFile; 4] {
    const fn file(name: &'static str, size: u64, header: &'static [u32]) -> DataFile {
        let (unpacked, packed) = (None, None);
        DataFile {
            name,
            size,
            header,
            unpacked,
            packed,
        }
    }
    let (train, test) = (&[0x803, 60_000, 28, 28], &[0x803, 10_000, 28, 28]);
    let mut files = [
        file("train-images-idx3-ubyte", 47_040_016, train),
        file("train-labels-idx1-ubyte", 60_008, &[0x801, 60_000]),
        file("t10k-images-idx3-ubyte", 7_840_016, test),
        file("t10k-labels-idx1-ubyte", 10_008, &[0x801, 10_000]),
    ];
    let mut i = 0;
    while i < files.len() {
        (files[i].unpacked, files[i].packed) = (unpacked[i], packed[i]);
        i += 1;
    }
    files
}

const MNIST: [DataFile; 4] = files(
    [
        Some("ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        Some("65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        Some("0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        Some("ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    ],
    [None; 4],
);

/// The digests are those that TensorFlow Datasets has for the original files.
const FASHION: [DataFile; 4] = files(
    [None; 4],
    [
        Some("3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
        Some("a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
        Some("346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
        Some("67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
    ],
);

impl DataSet {
    /// All there are.
    pub const ALL: [Self; 2] = [Self::Mnist, Self::Fashion];

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

    /// What may be this file of the set in a folder, the nearest by name first. The digits'
    /// relatives have files of the same names, each in a folder with its own name.
    pub(super) fn candidates(self, file: &DataFile, dir: &Path) -> Vec<PathBuf> {
        let mut found = file.candidates(dir);
        found.retain(|path| {
            let folder = path.strip_prefix(dir).ok().and_then(Path::parent);
            let within = folder.map_or(String::new(), |f| f.to_string_lossy().to_lowercase());
            match self {
                Self::Mnist => !within.contains("fashion"),
                Self::Fashion => within.is_empty() || within.contains("fashion"),
            }
        });
        found
    }

    /// Whether each of its files, right or wrong, lies in a folder.
    pub(super) fn is_complete_in(self, dir: &Path) -> bool {
        let files = &mut self.files().iter();
        files.all(|file| !self.candidates(file, dir).is_empty())
    }

    /// Whether one of them does.
    pub(super) fn begun_in(self, dir: &Path) -> bool {
        let files = &mut self.files().iter();
        files.any(|file| !self.candidates(file, dir).is_empty())
    }

    /// Addresses of folders that hold its four files, packed. All have the same bytes.
    pub fn mirrors(self) -> &'static [&'static str] {
        match self {
            Self::Mnist => &[
                "https://ossci-datasets.s3.amazonaws.com/mnist",
                "https://storage.googleapis.com/cvdf-datasets/mnist",
            ],
            Self::Fashion => &[
                "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion",
                "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
            ],
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
