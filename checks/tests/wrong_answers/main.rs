//! Wrong answers to the exercises, all in one program: each loses points, and a check says
//! what is wrong with it.

mod bonus;
mod lesson_01;
mod lesson_02;
mod lesson_03;
mod lesson_04;
mod lesson_05;
mod lesson_06;
mod lesson_07;
mod lesson_08;
mod lesson_09;

use checks::Exercise;
use interface::{Caller, Local, Serve};
use std::sync::Arc;

/// Runs all checks of an exercise on one answer: which failed, and what they said.
fn failures(exercise: Exercise) -> Vec<(&'static str, String)> {
    let checks = exercise.checks.into_iter();
    checks
        .filter_map(|check| Some((check.name, check.run().err()?.to_string())))
        .collect()
}

/// Some check of the exercise fails and says `hint`.
#[track_caller]
fn caught(exercise: Exercise, hint: &str) {
    let failures = failures(exercise);
    assert!(
        failures.iter().any(|(_, text)| text.contains(hint)),
        "no check says {hint:?}: {failures:#?}"
    );
}

/// Every check of the exercise fails, because nothing is written yet.
#[track_caller]
fn unwritten(exercise: Exercise) {
    for check in exercise.checks {
        let failure = check.run().expect_err(check.name);
        assert!(
            failure.finding.starts_with("not written yet: "),
            "{failure}"
        );
    }
}

/// Calls this answer.
fn local(answer: impl Serve + 'static) -> Arc<dyn Caller> {
    Arc::new(Local::new(vec![Arc::new(answer)]))
}
