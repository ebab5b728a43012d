//! Wrong sizes do not build, and the compiler shows the formula with its numbers.
//!
//! The programs below are given to rustc alone, with the library that cargo built for
//! this test: a crate of its own with its own target folder would build dfdx once more.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::SystemTime;

/// The folder of the libraries that this test was linked with.
fn deps() -> PathBuf {
    let test = std::env::current_exe().expect("this program");
    test.parent().expect("its folder").to_path_buf()
}

/// The newest aelib. If cargo built another variant of it after this test's, then from the
/// same sources: else it would have built this test's again.
fn aelib() -> PathBuf {
    let files = std::fs::read_dir(deps()).expect("the folder of libraries");
    let paths = files.map(|file| file.expect("a file").path());
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let built = |path: &PathBuf| {
        path.metadata()
            .map_or(SystemTime::UNIX_EPOCH, |m| m.modified().unwrap())
    };
    paths
        .filter(|path| name(path).starts_with("libaelib-") && name(path).ends_with(".rlib"))
        .max_by_key(built)
        .expect("cargo builds aelib before this test")
}

/// Runs rustc on a program that imports aelib's prelude, as far as machine code: layers
/// are checked when their functions are made, which a mere check would not do.
fn compile(program: &str) -> Output {
    let folder = tempfile::tempdir().expect("a folder");
    let source = format!("use aelib::prelude::*;\n\n{program}");
    std::fs::write(folder.path().join("user.rs"), source).expect("a file");
    Command::new("rustc")
        .args(["user.rs", "--edition=2024", "--emit=obj", "--color=never"])
        .arg("--extern")
        .arg(format!("aelib={}", aelib().display()))
        .arg("-L")
        .arg(format!("dependency={}", deps().display()))
        .current_dir(folder.path())
        .output()
        .expect("rustc")
}

fn error_of(program: &str) -> String {
    let output = compile(program);
    let error = String::from_utf8(output.stderr).expect("text");
    assert!(!output.status.success(), "this builds:\n{program}");
    assert!(error.contains("error[E0080]"), "another error:\n{error}");
    error
}

/// A model with `layers`, which is built and run.
fn model(layers: &str) -> String {
    format!(
        "type Layers = {layers};

fn main() {{
    let device = Cpu::default();
    let layers: Layers = BuildModule::build(&device);
    let images = device.zeros_like(&(1, Const::<1>, Const::<28>, Const::<28>));
    aelib::nn::forward(&layers, images);
}}
"
    )
}

const FORMULA: &str = "Conv2d from 1x28x28 to 16x13x13 breaks the size formula: \
    N = floor((M + 2p - k) / s) + 1 = floor((28 + 2*1 - 3) / 2) + 1 = 14, \
    but the layer states 13. Change the output map, or k, s or p.";

#[test]
fn right_sizes_build() {
    let program = "check_size!(Conv2d<Map<1, 28, 28>, Map<16, 14, 14>, 3, 2, 1>);\n".to_string()
        + "check_size!(ConvTranspose2d<Map<16, 14, 14>, Map<1, 28, 28>, 4, 2, 1>);\n"
        + &model("(Conv2d<Map<1, 28, 28>, Map<16, 14, 14>, 3, 2, 1>, Relu)");
    let output = compile(&program);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
}

#[test]
fn a_wrong_layer_in_a_model_does_not_build() {
    let error = error_of(&model(
        "(Conv2d<Map<1, 28, 28>, Map<16, 13, 13>, 3, 2, 1>, Relu)",
    ));
    assert!(error.contains(FORMULA), "{error}");
}

#[test]
fn a_wrong_transposed_layer_in_a_model_does_not_build() {
    let error = error_of(&model(
        "(ConvTranspose2d<Map<1, 28, 28>, Map<1, 57, 56>, 4, 2, 1>, Relu)",
    ));
    let formula = "ConvTranspose2d from 1x28x28 to 1x57x56 breaks the size formula: \
        N = s(M - 1) + k - 2p = 2*(28 - 1) + 4 - 2*1 = 56, but the layer states 57.";
    assert!(error.contains(formula), "{error}");
}

#[test]
fn a_change_of_shape_that_loses_numbers_does_not_build() {
    const HALVE: &str = "Conv2d<Map<1, 28, 28>, Map<16, 14, 14>, 3, 2, 1>";
    let error = error_of(&model(&format!(
        "({HALVE}, Flatten<Map<16, 14, 14>, 3000>)"
    )));
    let flatten = "Flatten: channels x height x width is not the length";
    assert!(error.contains(flatten), "{error}");
    let error = error_of(&model(&format!(
        "({HALVE}, Flatten<Map<16, 14, 14>, 3136>, Unflatten<3136, Map<16, 14, 13>>)"
    )));
    let unflatten = "Unflatten: the length is not channels x height x width";
    assert!(error.contains(unflatten), "{error}");
    let error = error_of(&model(&format!(
        "({HALVE}, Upsample<Map<16, 14, 14>, Map<16, 28, 27>>)"
    )));
    assert!(error.contains("Upsample: the same channels"), "{error}");
}

#[test]
fn check_size_points_at_the_users_line() {
    let error = error_of(
        "check_size!(Conv2d<Map<1, 28, 28>, Map<16, 13, 13>, 3, 2, 1>);\n\nfn main() {}\n",
    );
    assert!(error.contains(FORMULA), "{error}");
    // The program follows an import and a blank line; nothing points into the library.
    let arrows = error.lines().filter_map(|l| l.trim().strip_prefix("--> "));
    let places = Vec::from_iter(arrows);
    assert!(!places.is_empty(), "{error}");
    for place in places {
        assert!(place.starts_with("user.rs:3:"), "{place}\n{error}");
    }
}
