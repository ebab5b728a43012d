//! Right work keeps its points, whatever else is wrong; and old answers do not.

use crate::{Batch, all_but_the_weights, attack, not_graded, points};
use std::fs;
use std::path::Path;

const SIZES: &str = "lesson_03::sizes";
const BY_HAND: &str = "lesson_03::by_hand";

fn append(folder: &Path, file: &str, text: &str) {
    let file = folder.join("exercises/src").join(file);
    let old = fs::read_to_string(&file).unwrap_or_default();
    fs::write(file, old + text).unwrap();
}

#[test]
#[ignore = "needs bubblewrap, and minutes"]
fn an_error_costs_the_file_that_has_it_and_no_other() {
    let Some(batch) = Batch::shut_in() else {
        return;
    };
    batch.right("right");
    // The error's words point at the other file, too.
    let mentions = batch.right("mentions");
    append(
        &mentions,
        "lesson_03/sizes.rs",
        "\npub struct Size { pub n: usize }\n",
    );
    let broken = "\nfn broken() { let _ = crate::lesson_03::sizes::Size { m: 3 }; }\n";
    append(&mentions, "lesson_03/by_hand.rs", broken);
    // A function that is called something else is missed elsewhere.
    let renamed = batch.right("renamed");
    let file = renamed.join("exercises/src/lesson_03/by_hand.rs");
    let text = fs::read_to_string(&file)
        .unwrap()
        .replace("pub fn size(", "pub fn sizes(");
    fs::write(&file, text).unwrap();
    // A module of one's own, known to a `lib.rs` that was not handed in.
    let helped = batch.right("helped");
    append(
        &helped,
        "helper.rs",
        "/// Three.\npub fn three() -> usize { 3 }\n",
    );
    append(
        &helped,
        "lesson_03/sizes.rs",
        "\nfn _x() -> usize { crate::helper::three() }\n",
    );
    fs::remove_file(helped.join("exercises/src/lib.rs")).unwrap();
    // That is no error of the compiler's.
    let linker = batch.right("linker");
    let nowhere = "\n#[link(name = \"nowhere\")]\nunsafe extern \"C\" {}\n";
    append(&linker, "lesson_03/by_hand.rs", nowhere);

    let lines = batch.grade_some(&[]);
    all_but_the_weights(&lines["right"]);
    all_but_the_weights(&lines["helped"]);
    for name in ["mentions", "renamed"] {
        assert_eq!(points(&lines[name], BY_HAND), 0, "{name}: {}", lines[name]);
        assert_eq!(
            points(&lines[name], SIZES),
            points(&lines["right"], SIZES),
            "{name}"
        );
    }
    not_graded(&lines["linker"], "link");
    assert!(!batch.report().join("kept/linker.json").exists());
}

/// Passes what students see, and fails with the arguments of what they do not.
#[test]
#[ignore = "needs bubblewrap, and minutes"]
fn hidden_cases_stay_hidden_and_old_grades_are_not_believed() {
    let Some(batch) = Batch::shut_in() else {
        return;
    };
    let folder = batch.whole("anna");
    // The forty cases that students see come first, and all in one process.
    let late = "static CALLS: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0); \
        if CALLS.fetch_add(1, std::sync::atomic::Ordering::Relaxed) >= 60 { return 0 }";
    attack(&folder, "lesson_03/sizes", "conv_size", late);
    let line = batch.grade(&[]).remove("anna").unwrap();
    assert!(points(&line, SIZES) < 5, "{line}");
    let report = |file: &str| fs::read_to_string(batch.report().join(file)).unwrap();
    let seed = report("kept/seed");
    let kept: serde_json::Value = serde_json::from_str(&report("kept/anna.json")).unwrap();
    let lost = kept["exercises"][SIZES]["lost"].as_array().unwrap();
    let hidden: Vec<_> = lost.iter().filter(|lost| lost["hidden"] == true).collect();
    assert!(!hidden.is_empty(), "{kept}");
    for file in [
        "submissions/anna.html",
        "exports/gradescope/anna/results.json",
        "exports/prairielearn/anna/results.json",
    ] {
        let text = report(file);
        assert!(text.contains("others of the same kind"), "{file}");
        assert!(!text.contains(seed.trim()), "{file}");
        for lost in &hidden {
            let call = lost["reason"].as_str().unwrap().lines().next().unwrap();
            assert!(!text.contains(call), "{file}: {call}");
        }
    }

    // Other digits, and the same submission: it is graded again, with the same hidden cases.
    let file = batch.report().join("kept/anna.json");
    let marked = report("kept/anna.json").replace("\"status\":\"", "\"status\":\"old ");
    fs::write(&file, &marked).unwrap();
    assert!(
        batch.grade(&[])["anna"]["status"]
            .as_str()
            .unwrap()
            .starts_with("old ")
    );
    let data = batch.0.path().join("nothing");
    fs::create_dir(&data).unwrap();
    fs::write(&file, marked).unwrap();
    let mut course = batch.command(&[]);
    let other = match std::env::var_os("AELIB_DATA_DIR") {
        Some(_) => course.env_remove("AELIB_DATA_DIR"),
        None => return,
    };
    let lines = batch.lines(other);
    assert!(
        !lines["anna"]["status"]
            .as_str()
            .unwrap()
            .starts_with("old ")
    );
}
