//! What an exercise asks for is nothing that the exercises can call: the compiler says so in
//! one clear sentence.

use exercises_aelib as _;
use std::path::{Path, PathBuf};
use std::process::Command;

const SENTENCE: &str = "this is what an exercise asks for: write it yourself";

/// A function of the library for each exercise that one could think of.
const CALLS: [(&str, &str); 24] = [
    (
        "lesson_02::losses_by_hand",
        "fn f(x: Batch<Rank1<5>>) -> f32 { mse(x.clone(), &x) }",
    ),
    (
        "lesson_02::losses_by_hand",
        "fn f(x: Batch<Rank1<5>>) -> f32 { bce_per_pixel(&x, &x) }",
    ),
    (
        "lesson_03::sizes",
        "fn f() -> Option<usize> { Conv2dOptions::new(1, 0).output_size(5, 3) }",
    ),
    (
        "lesson_03::convolution",
        "fn f(a: &[f32]) -> Vec<f32> { aelib::ops::reference::conv2d(a, [1, 3, 3], a, [1, 3, 3], &[], 0) }",
    ),
    (
        "lesson_03::convolution",
        "fn f(x: Batch<Map<1, 3, 3>>) { let _: () = conv2d(x.clone(), x, 0, 0); }",
    ),
    (
        "lesson_03::by_hand",
        "fn f(x: &str) { let _: () = Problem::conv_transpose2d(x, x, 0); }",
    ),
    (
        "lesson_03::sizes",
        "fn f() { let _: () = overlap([20, 1], [3, 1], 0); }",
    ),
    (
        "lesson_03::transposed_convolution",
        "fn f(a: &[f32]) -> Vec<f32> { aelib::ops::reference::conv_transpose2d(a, [1, 3, 3], a, [1, 3, 3], &[], 0) }",
    ),
    (
        "lesson_04::decoder",
        "fn f() { let _: () = aelib::models::Decoder::<5>::build(&Cpu::default()); }",
    ),
    (
        "lesson_04::decoder",
        "fn f() { let _: () = ConvAutoencoder::<5>::new(0); }",
    ),
    (
        "lesson_04::training_loop",
        "fn f(x: &Images) { let _: () = fit(0, x, x, 0); }",
    ),
    (
        "lesson_05::code_size",
        "fn f(x: &Images) { let _: () = Pca::fit(x, 2); }",
    ),
    (
        "lesson_06::threshold",
        "fn f(x: &[f32]) -> f32 { aelib::anomaly::threshold(x, 0.1) }",
    ),
    (
        "lesson_06::threshold",
        "fn f(x: &[f32]) -> f32 { share_above(x, 0.1) }",
    ),
    (
        "lesson_06::precision_at_k",
        "fn f(x: &[u8]) -> f32 { precision_at_k(x, x, x, x, 3) }",
    ),
    (
        "lesson_06::precision_at_k",
        "fn f(x: Batch<Rank1<5>>) { let _: () = Index::new(&x); }",
    ),
    (
        "lesson_06::noisy_input",
        "fn f(x: Batch<Rank1<5>>) -> Vec<f32> { mse_per_image(&x, &x) }",
    ),
    (
        "lesson_07::why_one_encoder",
        "fn f() { let _: () = FaceSwap::<2>::new(0); }",
    ),
    (
        "lesson_08::reparameterize",
        "fn f(x: &[f32]) -> Vec<f32> { aelib::ops::gaussian::sample(1, x, x) }",
    ),
    (
        "lesson_08::kl_by_hand",
        "fn f(x: &[f32]) -> (f32, Vec<f32>) { aelib::ops::gaussian::kl_divergence(1, x, 1.0) }",
    ),
    (
        "lesson_08::kl_by_sampling",
        "fn f(x: Latent<2>) -> f32 { kl_monte_carlo(&x, 0) }",
    ),
    (
        "lesson_09::denoiser",
        "fn f(x: &Images, rng: &mut ChaCha8Rng) -> Images { occlude(x, rng) }",
    ),
    (
        "lesson_09::denoiser",
        "fn f() { let _: () = Digits::find(); }",
    ),
    (
        "lesson_09::denoiser",
        "fn f() { let _: () = Denoiser::new(0); }",
    ),
];

/// The library that exercises are compiled against, as it was built for this test, and the
/// folder of the libraries behind it.
fn library() -> (PathBuf, PathBuf) {
    let test = std::env::current_exe().unwrap();
    let deps = test.parent().unwrap();
    let files = std::fs::read_dir(deps)
        .unwrap()
        .flatten()
        .map(|entry| entry.path());
    let named = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("libexercises_aelib-") && name.ends_with(".rlib")
    };
    let time = |file: &PathBuf| {
        std::fs::metadata(file)
            .and_then(|about| about.modified())
            .ok()
    };
    let newest = files.filter(named).max_by_key(time);
    (newest.expect("it is built"), deps.to_path_buf())
}

/// What the compiler says about a file of an exercise; nothing if it compiles.
fn said(library: &(PathBuf, PathBuf), code: &str) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let code = format!("#![allow(warnings)]\nuse aelib::prelude::*;\npub {code}\n");
    std::fs::write(folder.path().join("lib.rs"), code).unwrap();
    compiled(library, folder.path())
}

/// What the compiler says about the sources in this folder; nothing if they compile.
fn compiled((library, deps): &(PathBuf, PathBuf), folder: &Path) -> Option<String> {
    let output = Command::new("rustc")
        .args([
            "--edition",
            "2024",
            "--crate-type",
            "lib",
            "--emit",
            "metadata",
        ])
        .arg("--extern")
        .arg(format!("aelib={}", library.display()))
        .arg("-L")
        .arg(format!("dependency={}", deps.display()))
        .arg("--out-dir")
        .arg(folder)
        .arg(folder.join("lib.rs"))
        .output()
        .unwrap();
    (!output.status.success()).then(|| String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The solutions without how they are checked, as a student could have written them.
fn answers(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            answers(&path, &to);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let mut parts = text.split("// begin source");
        let mut answer = parts.next().unwrap_or_default().to_string();
        answer.extend(parts.filter_map(|part| Some(part.split_once("// end source")?.1)));
        std::fs::write(to, answer).unwrap();
    }
}

#[test]
fn the_solutions_need_nothing_but_what_the_exercises_have() {
    let folder = tempfile::tempdir().unwrap();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    answers(&sources, folder.path());
    assert_eq!(compiled(&library(), folder.path()), None);
}

/// The losses on which networks train are the answers to other exercises, and so are the parts
/// of the bonus: there they say so.
#[test]
fn losses_are_for_networks_only() {
    use exercises_aelib::{missing, prelude::*};
    let said = |call: fn() -> f32| {
        let said = std::panic::catch_unwind(call).unwrap_err();
        assert_eq!(said.downcast_ref::<&str>(), Some(&SENTENCE));
    };
    let x = || Cpu::default().tensor([1.0f32]);
    assert!(bce_with_logits(x(), &x()).array() > 0.0);
    missing::runs("lesson_02::logits");
    // Whatever comes later.
    missing::runs("lesson_04::training_loop");
    said(|| {
        bce_with_logits(
            Cpu::default().tensor([1.0f32]),
            &Cpu::default().tensor([1.0f32]),
        )
        .array()
    });
    said(|| {
        let rows = || Cpu::default().zeros_like(&(1, Const::<2>));
        kl_divergence(&Latent::new(rows(), rows())).array()
    });
    said(|| {
        let rows = || Cpu::default().zeros_like(&(1, Const::<2>));
        reparameterize(&Latent::new(rows(), rows()), &rows())
            .sum::<Rank0, _>()
            .array()
    });
}

#[test]
fn calls_of_the_library_say_that_an_exercise_asks_for_it() {
    let library = library();
    let fine = "fn f(x: &Images) -> usize { x.len() }";
    assert_eq!(said(&library, fine), None);
    let mut faults = Vec::new();
    for (exercise, code) in CALLS {
        match said(&library, code) {
            None => faults.push(format!("{exercise}: compiles: {code}")),
            Some(said) if !said.contains(SENTENCE) => faults.push(format!("{exercise}: {said}")),
            Some(_) => {}
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
