//! The checks of `output_size`.

use crate::check::{Check, Failure};
use aelib::ops::ConvTranspose2dOptions;
use aelib::rand::{Rng, SeedableRng};
use aelib::rand_chacha::ChaCha8Rng;
use interface::lesson_03::transposed_convolution::Calls;

/// The lecture's example.
const LECTURE: [[usize; 4]; 1] = [[3, 3, 1, 0]];
/// First one for which each mistake below gives another size; then a decoder's two
/// layers; then stride 1, at last with s(M - 1) alone smaller than 2p. Random ones follow.
const OTHERS: [[usize; 4]; 5] = [
    [5, 7, 5, 3],
    [7, 4, 2, 1],
    [14, 4, 2, 1],
    [4, 5, 1, 2],
    [1, 3, 1, 1],
];

/// A size that a mistake leads to, and what to say.
type Mistake = (fn([usize; 4]) -> Option<usize>, &'static str);

const MISTAKES: &[Mistake] = &[
    (
        |[m, k, s, p]| Some((m + 2 * p).checked_sub(k)? / s + 1),
        "this is the size after a plain convolution; the transposed one makes images larger",
    ),
    (
        |[m, k, s, p]| (s * m + k).checked_sub(2 * p),
        "the stride multiplies M - 1, not M: there is one step less than there are pixels",
    ),
    (
        |[m, k, s, p]| (s * m + k).checked_sub(1 + 2 * p),
        "the stride multiplies all of M - 1: write the parentheses",
    ),
    (
        |[m, k, s, p]| (s * (m - 1) + k).checked_sub(p),
        "padding is cut off on both sides: subtract it twice",
    ),
    (
        |[m, k, s, p]| Some(s * (m - 1) + k + 2 * p),
        "padding makes the result smaller here: subtract it",
    ),
    (
        |[m, k, s, _]| Some(s * (m - 1) + k),
        "the padding is ignored: subtract it on both sides",
    ),
    (
        |[m, k, _, p]| (m - 1 + k).checked_sub(2 * p),
        "the stride is ignored",
    ),
];

/// The checks, by calling `calls`.
pub fn checks(calls: &Calls, seed: u64) -> Vec<Check> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut others = OTHERS.to_vec();
    while others.len() < 20 {
        let mut draw = |most| rng.gen_range(1..=most);
        let [m, k, s, p] = [draw(40), draw(9), draw(4), draw(5) - 1];
        if ConvTranspose2dOptions::new(s, p)
            .output_size(m, k)
            .is_some()
        {
            others.push([m, k, s, p]);
        }
    }
    let check = |name, sizes: &[[usize; 4]]| {
        let (calls, sizes) = (calls.clone(), sizes.to_vec());
        Check::new(name, 1, move || {
            sizes.iter().try_for_each(|size| try_size(&calls, *size))
        })
    };
    vec![
        check("size_in_the_lecture", &LECTURE),
        check("size_with_stride_and_padding", &others),
    ]
}

fn try_size(calls: &Calls, size: [usize; 4]) -> Result<(), Failure> {
    let [m, k, s, p] = size;
    let call = format!("output_size({m}, {k}, {s}, {p}), so M = {m}, k = {k}, s = {s}, p = {p}");
    let formula = ConvTranspose2dOptions::new(s, p);
    let expected = formula.output_size(m, k).expect("these sizes exist");
    let hint = format!(
        "put the numbers into the formula: {}",
        formula.formula(m, k)
    );
    let found = match calls.output_size(m, k, s, p) {
        Ok(found) => found,
        Err(trouble) => return Err(Failure::no_result(trouble, call, &hint)),
    };
    if found == expected {
        return Ok(());
    }
    let known = |(make, _): &&Mistake| make(size) == Some(found);
    let hint = match MISTAKES.iter().find(known) {
        Some((_, known)) => format!("{known}.\n      {hint}"),
        None => hint,
    };
    Err(Failure {
        call,
        finding: format!("expected {expected}, found {found}"),
        hint,
    })
}
