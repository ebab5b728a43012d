//! What Adam keeps belongs to one model and to each of its parameters; and a run is taken up
//! again with all of it, or not at all.

use aelib::prelude::*;
use aelib::progress::EpochReport;
use safetensors::tensor::{SafeTensors, TensorView};
use std::path::{Path, PathBuf};
use tests::{SmallFaceSwap, SmallFaces, bits, parameters};

type Autoencoder = DenseAutoencoder<4>;

fn images(count: usize) -> Images {
    let bytes = (0..count * 784).map(|i| (i * 31 % 256) as u8);
    Images::from_bytes(bytes.collect()).expect("whole images")
}

fn step<M: Model<Image = Map<1, 28, 28>>>(adam: &mut Adam, model: &mut M) {
    let x = images(8).tensor();
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let loss = model.loss(&x, &x, OwnedTape::default(), &mut rng);
    adam.step(model, loss.backward());
}

#[test]
#[should_panic(expected = "make an Adam for each model")]
fn one_adam_does_not_serve_two_sizes_of_a_model() {
    let mut adam = Adam::new(1e-3);
    step(&mut adam, &mut DenseAutoencoder::<4>::new(0));
    step(&mut adam, &mut DenseAutoencoder::<8>::new(0));
}

#[test]
#[should_panic(expected = "make an Adam for each model")]
fn one_adam_does_not_serve_two_kinds_of_models() {
    let mut adam = Adam::new(1e-3);
    step(&mut adam, &mut DenseAutoencoder::<4>::new(0));
    step(&mut adam, &mut ConvAutoencoder::<4>::new(0));
}

/// Of two decoders the one that takes no part stays, to the bit, though it has momentum.
#[test]
fn what_takes_no_part_in_a_loss_does_not_move() {
    let [a, b] = Character::ALL.map(|who| SmallFaces::any(who, 4, 0).images.tensor());
    let (mut model, mut adam) = (SmallFaceSwap::new(0), Adam::new(1e-2));
    let mut learn = |model: &mut SmallFaceSwap, who, faces| {
        let loss = model.loss(who, faces, faces, 1.0, OwnedTape::default());
        adam.step(model, loss.backward());
    };
    let decoder = |model: &SmallFaceSwap, who| {
        let all = parameters(model.decoder(who));
        Vec::from_iter(all.iter().map(|(_, values)| bits(values)))
    };
    for _ in 0..3 {
        learn(&mut model, Character::B, &b);
        let before = [Character::A, Character::B].map(|who| decoder(&model, who));
        learn(&mut model, Character::A, &a);
        assert_eq!(
            decoder(&model, Character::B),
            before[1],
            "B's decoder on A's faces"
        );
        assert_ne!(decoder(&model, Character::A), before[0]);
    }
}

/// The steps that correct a parameter's moments are those in which it had a gradient: its
/// first step is as long as the learning rate, whenever it comes.
#[test]
fn a_first_step_is_a_first_step_however_late() {
    let faces = SmallFaces::any(Character::A, 4, 0).images.tensor();
    let (mut model, mut adam) = (SmallFaceSwap::new(0), Adam::new(1e-3));
    for who in [Character::A, Character::A, Character::A, Character::B] {
        let before = parameters(model.decoder(who));
        let loss = model.loss(who, &faces, &faces, 1.0, OwnedTape::default());
        adam.step(&mut model, loss.backward());
        if who == Character::B {
            let after = parameters(model.decoder(who));
            let pairs = before.iter().zip(&after);
            let moves = pairs.flat_map(|(b, a)| b.1.iter().zip(&a.1).map(|(b, a)| (a - b).abs()));
            let largest = moves.fold(0.0, f32::max);
            assert!((largest - 1e-3).abs() < 1e-5, "{largest}");
        }
    }
}

/// A run of one epoch on disk.
fn saved(folder: &Path, learning_rate: f32) -> (PathBuf, Training) {
    let (mut model, mut run) = (Autoencoder::new(0), Training::new(learning_rate, 0));
    let x = images(20);
    let options = Fit {
        batch_size: 8,
        validation_data: Some((&x, &x)),
        show: Show::Silent,
        ..Fit::default()
    };
    run.epoch(&mut model, &x, &x, &options);
    let path = folder.join("run.training");
    run.save(&model, &path).unwrap();
    (path, run)
}

/// Makes of a tensor's name and bytes other bytes, or leaves it out.
type Change<'a> = dyn Fn(&str, Vec<u8>) -> Option<Vec<u8>> + 'a;

/// The same file with a change made to its tensors.
fn changed(path: &Path, change: &Change<'_>) {
    let bytes = std::fs::read(path).unwrap();
    let (_, header) = SafeTensors::read_metadata(&bytes).unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let tensors = file.tensors().into_iter().filter_map(|(name, view)| {
        let data = change(&name, view.data().to_vec())?;
        let shape = match data.len() == view.data().len() {
            true => view.shape().to_vec(),
            false => vec![data.len() / 4],
        };
        Some((name, view.dtype(), shape, data))
    });
    let tensors = Vec::from_iter(tensors);
    let views = tensors.iter().map(|(name, dtype, shape, data)| {
        (name, TensorView::new(*dtype, shape.clone(), data).unwrap())
    });
    safetensors::serialize_to_file(views, header.metadata(), path).unwrap();
}

#[test]
fn a_run_without_all_of_its_moments_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |change: &Change<'_>, words: &[&str]| {
        let (path, _) = saved(folder.path(), 1e-3);
        changed(&path, change);
        let mut model = Autoencoder::new(1);
        let line = Training::resume(&mut model, &path).unwrap_err().to_string();
        for word in words {
            assert!(line.contains(word), "{word:?} in {line:?}");
        }
        assert_eq!(
            parameters(&model),
            parameters(&Autoencoder::new(1)),
            "changed"
        );
    };
    let is_m = |name: &str| name == "adam.encoder.1.weight.m";
    refused(
        &|name, data| (!name.starts_with("adam.")).then_some(data),
        &["run.training", "adam.encoder.1.weight.m", "none"],
    );
    refused(
        &|name, data| (!is_m(name)).then_some(data),
        &["adam.encoder.1.weight.m", "none"],
    );
    refused(
        &|name, data| {
            Some(if is_m(name) {
                data[..40].to_vec()
            } else {
                data
            })
        },
        &["moments", "3136", "10 numbers"],
    );
    let is_last = |name: &str| name.starts_with("adam.decoder") && name.ends_with(".v");
    refused(
        &|name, data| {
            Some(if is_last(name) {
                data[..4].to_vec()
            } else {
                data
            })
        },
        &["moments", "1 numbers"],
    );
}

#[test]
fn a_run_whose_loss_is_no_number_can_be_taken_up_again() {
    let folder = tempfile::tempdir().unwrap();
    let (path, run) = saved(folder.path(), f32::INFINITY);
    let report = &run.history.epochs[0];
    assert!(report.val_loss.is_some_and(|loss| !loss.is_finite()));
    let again = Training::resume(&mut Autoencoder::new(0), &path).unwrap();
    let found = &again.history.epochs[0];
    assert_eq!(found.loss.to_string(), report.loss.to_string());
    let words = |loss: Option<f64>| loss.map(|loss| loss.to_string());
    assert_eq!(words(found.val_loss), words(report.val_loss));
    assert_eq!(again.adam.learning_rate, f32::INFINITY);
}

#[test]
fn losses_are_written_as_they_are() {
    for (loss, val_loss) in [
        (f64::NAN, Some(f64::NAN)),
        (f64::INFINITY, Some(f64::NEG_INFINITY)),
        (0.1, None),
        (1e-300, Some(0.25)),
    ] {
        let report = EpochReport {
            epoch: 1,
            loss,
            val_loss,
            seconds: 0.5,
        };
        let text = serde_json::to_string(&report).unwrap();
        let again: EpochReport = serde_json::from_str(&text).unwrap();
        assert_eq!(format!("{again:?}"), format!("{report:?}"), "{text}");
    }
    // What earlier runs wrote.
    let text = r#"{"epoch":1,"loss":null,"val_loss":null,"seconds":0.5}"#;
    let report: EpochReport = serde_json::from_str(text).unwrap();
    assert!(report.loss.is_nan() && report.val_loss.is_none());
    let text = r#"{"epoch":1,"loss":"much","val_loss":null,"seconds":0.5}"#;
    assert!(serde_json::from_str::<EpochReport>(text).is_err());
}
