//! No check passes on what is handed out, and each says that it is not written yet.
//!
//! Only true until somebody solves an exercise, so it has to be named:
//! `cargo test -p exercises-worker --test as_handed_out`.

use checks::Homework;
use interface::{Caller, Remote};
use std::sync::Arc;

#[test]
fn every_check_fails_until_the_exercise_is_written() {
    let worker = env!("CARGO_BIN_EXE_exercises-worker");
    let caller: Arc<dyn Caller> = Arc::new(Remote::new(worker.into()));
    let (images, limit) = (1, interface::guard::LIMIT);
    let homework = Homework::Retrain { images, limit };
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let cases = checks::data::read(&folder).unwrap();
    assert_eq!(cases.len(), 20);
    for exercise in checks::exercises(&cases, &caller, checks::PUBLIC, homework) {
        for check in exercise.checks {
            let name = format!("{}::{}", exercise.name, check.name);
            let failure = check.run().expect_err(&name);
            let finding = &failure.finding;
            // What needs another function says so.
            let first = finding.starts_with("first write `");
            assert!(failure.unwritten(), "{name}: {failure}");
            let file = exercise.name.replace("::", "/");
            let place = format!("exercises/src/{file}.rs:");
            assert!(first || finding.contains(&place), "{name}: {failure}");
            // Hints are for those who have tried.
            assert!(failure.hint.is_empty(), "{name}: {failure}");
        }
    }
}
