//! Files that lie nearly right are read; others are named for what they are.

use aelib::checkpoint::from_bytes;
use aelib::data::Idx;
use aelib::data::{DataFile, Digits};
use aelib::prelude::*;
use fetch::Source;
use safetensors::tensor::{Dtype, TensorView};
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;
use tests::parameters;
use tests::small_set::{self, SmallSet, gzipped};

/// The small set's files under MNIST's names.
fn files(set: &SmallSet) -> [DataFile; 2] {
    let name = |file: DataFile, name| DataFile { name, ..file };
    [
        name(set.files[0], "train-images-idx3-ubyte"),
        name(set.files[1], "t10k-labels-idx1-ubyte"),
    ]
}

fn put(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().expect("a folder")).unwrap();
    fs::write(path, bytes).unwrap();
}

/// Reads both files from a folder in which they have these names.
fn fetched(names: [&str; 2], contents: [&[u8]; 2]) -> aelib::Result<()> {
    let (set, dir) = (SmallSet::new(), TempDir::new().unwrap());
    let from = dir.path().join("from");
    for (name, bytes) in names.iter().zip(contents) {
        put(&from.join(name), bytes);
    }
    let mut download = small_set::from(&[]);
    download.source = Source::Folder(from);
    let target = dir.path().join("data/small");
    download.fetch_files(small_set::NAME, &files(&set), &target)?;
    for (file, plain) in files(&set).iter().zip(&set.plain) {
        let path = file.find(&target).expect("a file");
        assert_eq!(file.read(&path, "")?, *plain);
    }
    Ok(())
}

#[test]
fn names_and_folders_that_other_tools_leave() {
    let set = SmallSet::new();
    let [plain, packed] = [&set.plain, &set.packed].map(|two| [&two[0][..], &two[1][..]]);
    for names in [
        ["train-images-idx3-ubyte", "t10k-labels-idx1-ubyte"],
        ["train-images.idx3-ubyte", "t10k-labels.idx1-ubyte"],
        ["TRAIN-IMAGES-IDX3-UBYTE", "T10K-LABELS.IDX1-UBYTE"],
        ["train_images_idx3_ubyte", "t10k_labels"],
        ["Copy of train-images-idx3-ubyte", "labels to test.bin"],
        ["train-images-idx3-ubyte (1)", "test-labels-idx1-ubyte"],
        [
            "MNIST/raw/train-images-idx3-ubyte",
            "MNIST/raw/t10k-labels-idx1-ubyte",
        ],
        [
            "train-images-idx3-ubyte/train-images-idx3-ubyte",
            "t10k-labels-idx1-ubyte/t10k-labels-idx1-ubyte",
        ],
        [
            "archive/train-images.idx3-ubyte",
            "archive/t10k-labels.idx1-ubyte",
        ],
    ] {
        fetched(names, plain).unwrap_or_else(|e| panic!("{names:?}: {e}"));
        // Packed under the plain name, and plain under the packed one.
        fetched(names, packed).unwrap_or_else(|e| panic!("{names:?}: {e}"));
        let gz = names.map(|name| format!("{name}.gz"));
        let gz = [&*gz[0], &*gz[1]];
        fetched(gz, packed).unwrap_or_else(|e| panic!("{gz:?}: {e}"));
        let twice = packed.map(gzipped);
        fetched(gz, [&twice[0], &twice[1]]).unwrap_or_else(|e| panic!("{gz:?} twice: {e}"));
        fetched(gz, plain).unwrap_or_else(|e| panic!("{gz:?}: {e}"));
    }
}

#[test]
fn of_two_files_the_right_one_is_read() {
    let set = SmallSet::new();
    let names = [
        "MNIST/raw/train-images-idx3-ubyte",
        "t10k-labels-idx1-ubyte",
    ];
    let dir = TempDir::new().unwrap();
    for (name, bytes) in names.iter().zip(&set.plain) {
        put(&dir.path().join(name), bytes);
    }
    let another = [&set.plain[0][..99], &[7; 235_117]].concat();
    put(
        &dir.path().join("KMNIST/raw/train-images-idx3-ubyte"),
        &another,
    );
    // What macOS leaves in archives.
    let apple = "__MACOSX/MNIST/raw/._train-images-idx3-ubyte";
    put(&dir.path().join(apple), b"\0\x05\x16\x07");
    let mut download = small_set::from(&[]);
    download.source = Source::Folder(dir.path().into());
    let target = TempDir::new().unwrap();
    let target = target.path().join("small");
    download.fetch_files("set", &files(&set), &target).unwrap();
}

#[test]
fn a_gzip_file_of_several_members_is_one_file() {
    let set = SmallSet::new();
    let cut = |bytes: &[u8]| {
        let (first, second) = bytes.split_at(bytes.len() / 3);
        [gzipped(first), gzipped(second)].concat()
    };
    let packed = [cut(&set.plain[0]), cut(&set.plain[1])];
    let names = ["train-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"];
    fetched(names, [&packed[0], &packed[1]]).unwrap();
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("labels.gz");
    fs::write(&path, &packed[1]).unwrap();
    assert_eq!(Idx::read(&path).unwrap().sizes, [300]);
}

/// Formats in the place of the one wanted, by their first bytes.
const OTHERS: [(&str, &[u8], &str); 15] = [
    ("mnist.zip", b"PK\x03\x04\x14\0\0\0", "a ZIP archive"),
    ("mnist.7z", b"7z\xbc\xaf\x27\x1c\0\x04", "a 7z archive"),
    ("mnist.npz", b"PK\x03\x04\x2d\0\0\0", "a ZIP archive"),
    (
        "x_train.npy",
        b"\x93NUMPY\x01\0v\0{'descr': '|u1'",
        "a NumPy array",
    ),
    (
        "digit.png",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        "a PNG picture",
    ),
    ("train.parquet", b"PAR1\x15\x04\x15", "a Parquet file"),
    ("train.h5", b"\x89HDF\r\n\x1a\n\0\0", "an HDF5 file"),
    ("mnist_train.csv", b"label,1x1,1x2,1x3\n5,0,0,0\n", "(CSV)"),
    (
        "index.html",
        b"\n<!DOCTYPE html><html>404</html>",
        "a web page",
    ),
    (
        "xml",
        b"\xef\xbb\xbf<?xml version='1.0'?><Error>",
        "a web page",
    ),
    ("404", b"404: Not Found\n", "a text"),
    ("shell", b"\xff\xfe\0\0\x08\0\x03\0", "PowerShell"),
    ("error.json", b"{\"message\": \"Not Found\"}", "a JSON file"),
    (
        "lfs",
        b"version https://git-lfs.github.com/spec/v1\noid sha256:1",
        "a Git LFS pointer",
    ),
    ("empty", b"", "an empty file"),
];

#[test]
fn another_format_in_the_place_of_images_is_named() {
    let (set, dir) = (SmallSet::new(), TempDir::new().unwrap());
    let path = dir.path().join("train-images-idx3-ubyte.gz");
    for (_, bytes, what) in OTHERS {
        for bytes in [bytes.to_vec(), gzipped(bytes)] {
            fs::write(&path, &bytes).unwrap();
            let line = files(&set)[0]
                .read(&path, "put it right")
                .unwrap_err()
                .to_string();
            assert!(line.contains(what), "{what:?} in {line:?}");
            assert!(
                line.contains("put it right") && !line.contains('\n'),
                "{line}"
            );
            let line = Idx::read(&path).unwrap_err().to_string();
            assert!(line.contains(what), "{what:?} in {line:?}");
        }
    }
}

#[test]
fn what_lies_in_the_folder_instead_is_named() {
    for (name, bytes, what) in OTHERS {
        let dir = TempDir::new().unwrap();
        fs::write(dir.path().join(name), bytes).unwrap();
        let line = Digits::mnist_in(dir.path()).unwrap_err().to_string();
        for word in ["train-images-idx3-ubyte", name, what] {
            assert!(line.contains(word), "{word:?} in {line:?}");
        }
    }
    let dir = TempDir::new().unwrap();
    let line = Digits::mnist_in(dir.path()).unwrap_err().to_string();
    assert!(line.contains("which has no files"), "{line}");
    let zip = dir.path().join("mnist.zip");
    fs::write(&zip, b"PK\x03\x04").unwrap();
    let line = Digits::mnist_in(&zip).unwrap_err().to_string();
    assert!(line.contains("no folder but a ZIP archive"), "{line}");
    let line = Digits::mnist_in(&dir.path().join("no"))
        .unwrap_err()
        .to_string();
    assert!(line.contains("which is not there"), "{line}");
}

#[test]
fn what_a_folder_lacks_is_said_with_what_it_has() {
    let dir = TempDir::new().unwrap();
    put(
        &dir.path().join("train-images-idx3-ubyte.gz.crdownload"),
        b"\x1f\x8b\x08",
    );
    put(&dir.path().join("letters"), &[0, 0, 8, 1, 0, 0, 0, 1, 7]);
    put(&dir.path().join(".DS_Store"), b"\0\0\0\x01Bud1");
    let line = Digits::mnist_in(dir.path()).unwrap_err().to_string();
    let there = "where there are letters, train-images-idx3-ubyte.gz.crdownload (an unfinished \
                 download: fetch it again); ";
    assert!(line.contains(there), "{line}");
}

#[test]
fn a_folder_or_nothing_in_the_place_of_a_file() {
    let dir = TempDir::new().unwrap();
    let mut model = DenseAutoencoder::<2>::new(0);
    save(&model, dir.path().join("model.safetensors")).unwrap();
    let mut lines = |path: &Path| {
        let images = Images::<Map<1, 28, 28>>::read(path).unwrap_err();
        let run = Training::resume(&mut model, path).unwrap_err();
        let weights = load(&mut model, path).unwrap_err();
        [images, run, weights].map(|error| error.to_string())
    };
    for line in lines(dir.path()) {
        assert!(
            line.contains("expected a file, found a folder; give the name"),
            "{line}"
        );
    }
    for line in lines(&dir.path().join("model.safetensor")) {
        let words = [
            "model.safetensor not found: ",
            "where there are model.safetensors; give",
        ];
        assert!(words.iter().all(|words| line.contains(words)), "{line}");
    }
}

#[test]
fn another_format_in_the_place_of_weights_is_named() {
    let refused = |bytes: &[u8], words: &[&str]| {
        let mut model = DenseAutoencoder::<2>::new(0);
        let line = from_bytes(&mut model, bytes, "weights.pt")
            .unwrap_err()
            .to_string();
        for word in words {
            assert!(line.contains(word), "{word:?} in {line:?}");
        }
        assert!(!line.contains('\n'), "{line}");
    };
    for (_, bytes, what) in OTHERS {
        refused(bytes, &["weights.pt", what]);
    }
    let torch = ["torch.save", "safetensors.torch.save_file"];
    refused(b"PK\x03\x04\0\0\x08\x08archive/data.pkl", &torch);
    refused(b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.", &torch);
    refused(
        b"PK\x03\x04\0\0\x08\x08model.safetensors",
        &["a ZIP archive; unpack it"],
    );
    let whole = to_bytes(&DenseAutoencoder::<2>::new(0));
    let packed = gzipped(&whole);
    refused(
        &packed[..packed.len() / 2],
        &["a gzip file that breaks off", "fetch it again"],
    );
    refused(
        &to_bytes(&DenseAutoencoder::<3>::new(0)),
        &["encoder.1.weight", "[2, 784]", "[3, 784]"],
    );
    refused(&whole[..whole.len() - 8], &["cut short or damaged"]);
}

/// As PyTorch names the tensors of a model that is compiled, or trained on several devices.
#[test]
fn names_with_one_prefix_are_read() {
    let model = DenseAutoencoder::<2>::new(3);
    let bytes = to_bytes(&model);
    let file = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let renamed = |change: &dyn Fn(&str) -> String| {
        let tensors = file.tensors().into_iter();
        let named = tensors.map(|(name, view)| (change(&name), view));
        safetensors::serialize(named, &None).unwrap()
    };
    for before in ["module.", "_orig_mod.", "model.autoencoder."] {
        let mut other = DenseAutoencoder::<2>::new(0);
        let bytes = renamed(&|name| format!("{before}{name}"));
        from_bytes(&mut other, &bytes, before).unwrap();
        assert_eq!(parameters(&other), parameters(&model));
    }
    let some = renamed(&|name| match name.starts_with("encoder") {
        true => format!("module.{name}"),
        false => name.to_string(),
    });
    assert!(from_bytes(&mut DenseAutoencoder::<2>::new(0), &some, "some").is_err());
}

/// As `model.half()` and its kin leave them, with what PyTorch counts beside the weights; and
/// packed.
#[test]
fn weights_of_other_types_are_read() {
    // Numbers that all types have.
    let mut model = DenseAutoencoder::<2>::new(0);
    aelib::nn::each_tensor_mut(&mut model, &mut |_, tensor, _| {
        let count = tensor.sizes().iter().product();
        let numbers = (0..count).map(|i: usize| (i % 7) as f32 / 4.0 - 0.5);
        tensor.set(&Vec::from_iter(numbers));
    });
    let bytes = to_bytes(&model);
    let file = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    // The upper bits of f32, and those of f16 for numbers that are 0 or quarters.
    let bf16 = |v: f32| {
        v.to_bits().to_be_bytes()[..2]
            .iter()
            .rev()
            .copied()
            .collect()
    };
    let f16 = |v: f32| {
        let (sign, rest) = (v.to_bits() >> 31 << 15, v.to_bits() & 0x7fff_ffff);
        let rest = if rest == 0 {
            0
        } else {
            (rest >> 13) - (112 << 10)
        };
        ((sign | rest) as u16).to_le_bytes().to_vec()
    };
    type ToBytes<'a> = &'a dyn Fn(f32) -> Vec<u8>;
    let kinds: [(Dtype, ToBytes); 4] = [
        (Dtype::F64, &|v| f64::from(v).to_le_bytes().to_vec()),
        (Dtype::F16, &f16),
        (Dtype::BF16, &bf16),
        (Dtype::I32, &|v| (v as i32).to_le_bytes().to_vec()),
    ];
    for (dtype, number) in kinds {
        let mut written = Vec::from_iter(file.tensors().into_iter().map(|(name, view)| {
            let (numbers, _) = view.data().as_chunks();
            let numbers = numbers.iter().flat_map(|b| number(f32::from_le_bytes(*b)));
            (name, view.shape().to_vec(), Vec::from_iter(numbers), dtype)
        }));
        written.push((
            "encoder.7.num_batches_tracked".into(),
            vec![],
            vec![9; 8],
            Dtype::I64,
        ));
        let views = written.iter().map(|(name, shape, data, dtype)| {
            (name, TensorView::new(*dtype, shape.clone(), data).unwrap())
        });
        let bytes = safetensors::serialize(views, &None).unwrap();
        for bytes in [gzipped(&bytes), bytes] {
            let mut other = DenseAutoencoder::<2>::new(1);
            let read = from_bytes(&mut other, &bytes, "weights");
            if dtype == Dtype::I32 {
                let line = read.unwrap_err().to_string();
                assert!(line.contains("no floating-point numbers"), "{line}");
            } else {
                read.unwrap();
                assert_eq!(parameters(&other), parameters(&model), "{dtype:?}");
            }
        }
    }
}

/// Set in a process of its own that a test starts, for variables and folders.
const INSIDE: &str = "NEAR_MISSES";

/// What this test prints in a process of its own.
fn printed(test: &str, change: impl FnOnce(&mut Command)) -> String {
    let mut this = Command::new(std::env::current_exe().unwrap());
    this.args([
        "--exact",
        &format!("near_misses::{test}"),
        "--nocapture",
        "--include-ignored",
    ]);
    change(this.env(INSIDE, "1"));
    String::from_utf8(this.output().unwrap().stdout).unwrap()
}

#[test]
fn a_variable_that_is_set_nearly_right() {
    if std::env::var_os(INSIDE).is_some() {
        println!("named: {:?}", aelib::data::named_dir());
        return;
    }
    let dir = TempDir::new().unwrap();
    let printed = |value: &str| {
        printed("a_variable_that_is_set_nearly_right", |this| {
            this.env("AELIB_DATA_DIR", value).env("HOME", dir.path());
        })
    };
    for value in ["", " "] {
        let text = printed(value);
        assert!(text.contains("named: Ok(None)"), "{value:?}: {text}");
    }
    let zip = dir.path().join("mnist.zip");
    fs::write(&zip, b"PK\x03\x04").unwrap();
    let text = printed(zip.to_str().unwrap());
    assert!(text.contains("no folder but a ZIP archive"), "{text}");
    // As files of variables leave it, and shells that replace no ~.
    let folder = dir.path().join("mnist");
    fs::create_dir(&folder).unwrap();
    let folder = folder.to_str().unwrap();
    for value in [
        folder,
        &format!(" {folder}\r\n"),
        &format!("\"{folder}\""),
        "~/mnist",
    ] {
        let text = printed(value);
        assert!(
            text.contains(&format!("named: Ok(Some({folder:?}))")),
            "{value:?}: {text}"
        );
    }
}

#[test]
#[ignore = "needs MNIST: AELIB_DATA_DIR or `cargo course data`"]
fn digits_under_the_names_of_clothing_are_no_clothing() {
    if std::env::var_os(INSIDE).is_some() {
        println!("{}", Digits::fashion().unwrap_err());
        return;
    }
    let project = TempDir::new().unwrap();
    let project = project.path();
    put(&project.join("Cargo.toml"), b"[workspace]");
    for folder in ["notebooks", "data"] {
        fs::create_dir(project.join(folder)).unwrap();
    }
    let mnist = fs::canonicalize(aelib::data::data_dir().unwrap()).unwrap();
    std::os::unix::fs::symlink(mnist, project.join("data/fashion")).unwrap();
    let line = printed(
        "digits_under_the_names_of_clothing_are_no_clothing",
        |this| {
            this.current_dir(project);
        },
    );
    assert!(
        line.contains("expected a file of Fashion-MNIST, found one of MNIST; "),
        "{line}"
    );
}

#[test]
fn a_hurry_is_said_in_several_words() {
    if std::env::var_os(INSIDE).is_some() {
        let faces: Faces = Faces::album(Character::A);
        println!("faces: {}", faces.expressions.len());
        return;
    }
    for value in ["1", "true", " YES "] {
        let text = printed("a_hurry_is_said_in_several_words", |this| {
            this.env("AELIB_QUICK", value);
        });
        assert!(text.contains("faces: 400\n"), "{value:?}: {text}");
    }
}

#[test]
fn what_was_fetched_by_hand_is_named_where_it_lies() {
    if std::env::var_os(INSIDE).is_some() {
        println!("{}", Digits::find().unwrap().1);
        return;
    }
    for name in ["data/mnist.zip", "data/mnist", "data/mnist/archive.zip"] {
        let project = TempDir::new().unwrap();
        fs::create_dir(project.path().join("notebooks")).unwrap();
        put(&project.path().join("Cargo.toml"), b"[workspace]");
        put(&project.path().join(name), b"PK\x03\x04\x14\0\0\0");
        let line = printed("what_was_fetched_by_hand_is_named_where_it_lies", |this| {
            this.current_dir(project.path())
                .env_remove("AELIB_DATA_DIR");
        });
        let words = ["made by the course itself", "a ZIP archive: unpack it"];
        assert!(
            words.iter().all(|words| line.contains(words)),
            "{name}: {line}"
        );
    }
}
