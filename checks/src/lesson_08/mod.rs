//! The checks of lesson 8, and what they share: a result is some named rows of numbers,
//! and a known mistake is the rows that it leads to.

pub mod kl_by_hand;
pub mod kl_by_sampling;
pub mod log_sigma;
pub mod reparameterize;

use crate::check::Failure;
use aelib::rand::{Rng, SeedableRng};
use aelib::rand_chacha::ChaCha8Rng;
use interface::Trouble;

/// Rows of numbers.
type Rows = Vec<Vec<f32>>;

/// A result that a mistake leads to, and what to say.
type Mistake = (Rows, &'static str);

/// A call that was made, and what should have come of it.
struct Called<'a> {
    /// What was called, with its arguments.
    call: String,
    /// What each row of the result is.
    names: &'a [&'a str],
    found: Result<Rows, Trouble>,
    expected: Rows,
    mistakes: Vec<Mistake>,
    hint: &'a str,
}

impl Called<'_> {
    fn judge(self) -> Result<(), Failure> {
        let found = match self.found {
            Ok(found) => found,
            Err(trouble) => return Err(Failure::no_result(trouble, self.call, self.hint)),
        };
        if same(&found, &self.expected) {
            return Ok(());
        }
        let known = self.mistakes.iter().find(|(rows, _)| same(rows, &found));
        let lens = |rows: &Rows| rows.iter().map(Vec::len).collect::<Vec<_>>();
        let hint = match known {
            Some((_, hint)) => hint,
            None if lens(&found) != lens(&self.expected) => {
                "the result has another length: one number for each latent number"
            }
            None => self.hint,
        };
        let told = |rows: &Rows| {
            let rows = self.names.iter().zip(rows);
            let rows: Vec<String> = rows
                .map(|(name, row)| format!("{name} {}", list(row)))
                .collect();
            rows.join(", ")
        };
        Err(Failure {
            call: self.call,
            finding: format!(
                "expected {}\nfound    {}",
                told(&self.expected),
                told(&found)
            ),
            hint: hint.into(),
        })
    }
}

/// Equal up to rounding; NaN never is.
fn same(a: &Rows, b: &Rows) -> bool {
    let close = |(a, b): (&f32, &f32)| (a - b).abs() <= 1e-4 * (1.0 + b.abs());
    let row = |(a, b): (&Vec<f32>, &Vec<f32>)| a.len() == b.len() && a.iter().zip(b).all(close);
    a.len() == b.len() && a.iter().zip(b).all(row)
}

/// As a student reads it.
fn list(numbers: &[f32]) -> String {
    let numbers: Vec<String> = numbers.iter().map(|v| format!("{v:.4}")).collect();
    format!("[{}]", numbers.join(", "))
}

/// Numbers in [-2, 2), with three decimals.
fn randoms(count: usize, seed: u64, stream: u64) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(stream);
    let mut number = || f64::from(rng.gen_range(-2000..2000)) / 1000.0;
    (0..count).map(|_| number() as f32).collect()
}

/// Number by number.
fn each(a: &[f32], b: &[f32], f: impl Fn(f32, f32) -> f32) -> Vec<f32> {
    a.iter().zip(b).map(|(a, b)| f(*a, *b)).collect()
}

/// Number by number, of three.
fn each3(a: &[f32], b: &[f32], c: &[f32], f: impl Fn(f32, f32, f32) -> f32) -> Vec<f32> {
    let numbers = a.iter().zip(b).zip(c);
    numbers.map(|((a, b), c)| f(*a, *b, *c)).collect()
}
