//! No check passes on what is handed out, and each says that it is not written yet.
//!
//! Only true until somebody solves an exercise, so it has to be named:
//! `cargo test -p exercises --test as_handed_out`.

use checks::Homework;
use interface::{Caller, Local};
use std::sync::Arc;

#[test]
fn every_check_fails_until_the_exercise_is_written() {
    let caller: Arc<dyn Caller> = Arc::new(Local::new(interface::answers!(exercises)));
    let (images, limit) = (1, interface::guard::LIMIT);
    let homework = Homework::Retrain { images, limit };
    for exercise in checks::exercises(&caller, checks::PUBLIC, homework) {
        for check in exercise.checks {
            let name = format!("{}::{}", exercise.name, check.name);
            let failure = check.run().expect_err(&name);
            assert!(
                failure.finding.starts_with("not written yet: "),
                "{name}: {failure}"
            );
            let file = exercise.name.replace("::", "/");
            assert!(
                failure
                    .finding
                    .contains(&format!("exercises/src/{file}.rs:"))
            );
            assert!(!failure.hint.is_empty(), "{name} has no hint");
        }
    }
}
