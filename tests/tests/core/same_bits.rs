//! The same seed gives the same bits on any number of threads, and nearly the same numbers
//! with any of the processor's instructions.

use aelib::prelude::*;
use std::process::Command;
use tests::{Named, assert_close, bits, gradients, parameters, randoms};

/// Two batches of whole blocks and a short one.
fn digits() -> Images {
    let pixels: Vec<f32> = randoms(150 * 784, 0)
        .iter()
        .map(|r| r.abs() % 1.0)
        .collect();
    Images::from_pixels(&pixels)
}

/// Losses and weights after two epochs.
fn trained<M: Model<Image = Map<1, 28, 28>>>(mut model: M) -> Vec<Named> {
    let options = Fit {
        epochs: 2,
        batch_size: 64,
        show: Show::Silent,
        ..Fit::default()
    };
    let history = fit(&mut model, &digits(), &digits(), options);
    let losses = history.epochs.iter().map(|epoch| epoch.loss as f32);
    let mut all = vec![("losses".to_string(), losses.collect())];
    all.extend(parameters(&model));
    all
}

#[test]
fn training_on_any_number_of_threads_ends_with_the_same_bits() {
    let models = || {
        let mut all = trained(DenseAutoencoder::<32>::new(1));
        all.extend(trained(ConvAutoencoder::<5>::new(1)));
        all.extend(trained(Vae::<4>::new(1)));
        all
    };
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().expect("threads").install(models)
    };
    let one = on(1);
    for threads in [2, 4] {
        for ((name, found), (_, expected)) in on(threads).iter().zip(&one) {
            assert_eq!(bits(found), bits(expected), "{name} on {threads} threads");
        }
    }
}

/// What a process of its own is asked for: one batch's loss and gradients, and the losses
/// of a run.
fn outcome() -> Vec<f32> {
    let model = Vae::<4>::new(1);
    let images = digits().tensor();
    let mut rng = ChaCha8Rng::seed_from_u64(0);
    let loss = model.loss(&images, &images, OwnedTape::default(), &mut rng);
    let mut all = vec![loss.array()];
    for (_, gradient) in gradients(&model, loss.backward()) {
        all.extend(gradient);
    }
    all.extend(&trained(ConvAutoencoder::<5>::new(1))[0].1);
    all.extend(&trained(DenseAutoencoder::<32>::new(1))[0].1);
    all
}

const BEGIN: &str = "outcome in bits:";

#[test]
fn any_instructions_give_nearly_the_same_numbers() {
    if std::env::var_os("AELIB_SIMD").is_some() {
        println!("{BEGIN} {:?}", bits(&outcome()));
        return;
    }
    let with = |instructions: &str| -> Vec<f32> {
        let mut this = Command::new(std::env::current_exe().expect("this test"));
        this.args([
            "--exact",
            "same_bits::any_instructions_give_nearly_the_same_numbers",
        ]);
        this.args(["--nocapture"]).env("AELIB_SIMD", instructions);
        let output = this.output().expect("this test runs");
        let text = String::from_utf8_lossy(&output.stdout);
        let start = text.find(BEGIN).expect("an outcome") + BEGIN.len();
        let line = text[start..].lines().next().expect("numbers").trim();
        let numbers = line.trim_matches(['[', ']']).split(", ");
        numbers
            .map(|n| f32::from_bits(n.parse().expect("bits")))
            .collect()
    };
    let (best, avx2, scalar) = (with("best"), with("avx2"), with("scalar"));
    let largest = best.iter().fold(0.0f32, |a, b| a.max(b.abs()));
    let tolerance = 1e-6 * f64::from(largest);
    assert_close("avx2", &avx2, &best, 1e-3, tolerance);
    assert_close("scalar", &scalar, &best, 1e-3, tolerance);
    #[cfg(target_arch = "x86_64")]
    if std::is_x86_feature_detected!("fma") {
        assert_ne!(bits(&scalar), bits(&best), "the switch does something");
    }
}
