//! What fails because an earlier function is wrong is not blamed, and nothing is trained.

use checks::{Homework, PUBLIC, judge};
use interface::{Caller, Local, Serve};
use std::sync::Arc;

fn local(answer: Arc<dyn Serve>) -> Arc<dyn Caller> {
    Arc::new(Local::new(vec![answer]))
}

#[test]
fn a_function_is_not_blamed_for_an_earlier_one() {
    type Scores<'a> = &'a [f32];
    let answer = interface::plain!("lesson_06::threshold", {
        share_above(a, b) = |_: Scores, _: f32| 0.5f32;
        choose_threshold(a, b) = solutions::lesson_06::threshold::choose_threshold;
        judge(a, b, c, d, e) =
            |_: Scores, _: Scores, _: Scores, _: Scores, _: f32| (0.0f32, 0.5f32, 0.5f32);
    });
    let cases = solutions::cases(PUBLIC);
    let data = cases
        .iter()
        .find(|data| data.name == "lesson_06::threshold")
        .unwrap();
    let exercise = judge::exercise(data, &local(answer));
    let failures = exercise
        .checks
        .iter()
        .filter_map(|check| Some((check.name, check.run().err()?)));
    let failures: Vec<_> = failures.collect();
    assert_eq!(failures.len(), 3);
    assert_eq!(failures[0].0, "share_above");
    for (name, failure) in &failures[1..] {
        let first = "first mend `share_above`: `judge` may call it";
        assert_eq!(failure.finding, first, "{name}");
    }
}

#[test]
fn nothing_is_trained_while_occlude_is_wrong() {
    let answer = interface::lesson_09::denoiser::Answer {
        occlude: |images, _| images.clone(),
        untrained: || unreachable!("nothing is asked of the network"),
        train: |_, _| unreachable!("nothing is trained"),
        denoise: |_, _| unreachable!("nothing is restored"),
    };
    let homework = Homework::Retrain {
        images: 1,
        limit: interface::guard::LIMIT,
    };
    let calls = interface::lesson_09::denoiser::Calls::new(local(Arc::new(answer)));
    let exercise = checks::lesson_09::denoiser::exercise(calls, PUBLIC, homework);
    for check in &exercise.checks[2..] {
        let failure = check.run().unwrap_err();
        let first = "first mend `occlude`: nothing is trained before";
        assert_eq!(failure.finding, first, "{}", check.name);
    }
}
