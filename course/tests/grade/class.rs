//! A class: the same points in any order, and a report that goes on where it stopped.

use crate::{Batch, points};
use serde_json::Value;
use std::fs;
use std::process::Command;
use std::time::Instant;

const WHY: &str = "lesson_03::sizes";
const BONUS: &str = "bonus::variational";

/// A number from the environment, for more than what a test usually does.
fn number(name: &str, usual: usize) -> usize {
    let given = std::env::var(name).ok();
    given.map_or(usual, |text| text.parse().expect(name))
}

/// What is written into submissions, by turns: nothing; a wrong answer; one that is right and
/// takes its time; one that sleeps; one without end; threads that go on; an error.
const KINDS: [&str; 7] = [
    "",
    "return 0",
    "let start = std::time::Instant::now(); while start.elapsed().as_millis() < 100 {}",
    "std::thread::sleep(std::time::Duration::from_millis(100))",
    "if m > 3 { loop {} }",
    "static ONCE: std::sync::Once = std::sync::Once::new(); \
     ONCE.call_once(|| for _ in 0..8 { let _ = std::thread::Builder::new().spawn(|| loop {}); })",
    "let no = ",
];

/// Grades the same submissions again and again: alone on the machine and beside others that
/// are busy, in another order, one at a time and two. All of it:
/// `GRADE_SUBMISSIONS=20 GRADE_ROUNDS=10 cargo test -p course --test grade -- --ignored same_points`
#[test]
#[ignore = "needs bubblewrap, and minutes"]
fn the_same_points_however_busy_the_machine_is() {
    let Some(first) = Batch::shut_in() else {
        return;
    };
    let submissions = number("GRADE_SUBMISSIONS", 3);
    let mut before: Option<Vec<Value>> = None;
    for round in 0..number("GRADE_ROUNDS", 2) {
        let batch = Batch::new();
        // Names are graded in their order; 7 has no divisor with most numbers.
        let name = |i: usize| format!("{:03}-{i}", (i * 7 + round * 5) % submissions);
        for i in 0..submissions {
            // The last kinds first, so that few submissions have the hardest.
            let kind = KINDS[KINDS.len() - 1 - i % KINDS.len()];
            batch.hostile(&name(i), kind);
        }
        let busy = (round % 2 == 1).then(|| [(); 3].map(|()| Busy::start()));
        let jobs = (1 + round / 2 % 2).to_string();
        let start = Instant::now();
        let lines = batch.grade(&["--jobs", &jobs]);
        drop(busy);
        let of = |i: usize| {
            let mut line = lines[&name(i)].clone();
            line["submission"] = i.into();
            line
        };
        let now = Vec::from_iter((0..submissions).map(of));
        if let Some(before) = &before {
            assert_eq!(*before, now, "round {round}");
        }
        before = Some(now);
        eprintln!(
            "round {round}, {} others, {jobs} jobs: {:.0} s",
            if round % 2 == 1 { "beside three" } else { "no" },
            start.elapsed().as_secs_f64()
        );
    }
    drop(first);
}

/// A process that takes a processor.
struct Busy(std::process::Child);

impl Busy {
    fn start() -> Self {
        let loops = ["-c", "while :; do :; done"];
        Self(Command::new("sh").args(loops).spawn().unwrap())
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
#[ignore = "needs bubblewrap, and minutes"]
fn a_class_has_a_report_that_goes_on_where_it_stopped() {
    let Some(batch) = Batch::shut_in() else {
        return;
    };
    batch.whole("anna");
    batch.whole("berta");
    batch.hostile("carl", "return None");
    let one = batch.grade(&["--jobs", "2"]);
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
