//! Weights that copy.

use crate::check::{Check, Failure};
use crate::matrix::{self, Matrix};
use crate::numbers::{list, same};
use aelib::rand::{Rng, SeedableRng};
use aelib::rand_chacha::ChaCha8Rng;
use interface::Trouble;
use interface::lesson_01::compression::Calls;

/// Pixels and numbers of the code.
type Sizes = (usize, usize);

/// The checks, on one answer.
pub fn checks(calls: &Calls, seed: u64) -> Vec<Check> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut draw = |most: usize| (rng.gen_range(1..=most), rng.gen_range(1..=most));
    let small = [(2, 3), (3, 3), (4, 2), draw(9), draw(9)];
    let (pixels, code) = draw(60);
    let wide = [(100, 100), (100, 120), (pixels, pixels + code)];
    let narrow = [(100, 32), (pixels + code, code)];
    let check = |name, case: fn(&Calls, Sizes) -> Result<(), Failure>, sizes: &[Sizes]| {
        let (calls, sizes) = (calls.clone(), sizes.to_vec());
        Check::new(name, 1, move || {
            sizes.iter().try_for_each(|sizes| case(&calls, *sizes))
        })
    };
    vec![
        check("copying_encoder", encoder, &small),
        check("copying_decoder", decoder, &small),
        check("a_wide_code_copies_even_noise", noise, &wide),
        check("a_narrow_code_cannot", noise, &narrow),
    ]
}

fn encoder(calls: &Calls, (pixels, code): Sizes) -> Result<(), Failure> {
    let call = format!("copying_encoder({pixels}, {code})");
    weights(call, [code, pixels], calls.copying_encoder(pixels, code))
}

fn decoder(calls: &Calls, (pixels, code): Sizes) -> Result<(), Failure> {
    let call = format!("copying_decoder({pixels}, {code})");
    weights(call, [pixels, code], calls.copying_decoder(pixels, code))
}

fn weights(
    call: String,
    [rows, columns]: [usize; 2],
    found: Result<Matrix, Trouble>,
) -> Result<(), Failure> {
    let hint = "row i is what makes number i of the result: 1 in column i, 0 elsewhere";
    let found = match found {
        Ok(found) => found,
        Err(trouble) => return Err(Failure::no_result(trouble, call, hint)),
    };
    let diagonal = |rows: usize, columns: usize| -> Matrix {
        let weight = |row, column| if row == column { 1.0 } else { 0.0 };
        (0..rows)
            .map(|r| (0..columns).map(|c| weight(r, c)).collect())
            .collect()
    };
    let expected = diagonal(rows, columns);
    let Some(difference) = matrix::difference(&expected, &found) else {
        return Ok(());
    };
    let hint = if matrix::difference(&diagonal(columns, rows), &found).is_none() {
        "rows and columns are swapped: a matrix has one row for each number that comes out, \
         and one column for each that goes in"
    } else if found.iter().flatten().all(|w| *w == 0.0) {
        "all weights are 0, so nothing gets through"
    } else if found.iter().flatten().all(|w| *w == 1.0) {
        "all weights are 1, so every number is the sum of all others: only the diagonal is 1"
    } else {
        hint
    };
    let both = matrix::beside(&[("expected", &expected), ("found", &found)]);
    Err(Failure {
        call,
        finding: format!("{both}\n\n{difference}"),
        hint: hint.into(),
    })
}

/// Noise goes through both: what fits comes back, the rest is 0.
fn noise(calls: &Calls, (pixels, code): Sizes) -> Result<(), Failure> {
    let call =
        format!("copying_decoder({pixels}, {code}) · copying_encoder({pixels}, {code}) · noise");
    let hint = "first make copying_encoder and copying_decoder right for small sizes";
    // Numbers that no network could have learned.
    let noise: Vec<f32> = (0..pixels)
        .map(|i| (i * i * 31 % 97) as f32 / 97.0)
        .collect();
    let both = (
        calls.copying_encoder(pixels, code),
        calls.copying_decoder(pixels, code),
    );
    let found = match both {
        (Ok(encoder), Ok(decoder)) => product(&decoder, &product(&encoder, &noise)),
        (Err(trouble), _) | (_, Err(trouble)) => {
            return Err(Failure::no_result(trouble, call, hint));
        }
    };
    let mut expected = noise;
    expected.iter_mut().skip(code).for_each(|lost| *lost = 0.0);
    if same(&expected, &found) {
        return Ok(());
    }
    Err(Failure {
        call,
        finding: format!("expected {}\nfound    {}", list(&expected), list(&found)),
        hint: hint.into(),
    })
}

/// A row that is too long or too short contributes what it has.
fn product(weights: &Matrix, x: &[f32]) -> Vec<f32> {
    let row = |row: &Vec<f32>| row.iter().zip(x).map(|(w, x)| w * x).sum();
    weights.iter().map(row).collect()
}
