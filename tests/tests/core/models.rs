//! The models: their tensors' names, their files, their first weights, and that they learn.

use aelib::dfdx::tensor::safetensors::Error as LoadError;
use aelib::prelude::*;
use serde_json::Value;
use tests::{Named, assert_close, parameters, random_tensor};

type Autoencoder = ConvAutoencoder<5>;

/// PyTorch's names and shapes for the same architecture.
const TENSORS: [(&str, &[usize]); 12] = [
    ("encoder.0.weight", &[16, 1, 3, 3]),
    ("encoder.0.bias", &[16]),
    ("encoder.2.weight", &[32, 16, 3, 3]),
    ("encoder.2.bias", &[32]),
    ("encoder.5.weight", &[5, 1568]),
    ("encoder.5.bias", &[5]),
    ("decoder.0.weight", &[1568, 5]),
    ("decoder.0.bias", &[1568]),
    ("decoder.3.weight", &[32, 16, 4, 4]),
    ("decoder.3.bias", &[16]),
    ("decoder.5.weight", &[16, 1, 4, 4]),
    ("decoder.5.bias", &[1]),
];

#[test]
fn a_file_has_pytorchs_names_and_shapes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    Autoencoder::new(0).save_safetensors(&path).unwrap();
    let bytes = std::fs::read(path).unwrap();
    let (len, rest) = bytes.split_at(8);
    let len = u64::from_le_bytes(len.try_into().unwrap()) as usize;
    let header: Value = serde_json::from_slice(&rest[..len]).unwrap();
    let mut found = Vec::new();
    for (name, tensor) in header.as_object().unwrap() {
        assert_eq!(tensor["dtype"], "F32", "{name}");
        let sizes = tensor["shape"].as_array().unwrap().iter();
        let sizes = sizes.map(|size| size.as_u64().unwrap() as usize);
        found.push((name.as_str(), Vec::from_iter(sizes)));
    }
    found.sort();
    let mut expected = TENSORS.map(|(name, sizes)| (name, sizes.to_vec()));
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn a_file_brings_the_model_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    let (saved, mut loaded) = (Autoencoder::new(1), Autoencoder::new(2));
    saved.save_safetensors(&path).unwrap();
    loaded.load_safetensors(&path).unwrap();
    assert_eq!(parameters(&loaded), parameters(&saved));
    let images = random_tensor((2, Const, Const, Const), 0);
    assert_eq!(
        loaded.reconstruct(images.clone()).as_vec(),
        saved.reconstruct(images).as_vec()
    );
}

#[test]
fn a_file_of_another_model_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    let layer: Linear<2, 2> = BuildModule::build(&Cpu::default());
    layer.save_safetensors(&path).unwrap();
    let loaded: std::result::Result<(), LoadError> = Autoencoder::new(0).load_safetensors(&path);
    assert!(loaded.is_err());
}

#[test]
fn the_seed_decides_the_weights() {
    let weights = |seed| parameters(&Autoencoder::new(seed));
    assert_eq!(weights(7), weights(7));
    for ((name, seven), (_, eight)) in weights(7).iter().zip(&weights(8)) {
        assert_eq!(seven == eight, name.ends_with("bias"), "{name}");
    }
}

#[test]
fn weights_begin_in_glorots_range_and_biases_at_zero() {
    let found = parameters(&Autoencoder::new(0));
    assert_eq!(found.len(), TENSORS.len());
    for ((name, values), (expected_name, sizes)) in found.iter().zip(TENSORS) {
        assert_eq!(name, expected_name);
        if name.ends_with("bias") {
            assert!(values.iter().all(|v| *v == 0.0), "{name}");
            continue;
        }
        let taps: usize = sizes[2..].iter().product();
        let limit = (6.0 / ((sizes[0] + sizes[1]) * taps) as f32).sqrt();
        let largest = values.iter().fold(0.0, |m: f32, v| m.max(v.abs()));
        assert!(
            largest <= limit && largest > 0.9 * limit,
            "{name}: {largest} of {limit}"
        );
        // A uniform distribution: mean 0, and variance limit²/3.
        let count = values.len() as f32;
        let mean = values.iter().sum::<f32>() / count;
        let variance = values.iter().map(|v| v * v).sum::<f32>() / count;
        let deviation = limit / 3f32.sqrt();
        assert!(
            mean.abs() < 4.0 * deviation / count.sqrt(),
            "{name}: mean {mean}"
        );
        let ratio = variance / (limit * limit / 3.0);
        assert!(
            (0.7..1.3).contains(&ratio),
            "{name}: variance {ratio} of a uniform one"
        );
    }
}

#[test]
fn shapes_are_those_of_images_codes_and_logits() {
    let model = ConvAutoencoder::<3>::new(0);
    let images = random_tensor((4, Const, Const, Const), 0);
    let codes = model.encode(images.clone());
    assert_eq!(codes.shape().concrete(), [4, 3]);
    let logits = model.decode(codes);
    assert_eq!(logits.shape().concrete(), [4, 1, 28, 28]);
    assert_eq!(model.forward(images.clone()).as_vec(), logits.as_vec());
    let pixels = model.reconstruct(images).as_vec();
    for (pixel, logit) in pixels.iter().zip(logits.as_vec()) {
        assert!((pixel - 1.0 / (1.0 + (-logit).exp())).abs() < 1e-6);
    }
}

/// White squares at places that follow from the number of the image.
fn squares(count: usize) -> Images {
    let mut bytes = vec![0; count * 784];
    for (i, image) in bytes.chunks_exact_mut(784).enumerate() {
        let (top, left) = (i * 7 % 18, i * 11 % 18);
        for row in top..top + 10 {
            image[row * 28 + left..row * 28 + left + 10].fill(255);
        }
    }
    Images::from_bytes(bytes).unwrap()
}

/// Losses of the epochs and the weights after them.
fn train(images: &Images, batch_size: usize, seed: u64) -> (Vec<f64>, Vec<Named>) {
    let mut model = Autoencoder::new(0);
    let options = Fit {
        epochs: 3,
        batch_size,
        seed,
        show: Show::Silent,
        ..Fit::default()
    };
    let history = fit(&mut model, images, images, options);
    let losses = history.epochs.iter().map(|epoch| epoch.loss).collect();
    (losses, parameters(&model))
}

#[test]
fn fit_lowers_the_loss_the_same_way_for_the_same_seed() {
    let images = squares(300);
    let (losses, weights) = train(&images, 32, 5);
    assert_eq!(losses.len(), 3);
    assert!(
        losses[0] < 0.7,
        "an untrained model has ln 2 per pixel: {losses:?}"
    );
    assert!(losses[2] < 0.8 * losses[0], "{losses:?}");
    assert_eq!((losses, weights.clone()), train(&images, 32, 5));
    assert_ne!(weights, train(&images, 32, 6).1, "another order");
}

#[test]
fn fit_trains_on_the_short_last_batch() {
    // One batch of 20 and one of 3, against the first alone: in this order, unshuffled.
    let after_one_epoch = |count| {
        let mut model = Autoencoder::new(0);
        let options = Fit {
            batch_size: 20,
            shuffle: false,
            show: Show::Silent,
            ..Fit::default()
        };
        let images = squares(23).first(count);
        let history = fit(&mut model, &images, &images, options);
        (history.epochs[0].loss, parameters(&model))
    };
    let ((loss, weights), (loss_of_first, weights_of_first)) =
        (after_one_epoch(23), after_one_epoch(20));
    assert_ne!(weights, weights_of_first);
    // The epoch's loss counts images, not batches: the second batch after one step.
    let mut model = Autoencoder::new(0);
    let batch = |places: &[usize]| squares(23).batch(places);
    let first = batch(&Vec::from_iter(0..20));
    let mut adam = Adam::new(1e-3);
    let logits = model.forward(first.clone().leaky_traced());
    adam.step(&mut model, bce_with_logits(logits, &first).backward());
    let last = batch(&[20, 21, 22]);
    let logits = model.forward(last.clone().leaky_traced());
    let loss_of_last = bce_with_logits(logits, &last);
    let mean = (20.0 * loss_of_first + 3.0 * f64::from(loss_of_last.array())) / 23.0;
    assert!((loss - mean).abs() < 1e-6, "{loss} and {mean}");
    adam.step(&mut model, loss_of_last.backward());
    for ((name, found), (_, expected)) in weights.iter().zip(&parameters(&model)) {
        assert_close(name, found, expected, 1e-4, 1e-5);
    }
}

#[test]
fn the_deep_model_learns_and_has_pytorchs_names() {
    let images = squares(100);
    let mut model = DeepAutoencoder::<4>::new(0);
    let names: Vec<String> = parameters(&model)
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    let layers = [
        "encoder.1",
        "encoder.3",
        "encoder.5",
        "decoder.0",
        "decoder.2",
        "decoder.4",
    ];
    let expected = layers
        .iter()
        .flat_map(|l| [format!("{l}.weight"), format!("{l}.bias")]);
    assert_eq!(names, Vec::from_iter(expected));
    let options = Fit {
        epochs: 5,
        batch_size: 20,
        show: Show::Silent,
        ..Fit::default()
    };
    let history = fit(&mut model, &images, &images, options);
    let (first, last) = (history.epochs[0].loss, history.epochs[4].loss);
    assert!(last < 0.5 * first, "{first} to {last}");
    let restored = model.reconstruct(images.tensor());
    assert_eq!(restored.shape().concrete(), [100, 1, 28, 28]);
}

#[test]
fn the_classifier_learns_labels() {
    // The label says in which of ten columns a bar stands.
    let bars = |count: usize, shift: usize| {
        let labels: Vec<u8> = (0..count).map(|i| ((i * 7 + shift) % 10) as u8).collect();
        let pixels = labels.iter().zip(0..).flat_map(|(label, i)| {
            let left = 4 + 2 * usize::from(*label);
            (0..784).map(move |p| {
                if (left..left + 2).contains(&(p % 28)) {
                    255
                } else {
                    (i % 50) as u8
                }
            })
        });
        let images = Images::from_bytes(pixels.collect()).unwrap();
        Labelled { images, labels }
    };
    let (train, test) = (bars(400, 0), bars(50, 3));
    let mut model = DigitClassifier::new(0);
    let before = model.accuracy(&test);
    assert!(before < 0.5, "untrained: {before}");
    model.fit(&train, 6, 0);
    let after = model.accuracy(&test);
    assert!(after > 0.95, "trained: {after}");
    assert_eq!(
        model.read(test.images.tensor()),
        model.read_all(&test.images)
    );
    // Between a guess among ten and certainty.
    let certainty = model.certainty(test.images.tensor());
    assert_eq!(certainty.len(), 50);
    assert!(certainty.iter().all(|p| (0.099..=1.0).contains(p)));

    let mut again = DigitClassifier::new(0);
    again.fit(&train, 6, 0);
    assert_eq!(parameters(&again), parameters(&model), "the seed decides");
}

#[test]
fn agreement_is_a_share() {
    assert_eq!(agreement(&[1, 2, 3, 4], &[1, 2, 0, 0]), 0.5);
    assert_eq!(agreement(&[7], &[7]), 1.0);
}
