//! A class: the same points in any order, and a report that goes on where it stopped.

use crate::{Batch, common};
use std::fs;

#[test]
#[ignore = "needs bubblewrap, and minutes"]
fn the_same_points_at_any_parallelism_and_again() {
    let batch = Batch::new();
    batch.right("anna");
    batch.right("berta");
    batch.hostile("carl", "return None");
    let one = batch.grade(&["--jobs", "1"]);
    let started = std::time::Instant::now();
    assert_eq!(
        batch.grade(&["--jobs", "3"]),
        one,
        "as before, from what is kept"
    );
    assert!(started.elapsed().as_secs() < 60);
    fs::remove_dir_all(batch.report().join("kept")).unwrap();
    assert_eq!(batch.grade(&["--jobs", "3"]), one);

    let csv = fs::read_to_string(batch.report().join("grades.csv")).unwrap();
    assert_eq!(csv.lines().count(), 4);
    let class = fs::read_to_string(batch.report().join("index.html")).unwrap();
    assert!(class.contains("identical to berta") && !class.contains("identical to carl"));
    let page = fs::read_to_string(batch.report().join("submissions/anna.html")).unwrap();
    assert!(page.contains("data:image/png;base64,"));
}

#[test]
fn without_a_sandbox_nothing_is_run() {
    let batch = Batch::new();
    batch.right("anna");
    let (dir, report) = (batch.dir(), batch.report());
    let mut course = common::course(&["grade", dir.to_str().unwrap(), "--report"]);
    course.arg(&report).env("PATH", "/nowhere");
    let line = common::failure(&mut course);
    assert!(
        line.contains("id: ") || line.contains("bubblewrap"),
        "{line}"
    );
    assert!(!report.exists());
}
