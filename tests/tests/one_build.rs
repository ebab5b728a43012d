//! The course's commands share one build of aelib: each asks for the same features of all
//! crates behind it. If one asks for more, whoever goes from one command to the next waits
//! minutes; name the feature in aelib's manifest then.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Packages behind `cargo test`, `cargo course`, what `cargo course lab` builds ahead of the
/// exercises, and `cargo test -p exercises`, which builds the last.
const COMMANDS: [&[&str]; 5] = [
    &["--edges", "normal,build,dev"],
    &["--edges", "normal,build", "--package", "course"],
    &[
        "--edges",
        "normal,build",
        "-p",
        "exercises-aelib",
        "-p",
        "checks",
    ],
    &["--edges", "normal,build,dev", "--package", "exercises"],
    &["--edges", "normal,build", "--package", "exercises-worker"],
];

/// Each package with its features, as cargo tells them.
fn features(arguments: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--prefix",
            "none",
            "--no-dedupe",
            "--format",
            "{p}: {f}",
        ])
        .args(arguments)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .expect("cargo");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let mut found = BTreeMap::<String, BTreeSet<String>>::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        if let Some((package, features)) = line.split_once(": ") {
            // A macro's own dependencies may have other features: a set for each.
            found
                .entry(package.into())
                .or_default()
                .insert(features.into());
        }
    }
    found
}

#[test]
fn all_commands_build_aelib_with_the_same_features() {
    let behind = features(&["--edges", "normal,build", "--package", "aelib"]);
    assert!(behind.len() > 50, "cargo names the crates behind aelib");
    let [first, others @ ..] = COMMANDS.map(features);
    for other in others {
        for package in behind.keys() {
            assert_eq!(first[package], other[package], "features of {package}");
        }
    }
}
