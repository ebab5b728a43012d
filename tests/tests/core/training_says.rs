//! What training says while it runs, and what it refuses before it begins.

use aelib::prelude::*;
use aelib::watch::{Preview, Watch};
use std::process::Command;

fn images(count: usize) -> Images {
    Images::from_bytes(vec![100; count * 784]).expect("whole images")
}

/// Runs one of the tests below in a process of its own, and gives what it prints.
fn printed(test: &str) -> String {
    let mut this = Command::new(std::env::current_exe().expect("this test"));
    this.args(["--exact", test, "--nocapture"]).env("SAYS", "1");
    let output = this.output().expect("this test runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("text")
}

fn inside() -> bool {
    std::env::var_os("SAYS").is_some()
}

#[test]
fn a_loss_that_is_no_number_is_said_at_once_and_once() {
    if inside() {
        let options = Fit {
            epochs: 2,
            batch_size: 2,
            learning_rate: f32::INFINITY,
            ..Fit::default()
        };
        let x = images(6);
        fit(&mut DenseAutoencoder::<2>::new(0), &x, &x, options);
        return;
    }
    let text = printed("training_says::a_loss_that_is_no_number_is_said_at_once_and_once");
    let lines = Vec::from_iter(text.lines().filter(|line| line.contains("the loss is ")));
    assert_eq!(lines.len(), 1, "{text}");
    assert!(lines[0].starts_with("epoch 1, batch 2: "), "{text}");
    assert!(lines[0].contains("smaller learning rate"), "{text}");
    let said = text.find("the loss is ").expect("said");
    assert!(said < text.find("epoch 1/2").expect("an epoch"), "{text}");
}

#[test]
fn no_epoch_comes_after_the_last_one() {
    if inside() {
        let x = images(2);
        let mut run = Training::new(1e-3, 0);
        let mut model = DenseAutoencoder::<2>::new(0);
        for _ in 0..3 {
            run.epoch(&mut model, &x, &x, &Fit::default());
        }
        return;
    }
    let text = printed("training_says::no_epoch_comes_after_the_last_one");
    for said in ["epoch 1/1 ", "epoch 2/2 ", "epoch 3/3 "] {
        assert!(text.contains(said), "{text}");
    }
}

#[test]
fn a_line_stands_for_so_many_epochs_and_for_the_last() {
    if inside() {
        let x = images(2);
        let options = Fit {
            epochs: 5,
            show: Show::Every(2),
            ..Fit::default()
        };
        fit(&mut DenseAutoencoder::<2>::new(0), &x, &x, options);
        return;
    }
    let text = printed("training_says::a_line_stands_for_so_many_epochs_and_for_the_last");
    let lines = text.lines().filter_map(|line| line.strip_prefix("epoch "));
    let epochs = Vec::from_iter(lines.filter_map(|line| line.split("  ").next()));
    assert_eq!(epochs, ["2/5", "4/5", "5/5"], "{text}");
}

fn validate_on(x: usize, y: usize) {
    let (train, x, y) = (images(2), images(x), images(y));
    let options = Fit {
        validation_data: Some((&x, &y)),
        show: Show::Silent,
        ..Fit::default()
    };
    fit(&mut DenseAutoencoder::<2>::new(0), &train, &train, options);
}

#[test]
#[should_panic(expected = "to validate on, as many targets (3) as inputs (5)")]
fn validation_has_a_target_for_each_input() {
    validate_on(5, 3);
}

#[test]
#[should_panic(expected = "to validate on, as many targets (5) as inputs (3)")]
fn validation_has_an_input_for_each_target() {
    validate_on(3, 5);
}

#[test]
#[should_panic(expected = "no images to validate on")]
fn validation_on_nothing() {
    validate_on(0, 0);
}

#[test]
#[should_panic(expected = "no images to measure on")]
fn a_loss_of_nothing() {
    evaluate(&DenseAutoencoder::<2>::new(0), &images(0), &images(0), 0);
}

#[test]
#[should_panic(expected = "images of 2x4; they need 3 rows or more")]
fn a_stripe_needs_a_row_beside_it() {
    let low = Images::<Map<1, 2, 4>>::from_bytes(vec![0; 8]).expect("an image");
    occlude(&low, &mut ChaCha8Rng::seed_from_u64(0));
}

/// Who looks on, and the rows that it is shown at the end of an epoch.
struct Eye(Vec<(String, [usize; 4])>);

impl Watch for Eye {
    fn epoch(&mut self, _: &aelib::progress::EpochReport, preview: Preview) {
        let rows = preview().into_iter();
        self.0 = rows
            .map(|row| (row.name, row.images.shape().concrete()))
            .collect();
    }
}

#[test]
fn images_stand_above_what_the_model_makes_of_them() {
    let mut eye = Eye(Vec::new());
    let mut model = DenseAutoencoder::<2>::new(0);
    let x = images(12);
    aelib::fit::fit_watched(&mut model, &x, &x, &Fit::default(), &mut eye);
    assert_eq!(
        eye.0,
        ["input", "output"].map(|name| (name.to_string(), [10, 1, 28, 28]))
    );
    // Maps of two channels are no images.
    type Maps = Map<2, 4, 4>;
    type Model =
        Autoencoder<(Flatten<Maps, 32>, Linear<32, 2>), (Linear<2, 32>, Unflatten<32, Maps>), Maps>;
    let x = Images::<Maps>::from_bytes(vec![9; 32]).expect("a map");
    aelib::fit::fit_watched(&mut Model::new(0), &x, &x, &Fit::default(), &mut eye);
    assert!(eye.0.is_empty());
}

#[test]
fn every_image_comes_once_in_an_order_of_the_seed() {
    let images = Images::<Map<1, 1, 1>>::from_bytes(Vec::from_iter(0..5)).expect("images");
    let order = |seed| {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let batches = images.shuffled(2, &mut rng);
        Vec::from_iter(batches.map(|batch| Images::<Map<1, 1, 1>>::from(&batch).bytes().to_vec()))
    };
    let sizes = Vec::from_iter(order(0).iter().map(Vec::len));
    assert_eq!(sizes, [2, 2, 1]);
    let mut all = order(0).concat();
    assert_ne!(order(0), order(1));
    all.sort();
    assert_eq!(all, [0, 1, 2, 3, 4]);
}
