//! `cargo course figures`: drawn, verified, and what it says of bad input.

use crate::common::{course, failure, root, says};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

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
fn every_figure_has_a_name_of_its_own() {
    let output = course(&["figures", "--list"]).output().unwrap();
    let list = String::from_utf8(output.stdout).unwrap();
    let mut names = Vec::from_iter(list.lines().filter_map(|line| line.split(' ').next()));
    let count = names.len();
    assert!(count > 30, "{list}");
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
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

#[test]
fn what_was_stopped_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().display().to_string();
    let names = ["sizes-transposed", "overlap", "transposed-matrix"];
    let mut command = course(&["figures", names[0], names[1], names[2], "--out", &out]);
    let mut first = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(first.stdout.take().unwrap()).lines();
    while !lines.next().unwrap().unwrap().starts_with(names[0]) {}
    first.kill().unwrap();
    first.wait().unwrap();

    let manifest = folder.path().join("manifest.json");
    let verify = || {
        let output = course(&["figures", "--verify", &manifest.display().to_string()]).output();
        String::from_utf8(output.unwrap().stdout).unwrap()
    };
    // Whatever the moment: what the manifest names is there, and whole.
    assert!(verify().contains("sizes-transposed: the same bytes\n"));
    assert!(command.stdout(Stdio::null()).status().unwrap().success());
    let said = verify();
    for name in names {
        assert!(said.contains(&format!("{name}: the same bytes\n")));
    }
}

/// Draws into a folder to which this was done before, as root in its own view of the machine:
/// the error, and whether there is any file.
fn where_it_cannot(prepare: &str) -> (String, bool) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().display().to_string();
    let figures = course(&["figures", "overlap", "--out", &out]);
    let script =
        format!("{prepare} && {{ (exec \"$0\" \"$@\"); code=$?; ls -A \"$OUT\"; exit $code; }}");
    let mut command = Command::new("unshare");
    command
        .args(["-m", "sh", "-c", &script])
        .env("OUT", &out)
        .arg(figures.get_program())
        .args(figures.get_args())
        .current_dir(root());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let files = String::from_utf8_lossy(&output.stdout).contains("overlap");
    // Before it stands where the digits come from.
    let said = String::from_utf8(output.stderr).unwrap();
    let line = said.lines().last().unwrap().to_string();
    assert!(line.starts_with("error: "), "{said}");
    (line, files)
}

#[test]
#[ignore = "mounts file systems: needs root"]
fn a_full_disk() {
    let (line, files) = where_it_cannot("mount -t tmpfs -o size=4k tmpfs \"$OUT\"");
    says(&line, &["overlap.svg", "No space left on device"]);
    assert!(!files);
}

#[test]
#[ignore = "mounts file systems: needs root"]
fn a_folder_that_can_only_be_read() {
    let bind = "mount --bind \"$OUT\" \"$OUT\" && mount -o remount,bind,ro \"$OUT\"";
    let (line, files) = where_it_cannot(bind);
    says(&line, &["Read-only file system"]);
    assert!(!files);
}
