//! Models and runs as files: as PyTorch has them, and to the bit.

use aelib::optim::Moments;
use aelib::prelude::*;
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tests::golden::{golden, numbers};
use tests::{Named, assert_close, bits, parameters, randoms};

type Autoencoder = ConvAutoencoder<2>;

/// PyTorch's names and shapes for the same layers in `nn.Sequential`s `encoder` and
/// `decoder`.
const TENSORS: [(&str, &[usize]); 12] = [
    ("encoder.0.weight", &[16, 1, 3, 3]),
    ("encoder.0.bias", &[16]),
    ("encoder.2.weight", &[32, 16, 3, 3]),
    ("encoder.2.bias", &[32]),
    ("encoder.5.weight", &[2, 1568]),
    ("encoder.5.bias", &[2]),
    ("decoder.0.weight", &[1568, 2]),
    ("decoder.0.bias", &[1568]),
    ("decoder.3.weight", &[32, 16, 4, 4]),
    ("decoder.3.bias", &[16]),
    ("decoder.5.weight", &[16, 1, 4, 4]),
    ("decoder.5.bias", &[1]),
];

fn place(folder: &TempDir, name: &str) -> PathBuf {
    folder.path().join(name)
}

#[test]
fn what_save_writes_reads_as_any_safetensors_file() {
    let (folder, model) = (tempfile::tempdir().unwrap(), Autoencoder::new(1));
    let path = place(&folder, "model.safetensors");
    save(&model, &path).unwrap();
    let bytes = std::fs::read(path).unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    assert_eq!(file.len(), TENSORS.len());
    for ((name, values), (torch, shape)) in parameters(&model).iter().zip(TENSORS) {
        assert_eq!(name, torch);
        let tensor = file.tensor(torch).unwrap();
        assert_eq!((tensor.dtype(), tensor.shape()), (Dtype::F32, shape));
        assert_eq!(tensor.data(), little_endian(values), "{name}");
    }
}

#[test]
fn load_reads_what_another_program_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let path = place(&folder, "torch.safetensors");
    let theirs: Vec<Named> = TENSORS
        .iter()
        .zip(0..)
        .map(|((name, shape), seed)| (name.to_string(), randoms(shape.iter().product(), seed)))
        .collect();
    foreign(&path, &theirs, &TENSORS);
    let mut model = Autoencoder::new(0);
    load(&mut model, &path).unwrap();
    assert_eq!(parameters(&model), theirs);
}

/// `tests/golden/checkpoint.py` has made it.
fn from_pytorch() -> (PathBuf, ConvAutoencoder<1>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = folder.join("golden/checkpoint.safetensors");
    let mut model = ConvAutoencoder::new(0);
    load(&mut model, &path).unwrap();
    (path, model)
}

#[test]
fn a_model_from_pytorch_answers_as_it_did_there() {
    let (_, model) = from_pytorch();
    let ramp = (0..784u16).map(|i| f32::from(i) / 783.0).collect();
    let shape = (1, Const::<1>, Const::<28>, Const::<28>);
    let code = model.encode(Cpu::default().tensor_from_vec(ramp, shape));
    let golden = golden("checkpoint.json");
    let expected = |name| numbers(&golden[name]);
    assert_close("code", &code.as_vec(), &expected("code"), 1e-5, 1e-6);
    let logits = model.decode(code).as_vec();
    assert_close("logits", &logits, &expected("logits"), 1e-5, 1e-6);
}

/// So PyTorch can open it: the script does, with `--open`.
#[test]
fn what_pytorch_wrote_is_written_back_as_it_was() {
    let (path, model) = from_pytorch();
    let (theirs, ours) = (std::fs::read(path).unwrap(), to_bytes(&model));
    let [theirs, ours] = [&theirs, &ours].map(|bytes| SafeTensors::deserialize(bytes).unwrap());
    let sorted = |file: &SafeTensors| {
        let mut names: Vec<String> = file.names().iter().map(|n| n.to_string()).collect();
        names.sort_unstable();
        names
    };
    assert_eq!(sorted(&theirs), sorted(&ours));
    for (name, tensor) in theirs.tensors() {
        assert_eq!(tensor, ours.tensor(&name).unwrap(), "{name}");
    }
}

#[test]
fn load_changes_nothing_where_one_tensor_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let path = place(&folder, "other.safetensors");
    // The last tensor, so that all others would have fitted.
    let mut shapes = TENSORS;
    shapes[11] = ("decoder.5.bias", &[3]);
    let values = shapes.map(|(name, shape)| (name.to_string(), vec![1.0; shape.iter().product()]));
    foreign(&path, &values, &shapes);
    let mut model = Autoencoder::new(0);
    let line = load(&mut model, &path).unwrap_err().to_string();
    for part in ["other.safetensors", "decoder.5.bias", "[1]", "[3]"] {
        assert!(line.contains(part), "{part:?} in {line:?}");
    }
    assert_eq!(parameters(&model), parameters(&Autoencoder::new(0)));
}

#[test]
fn a_resumed_run_equals_an_uninterrupted_one_to_the_bit() {
    let images = stripes(70);
    let options = Fit {
        epochs: 4,
        batch_size: 32,
        show: Show::Silent,
        validation_data: Some((&images, &images)),
        ..Fit::default()
    };
    let go_on = |model: &mut Autoencoder, run: &mut Training, epochs| {
        for _ in 0..epochs {
            run.epoch(model, &images, &images, &options);
        }
    };
    let (mut whole, mut whole_run) = (Autoencoder::new(0), Training::new(1e-3, 7));
    go_on(&mut whole, &mut whole_run, 4);

    let folder = tempfile::tempdir().unwrap();
    let path = place(&folder, "run.training");
    let (mut first, mut first_run) = (Autoencoder::new(0), Training::new(1e-3, 7));
    go_on(&mut first, &mut first_run, 2);
    first_run.save(&first, &path).unwrap();
    // A model with other weights: all that counts has to come from the file.
    let mut second = Autoencoder::new(99);
    let mut second_run = Training::resume(&mut second, &path).unwrap();
    go_on(&mut second, &mut second_run, 2);

    assert_eq!(all_bits(&second), all_bits(&whole));
    assert_eq!(second_run.adam.steps, 4 * 3);
    assert_eq!(moments(&second_run), moments(&whole_run));
    assert_eq!(losses(&second_run), losses(&whole_run));

    // Without the optimiser's state it is another run: this test would notice.
    let (mut third, mut fresh) = (Autoencoder::new(99), Training::new(1e-3, 7));
    fresh.history = Training::resume(&mut third, &path).unwrap().history;
    go_on(&mut third, &mut fresh, 2);
    assert_ne!(all_bits(&third), all_bits(&whole));
}

#[test]
fn a_model_alone_is_no_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = place(&folder, "model.safetensors");
    save(&Autoencoder::new(0), &path).unwrap();
    let line = Training::resume(&mut Autoencoder::new(1), &path).unwrap_err();
    assert!(line.to_string().contains("no state of a run"), "{line}");
}

/// Stripes of a width that follows from the number of the image.
fn stripes(count: usize) -> Images {
    let pixel = |i: usize| {
        if ((i % 784) / (2 + i / 784 % 9)).is_multiple_of(2) {
            230
        } else {
            5
        }
    };
    Images::from_bytes((0..count * 784).map(pixel).collect()).unwrap()
}

fn little_endian(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

/// A file that this project's code has no part in.
fn foreign(path: &Path, values: &[Named], shapes: &[(&str, &[usize])]) {
    let bytes: Vec<Vec<u8>> = values.iter().map(|(_, v)| little_endian(v)).collect();
    let tensors: HashMap<&str, TensorView> = shapes
        .iter()
        .zip(&bytes)
        .map(|((name, shape), bytes)| {
            let view = TensorView::new(Dtype::F32, shape.to_vec(), bytes);
            (*name, view.unwrap())
        })
        .collect();
    safetensors::serialize_to_file(&tensors, &None, path).unwrap();
}

fn all_bits(model: &Autoencoder) -> Vec<Vec<u32>> {
    parameters(model).iter().map(|(_, v)| bits(v)).collect()
}

fn moments(run: &Training) -> Vec<(String, i32, [Vec<u32>; 2])> {
    let moments = run.adam.moments.iter();
    let whole = |own: &Moments| (own.name.clone(), own.steps, [bits(&own.m), bits(&own.v)]);
    moments.map(whole).collect()
}

fn losses(run: &Training) -> Vec<(u64, Option<u64>)> {
    let epochs = run.history.epochs.iter();
    epochs
        .map(|e| (e.loss.to_bits(), e.val_loss.map(f64::to_bits)))
        .collect()
}
