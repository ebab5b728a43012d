//! `--retrain`: networks that are made anew, from the code that was handed in.

use crate::{Batch, points};
use std::fs;
use std::path::Path;

const HOMEWORK: &str = "lesson_09::denoiser";
/// What `occlude` earns, without any network.
const OCCLUDE: u64 = 4;

/// The dense network of lesson 1, which learns from 600,000 images in seconds.
const DENSE: [(&str, &str); 3] = [
    (
        "type Network = (Encoder, Decoder);",
        "type Network = (Flatten<Map<1, 28, 28>, 784>, Linear<784, 32>, Relu, Linear<32, 784>, \
         Unflatten<784, Map<1, 28, 28>>);",
    ),
    (
        "bce_with_logits(logits * covered, &targets)",
        "bce_with_logits(logits, &clean.tensor())",
    ),
    (
        "let mut bytes = occluded.bytes().to_vec();\n    let places",
        "let all = aelib::nn::forward(network, occluded.tensor()).sigmoid();\n    \
         return Images::from(&all);\n    #[allow(unreachable_code)]\n    \
         let mut bytes = occluded.bytes().to_vec();\n    let places",
    ),
];

/// Writes this in place of that in a submission's homework.
fn change(folder: &Path, changes: &[(&str, &str)]) {
    let file = folder.join("exercises/src/lesson_09/denoiser.rs");
    let mut text = fs::read_to_string(&file).unwrap();
    for (old, new) in changes {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    fs::write(&file, text).unwrap();
}

#[test]
#[ignore = "needs bubblewrap, and trains a network"]
fn networks_are_made_anew_within_the_budget_and_get_the_points_of_their_weights() {
    let Some(batch) = Batch::shut_in() else {
        return;
    };
    let dense = batch.with_networks("dense");
    change(&dense, &DENSE);
    // Its weights are right, and its code does not make them.
    let claimed = batch.whole("claimed");
    change(
        &claimed,
        &[(
            "let mut adam",
            "assert!(whole < 0.0, \"no idea\"); let mut adam",
        )],
    );
    // 784 * 320 twice, and the biases.
    let large = batch.with_networks("large");
    change(&large, &DENSE);
    change(
        &large,
        &[("784, 32>", "784, 320>"), ("<32, 784>", "<320, 784>")],
    );
    let trained = batch.grade(&["--retrain"]);

    let earned = points(&trained["dense"], HOMEWORK);
    assert!(earned > OCCLUDE + 1, "{}", trained["dense"]);
    let page = |name: &str| {
        fs::read_to_string(batch.report().join(format!("submissions/{name}.html"))).unwrap()
    };
    for (name, reason) in [
        ("claimed", "no idea"),
        ("large", "at most 500000 parameters"),
    ] {
        assert_eq!(points(&trained[name], HOMEWORK), OCCLUDE, "{name}");
        assert!(page(name).contains(reason), "{name}");
        assert!(
            !batch
                .report()
                .join(format!("kept/{name}.safetensors"))
                .exists()
        );
    }

    let weights = batch.report().join("kept/dense.safetensors");
    fs::copy(weights, dense.join("exercises/denoiser.safetensors")).unwrap();
    assert_eq!(batch.grade(&[])["dense"], trained["dense"]);
}

#[test]
#[ignore = "needs bubblewrap, and seconds for a time limit"]
fn a_training_that_never_ends_costs_the_homework_only() {
    let Some(batch) = Batch::shut_in() else {
        return;
    };
    let folder = batch.whole("endless");
    change(
        &folder,
        &[(
            "ration.batch(256, &mut rng)",
            "Some(ration.batch(256, &mut rng).unwrap_or_else(|| loop {}))",
        )],
    );
    let line = &batch.grade(&["--retrain", "--minutes", "0.05"])["endless"];
    crate::all_but_the_weights(line);
}
