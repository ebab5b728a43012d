//! The checks of `kept` and `smallest_code`.

use crate::check::{Check, Failure};
use crate::numbers::Numbers;
use aelib::rand::{Rng, SeedableRng};
use aelib::rand_chacha::ChaCha8Rng;
use interface::lesson_05::code_size::Calls;

/// Sizes, what each keeps, what is wanted.
type Case = (Vec<usize>, Vec<f32>, f32);

/// A choice that a mistake leads to, and what to say.
type Mistake = (fn(&Case) -> Option<usize>, &'static str);

/// The checks, on one answer.
pub fn checks(calls: &Calls, seed: u64) -> Vec<Check> {
    let check = |name, cases: Vec<Case>| {
        let calls = calls.clone();
        Check::new(name, 1, move || {
            cases.iter().try_for_each(|case| choose(&calls, case))
        })
    };
    let readings = calls.clone();
    vec![
        Check::new("kept", 1, move || same_readings(&readings, seed)),
        check("smallest_code_by_hand", by_hand()),
        check("smallest_code_in_any_order", random(seed)),
    ]
}

fn same_readings(calls: &Calls, seed: u64) -> Result<(), Failure> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut cases = vec![(vec![4, 9, 1, 7], vec![9, 9, 1, 7]), (vec![3], vec![3])];
    for n in 5..12 {
        let before: Vec<u8> = (0..n).map(|_| rng.gen_range(0..10)).collect();
        let change = |digit: &u8| match rng.gen_bool(0.3) {
            true => (digit + 1) % 10,
            false => *digit,
        };
        let after = before.iter().map(change).collect();
        cases.push((before, after));
    }
    cases.iter().try_for_each(|(before, after)| {
        let n = before.len() as f32;
        let same = before.iter().zip(after).filter(|(b, a)| b == a).count();
        Numbers {
            call: format!("kept(&{before:?}, &{after:?})"),
            expected: vec![same as f32 / n],
            mistakes: vec![
                (
                    vec![1.0 - same as f32 / n],
                    "this is the share that changed: those are wanted that did not",
                ),
                (
                    vec![(same / before.len()) as f32],
                    "whole numbers were divided, which drops what is behind the point: turn \
                     both into f32 first",
                ),
                (
                    vec![same as f32],
                    "this is how many; a share is how many of all",
                ),
            ],
            hint: "`before[i]` and `after[i]` belong together: count the places where they \
                   are equal",
        }
        .check(calls.kept(before, after))
    })
}

fn right((sizes, kept, wanted): &Case) -> Option<usize> {
    let measured = sizes.iter().zip(kept);
    let enough = measured.filter(|(_, kept)| **kept >= *wanted);
    enough.map(|(size, _)| *size).min()
}

const MISTAKES: &[Mistake] = &[
    (
        |(sizes, kept, wanted)| {
            let strict = kept.iter().map(|k| if k > wanted { *k } else { -1.0 });
            right(&(sizes.clone(), strict.collect(), *wanted))
        },
        "exactly `wanted` is enough: `>=`, not `>`",
    ),
    (
        |(sizes, kept, wanted)| Some(sizes[kept.iter().position(|k| k >= wanted)?]),
        "this is the first in the list that keeps enough; the sizes come in any order",
    ),
    (
        |(sizes, kept, wanted)| {
            let enough = sizes.iter().zip(kept).filter(|(_, k)| *k >= wanted);
            enough.map(|(size, _)| *size).max()
        },
        "this is the largest that keeps enough: which is the smallest?",
    ),
    (
        |(sizes, kept, wanted)| {
            kept.iter()
                .position(|k| k >= wanted)
                .filter(|p| *p < sizes.len())
        },
        "this is a place in the list: return the size that stands there",
    ),
    (
        |(sizes, _, _)| sizes.iter().copied().min(),
        "this is the smallest of all sizes, whether it keeps enough or not",
    ),
];

fn by_hand() -> Vec<Case> {
    vec![
        (vec![32, 2, 8], vec![0.98, 0.49, 0.89], 0.8),
        (vec![2, 5, 8], vec![0.5, 0.75, 1.0], 0.75),
        (vec![2, 5, 8], vec![0.5, 0.75, 0.875], 0.9),
        // Chance: 3 numbers did better than 5.
        (vec![2, 3, 5, 8], vec![0.5, 0.75, 0.6, 0.875], 0.7),
    ]
}

fn random(seed: u64) -> Vec<Case> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let case = |n: usize| {
        // Different sizes from 1 up, in no order.
        let mut sizes: Vec<usize> = (0..n).map(|i| 3 * i + 1 + rng.gen_range(0..3)).collect();
        for i in 1..n {
            sizes.swap(i, rng.gen_range(0..=i));
        }
        let kept = (0..n).map(|_| rng.gen_range(0..9) as f32 / 8.0).collect();
        (sizes, kept, rng.gen_range(1..9) as f32 / 8.0)
    };
    (3..20).map(case).collect()
}

fn choose(calls: &Calls, case: &Case) -> Result<(), Failure> {
    let (sizes, kept, wanted) = case;
    let call = format!("smallest_code(&{sizes:?}, &{kept:?}, {wanted})");
    let hint = "look at every size; remember the smallest one that keeps at least `wanted`";
    let found = match calls.smallest_code(sizes, kept, *wanted) {
        Ok(found) => found,
        Err(trouble) => return Err(Failure::no_result(trouble, call, hint)),
    };
    let expected = right(case);
    if found == expected {
        return Ok(());
    }
    let known = |(mistake, _): &&Mistake| mistake(case) == found;
    let hint = match (expected, found) {
        (None, Some(_)) => "no size keeps so many: None",
        _ => MISTAKES.iter().find(known).map_or(hint, |(_, hint)| hint),
    };
    Err(Failure {
        call,
        finding: format!("expected {expected:?}\nfound    {found:?}"),
        hint: hint.into(),
    })
}
