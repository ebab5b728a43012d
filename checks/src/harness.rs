//! The checks as tests: `cargo test`, with its usual options.

use crate::check::Check;
use crate::hints::Tries;
use crate::score::Score;
use crate::{Homework, PUBLIC};
use interface::{Caller, Local, Serve};
use libtest_mimic::{Arguments, Failed, FormatSetting, Trial};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Runs the checks that the command line asks for and prints the points, for the answers
/// in the crate that lies in `folder`.
pub fn main(folder: &'static str, answers: Vec<Arc<dyn Serve>>) -> ExitCode {
    let caller: Arc<dyn Caller> = Arc::new(Local::new(answers));
    let mut arguments = Arguments::from_args();
    // One after the other, so that what a student prints stands beside its check.
    arguments.test_threads.get_or_insert(1);

    let package = folder.rsplit('/').next().unwrap_or(folder);
    let score = Arc::new(Mutex::new(Score::new(package)));
    let (mut trials, mut hints) = (Vec::new(), BTreeMap::new());
    for exercise in crate::exercises(&caller, PUBLIC, Homework::Package(folder.into())) {
        hints.insert(exercise.name, exercise.hints);
        for check in exercise.checks {
            trials.push(trial(exercise.name, check, &score));
        }
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    if !arguments.list && !matches!(arguments.format, Some(FormatSetting::Json)) {
        print!("{}", lock(&score));
        if let Some((next, call)) = lock(&score).next() {
            let tries = Tries::of(Path::new(folder));
            print!("\n{}", tries.failed(next, call, hints[next]));
        }
    }
    conclusion.exit_code()
}

fn trial(exercise: &'static str, check: Check, score: &Arc<Mutex<Score>>) -> Trial {
    let name = format!("{exercise}::{}", check.name);
    let worth = match check.points {
        1 => "1 point".into(),
        n => format!("{n} points"),
    };
    let place = lock(score).expect(exercise, check.name, check.points);
    let score = Arc::clone(score);
    let run = move || {
        let result = check.run();
        match lock(&score).settle(place, result) {
            None => Ok(()),
            Some(words) => Err(Failed::from(words)),
        }
    };
    Trial::test(name, run).with_kind(worth)
}

/// The points stay right even if a check itself panics.
fn lock(score: &Mutex<Score>) -> MutexGuard<'_, Score> {
    score.lock().unwrap_or_else(PoisonError::into_inner)
}
