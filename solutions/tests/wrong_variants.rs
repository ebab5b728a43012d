//! Every known mistake is caught, and by its own message; no two of them share a result; and
//! right answers pass, whatever the seed.

use checks::compare::same;
use checks::{Data, Homework, PUBLIC, judge};
use interface::{Call, Caller, Local, Serve, Trouble};
use solutions::{cases, sources};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

/// What the checks of one exercise say about an answer, those that fail.
fn said(data: &Data, answer: Arc<dyn Serve>) -> Vec<checks::Failure> {
    let caller: Arc<dyn Caller> = Arc::new(Local::new(vec![answer]));
    let exercise = judge::exercise(data, &caller);
    let results = exercise.checks.iter().map(|check| check.run());
    results.filter_map(Result::err).collect()
}

/// Which mistakes of one exercise are not called by their names.
fn miscalled(place: usize) -> Vec<String> {
    let source = &sources(PUBLIC)[place];
    let data = source.data(place);
    let name = &data.name;
    let answers = source.wrong_answers();
    let messages: Vec<&str> = answers.iter().map(|(_, message, _)| *message).collect();
    let mut faults = Vec::new();
    for (function, message, answer) in answers {
        let said = said(&data, answer);
        if !said.iter().any(|failure| failure.hint == message) {
            let said: Vec<_> = said.iter().map(ToString::to_string).collect();
            faults.push(format!(
                "{name}::{function}: nobody says {message:?} but {said:#?}"
            ));
        }
        let others = said.iter().map(|failure| failure.hint.as_str());
        for other in others.filter(|hint| *hint != message && messages.contains(hint)) {
            faults.push(format!(
                "{name}::{function}: {message:?} is taken for {other:?}"
            ));
        }
    }
    faults
}

#[test]
fn every_wrong_variant_is_caught_by_its_own_message_and_by_no_other() {
    // Threads of their own: in rayon's pool, a function that is being timed could be made to
    // wait for another exercise.
    let exercises = Mutex::new(0..sources(PUBLIC).len());
    let next = || exercises.lock().unwrap().next();
    let all = || Vec::from_iter(std::iter::from_fn(next).flat_map(miscalled));
    let faults = std::thread::scope(|scope| {
        let two = [scope.spawn(all), scope.spawn(all)];
        two.map(|one| one.join().unwrap()).concat()
    });
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

#[test]
fn no_two_known_mistakes_share_a_result() {
    for data in [cases(PUBLIC), cases(5)].concat() {
        for case in data.checks.iter().flat_map(|check| &check.cases) {
            for (place, (one, _)) in case.wrong.iter().enumerate() {
                assert!(!same(&case.expected, one), "{}: {case:?}", data.name);
                let others = case.wrong[place + 1..].iter();
                assert!(
                    others.clone().all(|(other, _)| !same(one, other)),
                    "{}: {case:?}",
                    data.name
                );
            }
        }
    }
}

#[test]
fn right_answers_pass_whatever_the_seed() {
    let caller: Arc<dyn Caller> = Arc::new(Local::new(solutions::answers()));
    for seed in [0, 1, 2, 3, u64::from(u32::MAX) + 1, u64::MAX] {
        for exercise in checks::exercises(&cases(seed), &caller, seed, Homework::Submitted(None)) {
            for check in exercise.checks {
                match check.run() {
                    Err(failure) if failure.finding == "there is no denoiser.safetensors" => {}
                    result => assert!(
                        result.is_ok(),
                        "{}::{}, seed {seed}: {result:?}",
                        exercise.name,
                        check.name
                    ),
                }
            }
        }
    }
}

#[test]
fn the_points_are_128_and_6() {
    let caller: Arc<dyn Caller> = Arc::new(Local::new(Vec::new()));
    let mut points = [0; 2];
    for exercise in checks::exercises(&cases(PUBLIC), &caller, PUBLIC, Homework::Submitted(None)) {
        let of: u32 = exercise.checks.iter().map(|check| check.points).sum();
        points[usize::from(exercise.name.starts_with(checks::BONUS))] += of;
    }
    assert_eq!(points, [128, 6]);
}

/// Exercise, function and arguments.
type Called = ([&'static str; 2], Vec<u8>);

/// Answers the calls that students see, and no others.
struct WrittenDown {
    right: Local,
    seen: Mutex<BTreeMap<Called, Vec<u8>>>,
    over: Mutex<bool>,
}

impl Caller for WrittenDown {
    fn call(&self, call: Call) -> Result<Vec<u8>, Trouble> {
        let key = ([call.exercise, call.function], call.arguments.clone());
        let mut seen = self.seen.lock().unwrap();
        if !*self.over.lock().unwrap() {
            seen.insert(key.clone(), self.right.call(call)?);
        }
        let known = seen.get(&key).cloned();
        known.ok_or_else(|| Trouble::Garbled("not written down".into()))
    }
}

/// Points that have one right answer, whatever the seed: numbers are asked for, and they
/// stand nowhere in a handout.
const ONE_ANSWER: &str = "lesson_03::by_hand::";

#[test]
fn a_table_of_the_cases_that_students_see_earns_nothing() {
    let table = Arc::new(WrittenDown {
        right: Local::new(solutions::answers()),
        seen: Mutex::default(),
        over: Mutex::default(),
    });
    let caller: Arc<dyn Caller> = table.clone();
    let run = |seed| -> Vec<(String, bool)> {
        let exercises = checks::exercises(&cases(seed), &caller, seed, Homework::Submitted(None));
        let mut passed = Vec::new();
        for exercise in exercises {
            for check in exercise.checks {
                passed.push((
                    format!("{}::{}", exercise.name, check.name),
                    check.run().is_ok(),
                ));
            }
        }
        passed
    };
    run(PUBLIC);
    *table.over.lock().unwrap() = true;
    let helped = run(77).into_iter().filter(|(_, passed)| *passed);
    let helped: Vec<String> = helped.map(|(name, _)| name).collect();
    let allowed = |name: &&String| !name.starts_with(ONE_ANSWER);
    assert_eq!(
        helped.iter().filter(allowed).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
}
