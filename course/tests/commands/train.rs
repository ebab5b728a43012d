//! `cargo course train` with bad input: one line, and nothing half-written.

use crate::common::{course, failure, says};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// `train conv` on the data in `dir`.
fn train_on(dir: &Path) -> Command {
    let mut command = course(&["train", "conv", "--epochs", "1"]);
    command.env("AELIB_DATA_DIR", dir);
    command
}

#[test]
fn an_unknown_model() {
    says(
        &failure(&mut course(&["train", "convv"])),
        &["\"convv\"", "conv"],
    );
}

#[test]
fn an_unknown_latent_size() {
    let line = failure(&mut course(&["train", "conv", "--latent", "6"]));
    says(&line, &["6", "1, 2, 3, 4, 5, 8, 16 and 32"]);
}

#[test]
fn no_such_data_folder() {
    let line = failure(&mut train_on(Path::new("/no/such/folder")));
    says(&line, &["AELIB_DATA_DIR", "/no/such/folder", "unset"]);
}

#[test]
fn no_data_in_the_folder() {
    let empty = TempDir::new().unwrap();
    let line = failure(&mut train_on(empty.path()));
    says(
        &line,
        &[
            "train-images-idx3-ubyte",
            &empty.path().display().to_string(),
            "put MNIST",
        ],
    );
}

/// The first file that is read has this content.
fn data(name: &str, bytes: &[u8]) -> TempDir {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join(name), bytes).unwrap();
    dir
}

#[test]
fn a_truncated_file() {
    let mut start = [0x803u32, 60_000, 28, 28].map(u32::to_be_bytes).concat();
    start.resize(1000, 0);
    let dir = data("train-images-idx3-ubyte", &start);
    says(
        &failure(&mut train_on(dir.path())),
        &[
            "expected 47040000 bytes after the header",
            "found 984",
            "train-images",
        ],
    );
}

#[test]
fn a_truncated_gzip_file() {
    // The first bytes of any .gz file, and then no more.
    let dir = data("train-images-idx3-ubyte.gz", &[0x1f, 0x8b, 8, 0, 0, 0]);
    says(
        &failure(&mut train_on(dir.path())),
        &["train-images-idx3-ubyte.gz", "unexpected end of file"],
    );
}

#[test]
fn a_wrong_magic_number() {
    let dir = data("train-images-idx3-ubyte", &[0, 0, 8, 1, 0, 0, 0, 0]);
    says(
        &failure(&mut train_on(dir.path())),
        &["expected the sizes [60000, 28, 28]", "found [0]"],
    );
}

#[test]
fn a_file_of_the_wrong_digest() {
    let mut whole: Vec<u8> = [0x803u32, 60_000, 28, 28].map(u32::to_be_bytes).concat();
    whole.resize(47_040_016, 7);
    let dir = data("train-images-idx3-ubyte", &whole);
    says(
        &failure(&mut train_on(dir.path())),
        &["expected SHA-256 ba891046", "put MNIST"],
    );
}

#[test]
fn a_file_of_other_dimensions() {
    let mut whole: Vec<u8> = [0x803u32, 30_000, 56, 28].map(u32::to_be_bytes).concat();
    whole.resize(47_040_016, 7);
    let dir = data("train-images-idx3-ubyte", &whole);
    says(
        &failure(&mut train_on(dir.path())),
        &[
            "expected the sizes [60000, 28, 28]",
            "found [30000, 56, 28]",
        ],
    );
}

#[test]
fn a_folder_that_cannot_be_written() {
    let line = failure(&mut course(&[
        "train",
        "conv",
        "--out",
        "/no/such/folder/model.safetensors",
    ]));
    says(&line, &["/no/such/folder"]);
}

#[test]
fn nothing_to_resume() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("model.safetensors");
    let resume = || course(&["train", "conv", "--resume", "--out", out.to_str().unwrap()]);
    says(
        &failure(&mut resume()),
        &["model.safetensors.training", "not found"],
    );
    fs::write(dir.path().join("model.safetensors.training"), "nonsense").unwrap();
    says(
        &failure(&mut resume()),
        &["model.safetensors.training", "expected a safetensors file"],
    );
    assert!(!out.exists(), "nothing is written");
}

#[test]
fn stopped_after_an_epoch() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("model.safetensors");
    let mut train = course(&[
        "train", "dense", "--latent", "2", "--epochs", "1000000", "--out",
    ]);
    let run = train
        .arg(&out)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // What is written last in an epoch.
    let state = folder.path().join("model.safetensors.training");
    let start = Instant::now();
    while !state.exists() && start.elapsed() < Duration::from_secs(300) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let kill = format!("kill -INT {}", run.id());
    assert!(
        Command::new("sh")
            .args(["-c", &kill])
            .status()
            .unwrap()
            .success()
    );
    let output = run.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let line = String::from_utf8(output.stderr).unwrap();
    says(&line, &["stopped", "model.safetensors", "--resume"]);
}

/// Whatever digits there are, and few of them.
#[test]
fn a_resumed_run_writes_the_model_of_an_uninterrupted_one() {
    let dir = TempDir::new().unwrap();
    let train = |name: &str, arguments: &[&str]| {
        let out = dir.path().join(name);
        let mut command = course(&["train", "dense", "--latent", "2", "--seed", "3"]);
        command.arg("--out").arg(&out).args(arguments);
        command.env_remove("AELIB_DATA_DIR").env("AELIB_QUICK", "1");
        let output = command.output().unwrap();
        let lines = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{lines}");
        (fs::read(out).unwrap(), lines)
    };
    let (whole, _) = train("whole", &["--epochs", "3"]);
    let (begun, _) = train("parts", &["--epochs", "1"]);
    let (resumed, lines) = train("parts", &["--epochs", "3", "--resume"]);
    assert!(lines.contains("epoch 2/3") && !lines.contains("epoch 1/3"));
    assert!(whole == resumed, "the same weights, to the bit");
    assert!(begun != resumed, "weights that have moved");
}
