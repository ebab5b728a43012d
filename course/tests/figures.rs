//! `cargo course figures`: drawn, verified, and what it says of bad input.

mod common;

use common::{course, failure, says};
use std::path::Path;

/// A figure without a model: one for which a second is enough.
fn draw(folder: &Path) {
    let out = folder.display().to_string();
    let output = course(&["figures", "overlap", "--out", &out]).output();
    let output = output.unwrap();
    let (said, errors) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{said}{errors}");
    assert!(said.contains("(1 of 1, about 0 s left)"), "{said}");
}

#[test]
fn a_manifest_is_verified_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    draw(folder.path());
    for end in [".svg", ".png", "-slide.png", "-dark.svg", "-dark-slide.png"] {
        let file = folder.path().join(format!("overlap{end}"));
        assert!(file.exists(), "{}", file.display());
    }
    let manifest = folder.path().join("manifest.json");
    let verify = || course(&["figures", "--verify", &manifest.display().to_string()]);
    let output = verify().output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "overlap: the same bytes\n"
    );

    let text = std::fs::read_to_string(&manifest).unwrap();
    let mut json: serde_json::Value = serde_json::from_str(&text).unwrap();
    json["figures"]["overlap"]["sha256"]["overlap.svg"] = "0".into();
    std::fs::write(&manifest, json.to_string()).unwrap();
    let output = verify().output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said, "overlap: NOT AS IT WAS: other bytes in overlap.svg\n");

    json["data"] = "other digits".into();
    std::fs::write(&manifest, json.to_string()).unwrap();
    let errors = String::from_utf8_lossy(&verify().output().unwrap().stderr).into_owned();
    says(&errors, &["made from other digits", "same data"]);
}

#[test]
fn bad_input_gets_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let none = folder.path().join("none.json");
    let line = failure(&mut course(&[
        "figures",
        "--verify",
        &none.display().to_string(),
    ]));
    says(&line, &["none.json"]);
    std::fs::write(&none, "{}").unwrap();
    let line = failure(&mut course(&[
        "figures",
        "--verify",
        &none.display().to_string(),
    ]));
    says(&line, &["none.json", "expected the manifest.json"]);
    let line = failure(&mut course(&["figures", "overlop"]));
    says(&line, &["\"overlop\"", "did you mean overlap?"]);
    // A file where the folder would be.
    let out = none.display().to_string();
    let line = failure(&mut course(&["figures", "overlap", "--out", &out]));
    says(&line, &["none.json"]);
}
