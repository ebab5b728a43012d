//! Cells in a kernel. `cargo course lab --check` has to have set it up.

use crate::common::{course, root, without_network};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const IMPORT: &str = "use aelib::prelude::*;";

const BUILD: &str = "
let mut model: ConvAutoencoder<2> = ConvAutoencoder::new(1);
let bytes: Vec<u8> = (0..40 * 784).map(|i| (i * i % 251) as u8).collect();
let images: Images = Images::from_bytes(bytes).expect(\"whole images\");
let x: Batch<Map<1, 28, 28>> = images.tensor();";

const TRAIN: &str = "
let mut adam: Adam = Adam::new(1e-2);
for _ in 0..5 {
    let loss = bce_with_logits(model.forward(x.leaky_trace()), &x);
    println!(\"loss {:08x}\", loss.array().to_bits());
    adam.step(&mut model, loss.backward());
}
let sum: u64 = model.reconstruct(x.clone()).as_vec().iter().map(|v| u64::from(v.to_bits())).sum();
println!(\"pixels {sum:x}\");";

/// Runs these cells after one that imports aelib.
fn run(cells: &[&str]) -> (Output, String) {
    run_with(cells, json!({}))
}

/// As [`run`], with metadata of the last cell.
fn run_with(cells: &[&str], metadata: Value) -> (Output, String) {
    run_by(cells, metadata, |command| command.output().unwrap())
}

/// As [`run_with`], by a command that may run in another way.
fn run_by(
    cells: &[&str],
    metadata: Value,
    call: impl FnOnce(&mut Command) -> Output,
) -> (Output, String) {
    let dir = TempDir::new().unwrap();
    let library = root().join("notebooks/aelib");
    let dep =
        format!(":dep aelib = {{ package = \"aelib-notebook\", path = {library:?} }}\n{IMPORT}");
    let mut cells: Vec<Value> = [dep.as_str()].iter().chain(cells).enumerate().map(|(i, source)| {
        json!({"cell_type": "code", "id": i.to_string(), "metadata": {}, "execution_count": null, "outputs": [], "source": source})
    }).collect();
    cells.last_mut().expect("a cell")["metadata"] = metadata;
    let notebook = json!({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5});
    let (path, out) = (dir.path().join("test.ipynb"), dir.path().join("out"));
    fs::write(&path, notebook.to_string()).unwrap();
    let mut command = course(&["run", "--out"]);
    let output = call(command.arg(&out).arg(&path));
    (output, printed(&out.join("test.ipynb")))
}

/// All that the cells of a notebook have printed.
fn printed(notebook: &Path) -> String {
    let Ok(text) = fs::read_to_string(notebook) else {
        return String::new();
    };
    let notebook: Value = serde_json::from_str(&text).unwrap();
    let cells = notebook["cells"].as_array().unwrap().iter();
    let outputs = cells.flat_map(|cell| cell["outputs"].as_array().unwrap().clone());
    let lines = outputs.flat_map(|output| output["text"].as_array().cloned().unwrap_or_default());
    lines
        .filter_map(|line| Some(line.as_str()?.to_string()))
        .collect()
}

#[test]
#[ignore = "needs the kernel: `cargo course lab --check` sets it up"]
fn a_model_of_one_cell_trains_in_another() {
    let (one, in_one) = run(&[&format!("{BUILD}{TRAIN}")]);
    let (two, in_two) = run(&[BUILD, TRAIN]);
    assert!(
        one.status.success() && two.status.success(),
        "{one:?}\n{two:?}"
    );
    assert_eq!(in_one.lines().count(), 6, "{in_one}");
    assert_eq!(in_one, in_two, "the same numbers, to the bit");
}

/// Twice: a kernel leaves its folder as the next one finds it.
#[test]
#[ignore = "needs the kernel, and takes the network away: needs root"]
fn cells_run_without_a_network() {
    for _ in 0..2 {
        let cells = ["println!(\"{}\", Digits::synthetic(0).name)"];
        let (output, printed) = run_by(&cells, json!({}), |command| {
            without_network(command).output().unwrap()
        });
        assert!(output.status.success(), "{output:?}");
        assert_eq!(printed, "synthetic digits\n");
    }
}

/// The one line of error that a failing notebook leaves.
fn error(cells: &[&str]) -> String {
    let (output, _) = run(cells);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
#[ignore = "needs the kernel: `cargo course lab --check` sets it up"]
fn a_wrong_size_shows_the_formula() {
    let line = error(&["check_size!(Conv2d<Map<1, 28, 28>, Map<16, 13, 13>, 3, 2, 1>);"]);
    let formula = "N = floor((M + 2p - k) / s) + 1 = floor((28 + 2*1 - 3) / 2) + 1 = 14";
    assert!(
        line.contains("code cell 2") && line.contains(formula),
        "{line}"
    );
}

#[test]
#[ignore = "needs the kernel: `cargo course lab --check` sets it up"]
fn a_failing_cell_fails_the_run() {
    let missing = "let model: ConvAutoencoder<2> = { let mut m = ConvAutoencoder::new(0); load(&mut m, \"no-such-file\")?; m };";
    let line = error(&[missing]);
    assert!(line.contains("the file no-such-file"), "{line}");
    assert!(error(&["panic!(\"at the disco\");"]).contains("at the disco"));
}

#[test]
#[ignore = "needs the kernel: `cargo course lab --check` sets it up"]
fn a_cell_that_is_to_fail_has_to() {
    let tag = json!({"tags": ["raises-exception"]});
    let (wrong, _) = run_with(
        &["check_size!(Conv2d<Map<1, 28, 28>, Map<16, 13, 13>, 3, 2, 1>);"],
        tag.clone(),
    );
    assert!(wrong.status.success(), "{wrong:?}");
    let right = "check_size!(Conv2d<Map<1, 28, 28>, Map<16, 14, 14>, 3, 2, 1>);";
    let (right, _) = run_with(&[right], tag);
    let line = String::from_utf8_lossy(&right.stderr);
    assert_eq!(right.status.code(), Some(1), "{line}");
    assert!(line.contains("was to fail, and did not"), "{line}");
}
