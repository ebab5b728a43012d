//! The checks of `lesson_03::sizes`.

mod mistakes;

use crate::check::{Check, Exercise, Failure};
use aelib::explain::overlap;
use aelib::ops::{Conv2dOptions, ConvTranspose2dOptions};
use aelib::rand::{Rng, SeedableRng};
use aelib::rand_chacha::ChaCha8Rng;
use interface::Trouble;
use interface::lesson_03::sizes::{Calls, NAME};
use std::fmt::Debug;

/// The exercise, checked by calling `calls`; `seed` is of the random cases.
pub fn exercise(calls: Calls, seed: u64) -> Exercise {
    let mut checks = Vec::new();
    let mut check = |name, points, run: fn(&Calls, u64) -> Result<(), Failure>| {
        let calls = calls.clone();
        checks.push(Check::new(name, points, move || run(&calls, seed)));
    };
    check("conv_size", 1, conv_size);
    check("inputs", 2, inputs);
    check("same_padding", 1, same_padding);
    check("even_kernel", 1, even_kernel);
    Exercise {
        name: NAME,
        hints: &[
            "try it with small numbers on paper: a row of 5 pixels, a kernel of 3",
            "inputs: the transposed formula gives the smallest size; how much larger may the \
             row be before the kernel gets room for one more step?",
            "even_kernel: with a stride of s each row is hit by every s-th row of the kernel, \
             so k must be divisible by s",
        ],
        checks,
    }
}

/// What a call should have returned.
fn compare<T: PartialEq + Debug>(
    call: String,
    expected: T,
    found: Result<T, Trouble>,
    hint: impl Fn(&T) -> String,
) -> Result<(), Failure> {
    match found {
        Err(trouble) => Err(Failure::no_result(trouble, call, &hint(&expected))),
        Ok(found) if found == expected => Ok(()),
        Ok(found) => Err(Failure {
            call,
            finding: format!("expected {expected:?}, found {found:?}"),
            hint: hint(&found),
        }),
    }
}

/// One at which each known mistake gives another size, the lesson's, then random ones: M, k,
/// s, p.
fn sizes(seed: u64) -> Vec<[usize; 4]> {
    let mut sizes = vec![[6, 5, 2, 4], [28, 3, 2, 1]];
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    while sizes.len() < 40 {
        let mut draw = |most| rng.gen_range(1..=most);
        let [m, k, s, p] = [draw(40), draw(9), draw(4), draw(5) - 1];
        if Conv2dOptions::new(s, p).output_size(m, k).is_some() {
            sizes.push([m, k, s, p]);
        }
    }
    sizes
}

fn conv_size(calls: &Calls, seed: u64) -> Result<(), Failure> {
    sizes(seed).into_iter().try_for_each(|[m, k, s, p]| {
        let formula = Conv2dOptions::new(s, p);
        let expected = formula.output_size(m, k).expect("sizes that exist");
        let numbers = format!(
            "put the numbers into the formula: {}",
            formula.formula(m, k)
        );
        let call = format!("conv_size({m}, {k}, {s}, {p}), so M = {m}, k = {k}, s = {s}, p = {p}");
        compare(
            call,
            expected,
            calls.conv_size(m, k, s, p),
            |found| match mistakes::conv_size([m, k, s, p], *found) {
                Some(known) if *found != expected => format!("{known}.\n      {numbers}"),
                _ => numbers.clone(),
            },
        )
    })
}

fn inputs(calls: &Calls, seed: u64) -> Result<(), Failure> {
    let mut cases = vec![[14, 3, 2, 1], [5, 3, 1, 0], [1, 3, 3, 2]];
    cases.extend(
        sizes(seed)
            .into_iter()
            .map(|[m, k, s, p]| [m % 12 + 1, k, s, p]),
    );
    cases.into_iter().try_for_each(|[n, k, s, p]| {
        let options = Conv2dOptions::new(s, p);
        // All that could be, tried out.
        let tried = (1..=s * n + k).filter(|m| options.output_size(*m, k) == Some(n));
        let expected = Vec::from_iter(tried);
        let call = format!("inputs({n}, {k}, {s}, {p}), so N = {n}, k = {k}, s = {s}, p = {p}");
        compare(call, expected.clone(), calls.inputs(n, k, s, p), |found| {
            mistakes::inputs([n, k, s, p], &expected, found)
        })
    })
}

fn same_padding(calls: &Calls, seed: u64) -> Result<(), Failure> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let others = [(); 4].map(|()| rng.gen_range(10..200));
    (1..=9).chain(others).try_for_each(|k| {
        let keeps = |p: &usize| Conv2dOptions::new(1, *p).output_size(20, k) == Some(20);
        let expected = (0..k).find(keeps);
        let hint = |found: &Option<usize>| match (found, expected) {
            (Some(p), None) => format!(
                "an even kernel has no middle: with padding {p}, 20 pixels become {}",
                p.saturating_mul(2).saturating_add(20 + 1).saturating_sub(k)
            ),
            _ => "M + 2p - k + 1 has to be M".into(),
        };
        compare(
            format!("same_padding({k})"),
            expected,
            calls.same_padding(k),
            hint,
        )
    })
}

/// A kernel that is still tried out, to tell what is wrong with it.
const LARGEST: usize = 30;

fn even_kernel(calls: &Calls, seed: u64) -> Result<(), Failure> {
    let pairs = (1..=9).flat_map(|k| (1..=4).map(move |s| (k, s)));
    let mut pairs = Vec::from_iter(pairs);
    // First two at which the usual guesses show.
    pairs.sort_by_key(|pair| ![(3, 2), (4, 3)].contains(pair));
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    pairs.extend([(); 4].map(|()| (rng.gen_range(10..24), rng.gen_range(2..7))));
    pairs.into_iter().try_for_each(|(k, s)| {
        let expected = (k..).find(|k| is_even(*k, s)).expect("a multiple of s");
        let hint = |found: &usize| match *found {
            found if found < k => format!("it has to have at least {k} rows"),
            // A larger one is not tried out: it may be any number.
            found if found <= LARGEST && !is_even(found, s) => {
                format!("inside, the rows get {} stamps in turn", turns(found, s))
            }
            found if found > expected => "a smaller one does it, too".into(),
            _ => "how many rows of the kernel hit a given row of the result?".into(),
        };
        compare(
            format!("even_kernel({k}, {s})"),
            expected,
            calls.even_kernel(k, s),
            hint,
        )
    })
}

/// How many stamps each of `s` neighbouring rows gets, far from the border.
fn stamps(k: usize, s: usize) -> Vec<f32> {
    let counts = overlap([20, 1], [k, 1], ConvTranspose2dOptions::new(s, 0)).expect("an output");
    let middle = counts.sizes()[1] / 2;
    (middle..middle + s).map(|y| counts.at([0, y, 0])).collect()
}

fn is_even(k: usize, s: usize) -> bool {
    stamps(k, s).windows(2).all(|pair| pair[0] == pair[1])
}

fn turns(k: usize, s: usize) -> String {
    let counts = stamps(k, s);
    counts
        .iter()
        .map(f32::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}
