//! The checks of `judge`: where does the threshold come from?

use super::super::close;
use crate::check::{Check, Failure};
use aelib::anomaly::{share_above, threshold};
use aelib::rand::{Rng, SeedableRng};
use aelib::rand_chacha::ChaCha8Rng;
use interface::lesson_06::threshold::Calls;

/// The scores of training, validation, test, and of anomalies.
type Sets = [Vec<f32>; 4];

/// Sets of scores, and the share of false alarms that is allowed.
type Case = (Sets, f32);

/// A report that a mistake leads to, and what to say.
type Mistake = (fn(&Sets, f32) -> [f32; 3], &'static str);

const TRAINING: usize = 0;
const VALIDATION: usize = 1;
const TEST: usize = 2;
const ANOMALIES: usize = 3;

const HINT: &str = "choose_threshold on the one set that was neither learned from nor is \
                    tested on; then share_above of the test scores, and of the anomalies";

const MISTAKES: &[Mistake] = &[
    (
        |sets, allowed| report(sets, at(&sets[TRAINING], allowed)),
        "the threshold comes from the training images. The model has learned these by heart \
         a little: their errors are too small, and new normal images raise too many alarms",
    ),
    (
        |sets, allowed| report(sets, at(&sets[TEST], allowed)),
        "the threshold comes from the test images: then the report says what was promised, \
         not what happens. What is tested on must not be asked before",
    ),
    (
        |sets, allowed| report(sets, at(&sets[ANOMALIES], allowed)),
        "the threshold comes from the anomalies: nobody knows those in advance",
    ),
    (
        |sets, allowed| {
            let normal = sets[..ANOMALIES].concat();
            report(sets, at(&normal, allowed))
        },
        "the threshold comes from all normal images: leave out those that were learned from \
         and those that are tested on",
    ),
    (
        |sets, allowed| {
            let [threshold, _, caught] = right(sets, allowed);
            let alarms = share_above(&sets[VALIDATION], threshold) as f32;
            [threshold, alarms, caught]
        },
        "false alarms are counted on the validation images: they are as allowed there, for \
         so the threshold was chosen. Count them on the test images",
    ),
    (
        |sets, allowed| {
            let [threshold, alarms, caught] = right(sets, allowed);
            [threshold, caught, alarms]
        },
        "the last two numbers are swapped: first false alarms, then what is caught",
    ),
    (
        |sets, allowed| {
            let [threshold, alarms, caught] = right(sets, allowed);
            [threshold, alarms, 1.0 - caught]
        },
        "the last number is what is missed: what is caught lies above the threshold",
    ),
];

/// The checks, on one answer.
pub fn checks(calls: &Calls, seed: u64) -> Vec<Check> {
    let check = |name, cases: Vec<Case>| {
        let calls = calls.clone();
        Check::new(name, 1, move || {
            cases.iter().try_for_each(|case| try_case(&calls, case))
        })
    };
    vec![
        check("the_report_by_hand", vec![example(), random(seed)]),
        check(
            "the_threshold_comes_from_validation",
            [others(), vec![random(seed)]].concat(),
        ),
    ]
}

fn at(scores: &[f32], allowed: f32) -> f32 {
    threshold(scores, f64::from(allowed))
}

fn right(sets: &Sets, allowed: f32) -> [f32; 3] {
    report(sets, at(&sets[VALIDATION], allowed))
}

fn report(sets: &Sets, threshold: f32) -> [f32; 3] {
    let above = |set: usize| share_above(&sets[set], threshold) as f32;
    [threshold, above(TEST), above(ANOMALIES)]
}

fn example() -> Case {
    let sets = [
        vec![0.1, 0.1, 0.1, 0.2],
        vec![0.1, 0.2, 0.3, 0.4],
        vec![0.1, 0.3, 0.4, 0.5],
        vec![0.8, 0.9],
    ];
    (sets, 0.25)
}

/// Each known mistake gives another report on each of them.
fn others() -> Vec<Case> {
    let anomalies = vec![4.5, 7.75, 9.25, 20.0, 6.25, 30.0];
    let base = [1.0, 5.0, 2.0, 4.0, 3.0, 6.0, 8.0, 7.0];
    let shifted = |by: f32| base.iter().map(|score| score + by).collect::<Vec<_>>();
    let cases = [[-1.5, 0.0, 2.25], [-3.0, 0.0, -1.75]].map(|by| {
        let [training, validation, test] = by.map(shifted);
        ([training, validation, test, anomalies.clone()], 0.25)
    });
    cases.into()
}

/// The same for the same seed.
fn random(seed: u64) -> Case {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut scores = |n: usize, from: u32| {
        let score = |_| (from + rng.gen_range(0..400)) as f32 / 100.0;
        (0..n).map(score).collect()
    };
    let sets = [scores(9, 0), scores(8, 50), scores(10, 100), scores(7, 300)];
    (sets, 0.3)
}

fn try_case(calls: &Calls, (sets, allowed): &Case) -> Result<(), Failure> {
    let allowed = *allowed;
    let names = ["training", "validation", "test", "anomalies"];
    let lines = names
        .iter()
        .zip(sets)
        .map(|(name, scores)| format!("    {name:10}  {scores:?}"));
    let lines: Vec<String> = lines.collect();
    let call = format!(
        "judge(&training, &validation, &test, &anomalies, {allowed}), with\n\n{}",
        lines.join("\n")
    );
    let [training, validation, test, anomalies] = sets;
    let found = match calls.judge(training, validation, test, anomalies, allowed) {
        Ok((threshold, alarms, caught)) => [threshold, alarms, caught],
        Err(trouble) => return Err(Failure::no_result(trouble, call, HINT)),
    };
    let same = |a: [f32; 3]| a.iter().zip(&found).all(|(a, b)| close(*a, *b));
    let expected = right(sets, allowed);
    if same(expected) {
        return Ok(());
    }
    let known = |(mistake, _): &&Mistake| same(mistake(sets, allowed));
    let hint = MISTAKES.iter().find(known).map_or(HINT, |(_, hint)| hint);
    let told = |[threshold, alarms, caught]: [f32; 3]| {
        format!("threshold {threshold}, false alarms {alarms}, caught {caught}")
    };
    Err(Failure {
        call,
        finding: format!("expected {}\nfound    {}", told(expected), told(found)),
        hint: hint.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_in_the_exercise_is_right() {
        let (sets, allowed) = example();
        assert_eq!(right(&sets, allowed), [0.3, 0.5, 1.0]);
    }

    #[test]
    fn no_mistake_passes_for_right() {
        for (sets, allowed) in others() {
            for (mistake, hint) in MISTAKES {
                assert_ne!(mistake(&sets, allowed), right(&sets, allowed), "{hint}");
            }
        }
    }
}
