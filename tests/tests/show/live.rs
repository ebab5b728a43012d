//! Training as a notebook shows it while it runs: what a process prints whose kernel can change
//! a display.

use aelib::prelude::*;
use serde_json::Value;
use std::process::Command;

/// The messages that one of the tests below prints in a process of its own: their kinds, and
/// the displays in them.
fn messages(test: &str) -> Vec<(String, Value)> {
    let mut this = Command::new(std::env::current_exe().expect("this test"));
    this.args(["--exact", &format!("live::{test}"), "--nocapture"]);
    this.envs([("JUPYTER_LIVE_DISPLAY", "1"), ("AELIB_QUICK", "1")]);
    let output = this.output();
    let text = String::from_utf8(output.expect("this test runs").stdout).expect("text");
    let lines = text.split("\u{1b}_jupyter:").skip(1);
    let message = |line: &str| {
        let json = line.split("\u{1b}\\").next().expect("an end");
        let Value::Object(message) = serde_json::from_str(json).expect("JSON") else {
            panic!("no object: {json}");
        };
        message.into_iter().next().expect("a kind")
    };
    lines.map(message).collect()
}

fn is_inside() -> bool {
    std::env::var_os("JUPYTER_LIVE_DISPLAY").is_some()
}

fn images() -> Images {
    Images::from_bytes((0..64 * 784).map(|i| i as u8).collect()).unwrap()
}

/// How far a run is at its end, in words.
fn end(test: &str) -> String {
    let all = messages(test);
    let (_, last) = all.last().expect("the end is shown");
    last["data"]["text/plain"].as_str().expect("text").into()
}

/// Two epochs of four batches each.
fn train(learning_rate: f32) {
    let images = images();
    let options = Fit {
        epochs: 2,
        batch_size: 16,
        learning_rate,
        validation_data: Some((&images, &images)),
        ..Fit::default()
    };
    fit(
        &mut DenseAutoencoder::<2>::new(0),
        &images,
        &images,
        options,
    );
}

#[test]
fn one_display_grows_while_a_model_learns() {
    if is_inside() {
        return train(1e-3);
    }
    let all = messages("one_display_grows_while_a_model_learns");
    let [(kind, first), rest @ ..] = &all[..] else {
        panic!("no message")
    };
    assert_eq!(kind, "display_data");
    for (kind, display) in rest {
        assert_eq!(kind, "update_display_data");
        assert_eq!(display["id"], first["id"]);
    }
    let (_, last) = rest.last().expect("the end is shown");
    let [html, text] = ["text/html", "text/plain"].map(|kind| last["data"][kind].as_str().unwrap());
    assert!(text.starts_with("epoch 2/2, 100 %, done after "), "{text}");
    assert!(text.contains(" s; epoch 2: loss 0."), "{text}");
    let bar = "max=\"1\" value=\"1.0000\"></progress>";
    for words in [
        bar,
        text,
        "alt=\"losses so far\"",
        "input 10 images",
        "output 10 images",
    ] {
        assert!(html.contains(words), "{words:?} in {html}");
    }
}

#[test]
fn losses_that_are_no_numbers_leave_gaps() {
    if is_inside() {
        return train(f32::INFINITY);
    }
    let all = messages("losses_that_are_no_numbers_leave_gaps");
    let html = all.last().expect("a message").1["data"]["text/html"].to_string();
    assert!(
        html.contains("epoch 2: loss NaN") && html.contains("losses so far"),
        "{html}"
    );
}

#[test]
fn a_model_that_is_only_tried_has_four_stages_and_its_beginning() {
    if is_inside() {
        let (x, mut model) = (images(), DenseAutoencoder::<2>::new(0));
        let ten = Fit {
            epochs: 10,
            ..Fit::default()
        };
        let (_, stages) = fit_stages(&mut model, &x, &x, ten);
        assert_eq!(stages.len(), 5);
        return;
    }
    let end = end("a_model_that_is_only_tried_has_four_stages_and_its_beginning");
    assert!(end.starts_with("epoch 4/4, 100 %"), "{end}");
}

#[test]
fn readers_show_that_they_learn() {
    if is_inside() {
        let labels = (0..64).map(|i| i % 10).collect();
        let digits = Labelled {
            images: images(),
            labels,
        };
        assert_eq!(Readers::fit(2, &digits, 1).each.len(), 2);
        return;
    }
    let end = end("readers_show_that_they_learn");
    assert!(end.starts_with("epoch 2/2, 100 %"), "{end}");
}
