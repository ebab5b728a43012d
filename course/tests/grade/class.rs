//! A class: the same points in any order, and a report that goes on where it stopped.

use crate::{Batch, points};
use std::fs;

const WHY: &str = "lesson_03::sizes";
const BONUS: &str = "bonus::variational";

#[test]
#[ignore = "needs bubblewrap, and minutes"]
fn the_same_points_at_any_parallelism_and_again() {
    let Some(batch) = Batch::shut_in() else {
        return;
    };
    batch.whole("anna");
    batch.whole("berta");
    batch.hostile("carl", "return None");
    let one = batch.grade(&["--jobs", "1"]);
    let many = {
        fs::remove_dir_all(batch.report()).unwrap();
        batch.grade(&["--jobs", "3"])
    };
    assert_eq!(one, many);
    assert!(points(&one["carl"], WHY) < points(&one["anna"], WHY));
    // A bonus is counted apart.
    let all = one["anna"]["exercises"].as_object().unwrap().values();
    let sum: u64 = all.map(|points| points.as_u64().unwrap()).sum();
    assert_eq!(one["anna"]["points"], sum);
    assert_eq!(one["anna"]["bonus"][BONUS], 6);

    let csv = fs::read_to_string(batch.report().join("grades.csv")).unwrap();
    assert_eq!(csv.lines().count(), 4);
    assert!(csv.lines().next().unwrap().ends_with(BONUS));
    let class = fs::read_to_string(batch.report().join("index.html")).unwrap();
    assert!(class.contains("identical to berta") && !class.contains("identical to carl"));
    let page = |name| fs::read_to_string(batch.report().join("submissions").join(name)).unwrap();
    assert!(page("anna.html").contains("data:image/png;base64,"));
    assert!(
        page("carl.html").contains("conv_size("),
        "a reason for what is lost"
    );

    // What has not changed is not graded again; what has, is.
    let kept = batch.report().join("kept/anna.json");
    let text = fs::read_to_string(&kept).unwrap();
    fs::write(
        &kept,
        text.replace("\"status\":\"graded\"", "\"status\":\"kept\""),
    )
    .unwrap();
    fs::remove_dir_all(batch.dir().join("carl")).unwrap();
    batch.right("carl");
    let again = batch.grade(&[]);
    assert_eq!(again["anna"]["status"], "kept");
    assert_eq!(points(&again["carl"], WHY), points(&one["anna"], WHY));
}

#[test]
#[ignore = "compiles a submission"]
fn submissions_that_are_trusted_need_no_sandbox() {
    let batch = Batch::new();
    batch.hostile("anna", "return None");
    let line = &batch.grade(&["--trust"])["anna"];
    assert!(points(line, WHY) < 5 && points(line, "lesson_03::convolution") == 6);
}

#[test]
fn without_a_sandbox_nothing_is_run() {
    let batch = Batch::new();
    batch.right("anna");
    batch.refused(batch.command(&[]).env("PATH", "/nowhere"));
}
