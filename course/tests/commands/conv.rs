//! `cargo course conv`: the lecture's question, and every kind of bad input.

use crate::common::{course, failure, says};
use serde_json::{Value, json};

const INPUT: &str = "1 2 1; 0 1 0; 1 -1 1";
const KERNEL: &str = "1 1 1; -1 -1 -1; 0 0 0";

fn question(more: &[&str]) -> std::process::Command {
    let mut command = course(&["conv", "--input", INPUT, "--kernel", KERNEL]);
    command.args(more);
    command
}

fn printed(command: &mut std::process::Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn parsed(command: &mut std::process::Command) -> Value {
    let text = printed(command);
    assert_eq!(text.lines().count(), 1, "{text}");
    serde_json::from_str(&text).unwrap()
}

#[test]
fn the_lectures_question() {
    let text = printed(&mut question(&["--transpose"]));
    let result = "
  result
   1  3  4  3  1
  -1 -2 -3 -2 -1
   1 -1  0 -1  1
  -1  0 -1  0 -1
   0  0  0  0  0
";
    assert!(text.ends_with(result), "{text}");
    says(
        &text,
        &["= 1*(3 - 1) + 3 - 2*0 = 5", "step 9 of 9: input[2][2] = 1"],
    );
}

#[test]
fn the_lectures_question_as_json() {
    let line = parsed(&mut question(&["--transpose", "--json"]));
    let output = json!([
        [1., 3., 4., 3., 1.],
        [-1., -2., -3., -2., -1.],
        [1., -1., 0., -1., 1.],
        [-1., 0., -1., 0., -1.],
        [0., 0., 0., 0., 0.]
    ]);
    assert_eq!(line["output"], output);
    assert_eq!([&line["height"], &line["width"]], [5, 5]);
    assert_eq!(
        line["formula"],
        "N = s(M - 1) + k - 2p = 1*(3 - 1) + 3 - 2*0 = 5"
    );
    let steps = line["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 9);
    // The second pixel, 2, comes on top of the first one's stamp.
    let tap = json!({
        "from": [0, 0, 1], "value": 2.0, "kernel": [0, 1, 0], "weight": -1.0,
        "product": -2.0, "lands": {"cell": [0, 1, 1], "before": -1.0, "after": -3.0}
    });
    assert_eq!(steps[1]["taps"][3], tap);
}

#[test]
fn a_convolution_of_two_channels() {
    let mut command = course(&["conv", "--input", "1 2; 3 4 | 5 6; 7 8", "--json"]);
    command.args(["--kernel", "-1 | 1 | 2 | 0", "--stride", "2"]);
    assert_eq!(parsed(&mut command)["output"], json!([[[4.0]], [[2.0]]]));
}

#[test]
fn output_padding_and_dilation() {
    let mut command = course(&["conv", "--transpose", "--json", "--input", "1 2"]);
    command.args(["--kernel", "1 3", "--stride", "2", "--dilation", "2"]);
    command.args(["--output-padding", "1"]);
    let rows = json!([
        [1.0, 0.0, 5.0, 0.0, 6.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    ]);
    assert_eq!(parsed(&mut command)["output"], rows);
}

#[test]
fn a_matrix_that_is_none() {
    let conv = |input: &str| failure(&mut course(&["conv", "--kernel", "1", "--input", input]));
    says(&conv("1 2; 3"), &["--input", "1 in row 2", "rectangular"]);
    says(
        &conv("1 a; 3 4"),
        &["--input", "\"a\" in row 1", "1 2 1; 0 1 0"],
    );
    says(&conv(""), &["--input", "no number", "1 2 1; 0 1 0"]);
    says(&conv("inf"), &["--input", "\"inf\""]);
    says(&conv("1 | 2 3"), &["--input", "map 2"]);
    says(&conv(&"1 ".repeat(5000)), &["--input", "4096", "5000"]);
    says(
        &failure(&mut course(&["conv", "--kernel", "1"])),
        &["--input", "no matrix"],
    );
    says(
        &failure(&mut course(&["conv", "--input", "1"])),
        &["--kernel", "no matrix"],
    );
    let kernel = failure(&mut course(&["conv", "--input", "1", "--kernel", "x"]));
    says(&kernel, &["--kernel", "\"x\""]);
}

#[test]
fn a_matrix_may_begin_with_a_minus() {
    let mut command = course(&["conv", "--input", "-1 2", "--kernel", "-1", "--json"]);
    assert_eq!(parsed(&mut command)["output"], json!([[1.0, -2.0]]));
}

#[test]
fn sizes_that_cannot_be() {
    let line = failure(&mut course(&["conv", "--input", "1 2", "--kernel", KERNEL]));
    let kernel = [
        "conv2d, height",
        "floor((1 + 2*0 - 3) / 1) + 1",
        "padding of at least 1",
    ];
    says(&line, &kernel);
    says(
        &failure(&mut question(&["--stride", "0"])),
        &["/ 0)", "use at least 1"],
    );
    says(
        &failure(&mut question(&["--dilation", "0"])),
        &["dilation", "use at least 1"],
    );
    let line = failure(&mut question(&["--transpose", "--padding", "3"]));
    says(&line, &["1*(3 - 1) + 3 - 2*3", "cuts 6 of 5", "at most 2"]);
    let line = failure(&mut question(&["--transpose", "--output-padding", "1"]));
    says(&line, &["output padding", "at most 0"]);
    says(
        &failure(&mut question(&["--output-padding", "1"])),
        &["add --transpose"],
    );
    let line = failure(&mut course(&["conv", "--input", "1 | 2", "--kernel", "1"]));
    says(&line, &["kernel", "multiple of 2", "found 1"]);
}

#[test]
fn numbers_that_are_none() {
    for wrong in ["-1", "1.5", "two", "", "99999999999999999999999"] {
        let line = failure(&mut question(&["--stride", wrong]));
        says(&line, &["--stride", "whole number", wrong]);
    }
}

#[test]
fn numbers_that_are_too_large_to_follow() {
    for (option, more) in [
        ("--padding", "1000000000"),
        ("--padding", "18446744073709551615"),
    ] {
        says(&failure(&mut question(&[option, more])), &["smaller"]);
    }
    let line = failure(&mut question(&["--transpose", "--stride", "1000000000"]));
    says(&line, &["at most 4096 numbers", "smaller example"]);
    let line = failure(&mut question(&[
        "--padding",
        "1000000000",
        "--stride",
        "900000000",
    ]));
    says(&line, &["zeros between and around", "smaller example"]);
}

#[test]
fn animations_and_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).display().to_string();
    let (svg, gif, html) = (file("a.svg"), file("a.gif"), file("a.html"));
    let asked = ["--transpose", "--svg", &svg, "--gif", &gif, "--html", &html];
    printed(&mut question(&asked));
    let read = |path: &str| std::fs::read(path).unwrap();
    assert!(
        String::from_utf8(read(&svg))
            .unwrap()
            .contains("<title>step 9 of 9")
    );
    assert!(read(&gif).starts_with(b"GIF89a"));
    assert!(
        String::from_utf8(read(&html))
            .unwrap()
            .contains("aelib-stepper")
    );
    // A problem without an answer leaves no file.
    let none = file("none.svg");
    failure(&mut question(&["--stride", "0", "--svg", &none]));
    assert!(!std::path::Path::new(&none).exists());
    let nowhere = file("missing/a.svg");
    says(
        &failure(&mut question(&["--svg", &nowhere])),
        &["missing", "No such file"],
    );
}

/// The work grows with the square of the input: what takes long is refused, by name.
#[test]
fn inputs_that_are_too_large_to_draw() {
    let folder = tempfile::tempdir().unwrap();
    let square = |side: usize| vec![vec!["1"; side].join(" "); side].join("; ");
    let conv = |side: usize, more: &[&str]| {
        let mut command = course(&["conv", "--input", &square(side), "--kernel", KERNEL]);
        command.args(more);
        command
    };
    for (option, side) in [("--svg", 30), ("--gif", 12), ("--html", 30)] {
        let file = folder.path().join("file").display().to_string();
        let line = failure(&mut conv(side, &[option, &file, "--json"]));
        says(&line, &[option, "at most", "smaller input"]);
        assert!(!std::path::Path::new(&file).exists());
    }
    says(&failure(&mut conv(50, &[])), &["without --json", "at most"]);
    let start = std::time::Instant::now();
    assert_eq!(parsed(&mut conv(50, &["--json"]))["height"], 48);
    let svg = folder.path().join("small.svg").display().to_string();
    printed(&mut conv(10, &["--svg", &svg]));
    // A machine that is busy with other tests may take several times as long.
    assert!(start.elapsed().as_secs() < 15, "{:?}", start.elapsed());
}
