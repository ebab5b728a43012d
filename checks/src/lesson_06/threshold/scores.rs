//! The checks of `share_above` and `choose_threshold`.

use super::super::close;
use crate::check::{Check, Failure};
use aelib::anomaly;
use aelib::rand::{Rng, SeedableRng};
use aelib::rand_chacha::ChaCha8Rng;
use interface::Trouble;
use interface::lesson_06::threshold::Calls;

/// Some scores, and a threshold or a share.
type Case = (Vec<f32>, f32);

/// Of scores and a number: the result that a mistake leads to, and what to say.
type Mistake = (fn(&[f32], f32) -> f32, &'static str);

/// Called with a [`Case`]; what it should return, and the mistakes that are known.
struct Function {
    name: &'static str,
    call: fn(&Calls, &[f32], f32) -> Result<f32, Trouble>,
    expected: fn(&[f32], f32) -> f32,
    mistakes: &'static [Mistake],
    hint: &'static str,
}

/// The checks, on one answer.
pub fn checks(calls: &Calls, seed: u64) -> Vec<Check> {
    let share_above = || Function {
        name: "share_above",
        call: Calls::share_above,
        expected: |scores, threshold| anomaly::share_above(scores, threshold) as f32,
        mistakes: SHARE,
        hint: "go through the scores, count those with score > threshold, and divide by how \
               many scores there are",
    };
    let choose_threshold = || Function {
        name: "choose_threshold",
        call: Calls::choose_threshold,
        expected: |scores, allowed| anomaly::threshold(scores, f64::from(allowed)),
        mistakes: THRESHOLD,
        hint: "sort a copy of the scores; from the lowest on, the first score above which no \
               more than the share `allowed` lies is the threshold",
    };
    let check = |name, function: Function, cases: Vec<Case>| {
        let calls = calls.clone();
        Check::new(name, 1, move || {
            cases
                .iter()
                .try_for_each(|case| function.try_case(&calls, case))
        })
    };
    vec![
        check("share_above", share_above(), shares(seed)),
        check("the_threshold_by_hand", choose_threshold(), by_hand()),
        check(
            "the_threshold_of_any_scores",
            choose_threshold(),
            random(seed),
        ),
    ]
}

const SHARE: &[Mistake] = &[
    (
        |scores, threshold| share(scores, |s| s >= threshold),
        "a score that is equal to the threshold does not lie above it: `>`, not `>=`",
    ),
    (
        |scores, threshold| share(scores, |s| s < threshold),
        "this is the share below the threshold",
    ),
    (
        |scores, threshold| scores.iter().filter(|s| **s > threshold).count() as f32,
        "this is a number of scores: divide it by how many there are",
    ),
    (
        |_, _| 0.0,
        "it is 0: whole numbers divide to a whole number, so turn both into f32 first",
    ),
];

const THRESHOLD: &[Mistake] = &[
    (
        |scores, allowed| scores[place(scores, allowed)],
        "are the scores sorted? They come in any order",
    ),
    (
        |scores, allowed| at(scores, scores.len() - 1 - place(scores, allowed)),
        "nearly all scores lie above this one: normal images have low scores, and the \
         threshold lies near their upper end",
    ),
    (
        |scores, allowed| at(scores, place(scores, allowed).saturating_sub(1)),
        "one too low: more scores lie above it than are allowed",
    ),
    (
        |scores, allowed| at(scores, place(scores, allowed) + 1),
        "one too high: a lower threshold keeps the promise, too, and catches more",
    ),
];

/// Where the threshold is among the sorted scores.
fn place(scores: &[f32], allowed: f32) -> usize {
    scores.len() - 1 - (allowed * scores.len() as f32) as usize
}

/// A place among the sorted scores, at most the last.
fn at(scores: &[f32], place: usize) -> f32 {
    let mut sorted = scores.to_vec();
    sorted.sort_by(f32::total_cmp);
    sorted[place.min(sorted.len() - 1)]
}

fn share(scores: &[f32], counts: impl Fn(f32) -> bool) -> f32 {
    scores.iter().filter(|s| counts(**s)).count() as f32 / scores.len() as f32
}

fn shares(seed: u64) -> Vec<Case> {
    let scores = [1.0, 2.0, 3.0, 4.0];
    let cases = [3.0, 0.5, 4.0].map(|threshold| (scores.to_vec(), threshold));
    let others = [(vec![0.5, -0.5, 0.5, 0.25], 0.25), (vec![2.0], 1.0)];
    let fixed = cases.into_iter().chain(others);
    fixed.chain(random(seed).into_iter().take(5)).collect()
}

fn by_hand() -> Vec<Case> {
    vec![
        (vec![0.3, 0.2, 0.5, 0.1, 0.4], 0.2),
        (vec![0.3, 0.2, 0.5, 0.1, 0.4], 0.0),
        (vec![0.75], 0.5),
        (vec![4.0, 1.0, 3.0, 2.0], 0.5),
    ]
}

/// The share that is allowed lies between two that can be had, so rounding decides nothing.
fn random(seed: u64) -> Vec<Case> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut case = |n: usize| {
        let scores = (0..n)
            .map(|_| rng.gen_range(0..100) as f32 / 100.0)
            .collect();
        let above = rng.gen_range(0..n.div_ceil(3));
        (scores, (above as f32 + 0.5) / n as f32)
    };
    (4..24).map(&mut case).collect()
}

impl Function {
    fn try_case(&self, calls: &Calls, (scores, number): &Case) -> Result<(), Failure> {
        let number = *number;
        let call = format!("{}(&{scores:?}, {number})", self.name);
        let found = match (self.call)(calls, scores, number) {
            Ok(found) => found,
            Err(trouble) => return Err(Failure::no_result(trouble, call, self.hint)),
        };
        let expected = (self.expected)(scores, number);
        if close(expected, found) {
            return Ok(());
        }
        let known = |(mistake, _): &&Mistake| close(mistake(scores, number), found);
        let hint = self.mistakes.iter().find(known);
        Err(Failure {
            call,
            finding: format!("expected {expected}, found {found}"),
            hint: hint.map_or(self.hint, |(_, hint)| hint).into(),
        })
    }
}
