//! The one rule of what is equal, for every exercise, and where a difference is.

use interface::Value;
use sha2::{Digest, Sha256};

/// Whether a result is what it should be: whole numbers exactly, others up to rounding.
pub fn same(expected: &Value, found: &Value) -> bool {
    difference(expected, found).is_none()
}

/// Where two results differ first.
#[derive(Debug, PartialEq)]
pub struct Difference {
    /// The indices that lead there.
    pub place: Vec<usize>,
    /// What should be there.
    pub expected: Value,
    /// What is there.
    pub found: Value,
}

/// Where `found` first differs from `expected`.
pub fn difference(expected: &Value, found: &Value) -> Option<Difference> {
    at(expected, found, &mut Vec::new())
}

fn at(expected: &Value, found: &Value, place: &mut Vec<usize>) -> Option<Difference> {
    let equal = match (expected, found) {
        (Value::List(e), Value::List(f)) if e.len() == f.len() => {
            for (index, (e, f)) in e.iter().zip(f).enumerate() {
                place.push(index);
                if let Some(difference) = at(e, f, place) {
                    return Some(difference);
                }
                place.pop();
            }
            true
        }
        (Value::Number(e), Value::Number(f)) => close(*e, *f),
        (Value::Text(seal), Value::Whole(_) | Value::Number(_)) => *seal == sealed(found, place),
        _ => expected == found,
    };
    (!equal).then(|| Difference {
        place: place.clone(),
        expected: expected.clone(),
        found: found.clone(),
    })
}

/// Equal up to rounding. What is infinite or not a number equals its like only.
fn close(expected: f64, found: f64) -> bool {
    let near = || expected.is_finite() && (expected - found).abs() <= 1e-5 + 1e-4 * expected.abs();
    expected == found || expected.is_nan() && found.is_nan() || near()
}

/// The same result with a seal for each number: whether another one is equal can be found
/// out, but the numbers cannot be read. For exercises that ask for a number.
pub fn seal(value: &Value) -> Value {
    fn at(value: &Value, place: &mut Vec<usize>) -> Value {
        let Value::List(values) = value else {
            return Value::Text(sealed(value, place));
        };
        let sealed = values.iter().enumerate().map(|(index, value)| {
            place.push(index);
            let sealed = at(value, place);
            place.pop();
            sealed
        });
        Value::List(sealed.collect())
    }
    at(value, &mut Vec::new())
}

fn sealed(value: &Value, place: &[usize]) -> String {
    let number = value.number().unwrap_or(f64::NAN) + 0.0;
    let text = format!("sealed {place:?} {number:.3}");
    let hash = Sha256::digest(text.as_bytes());
    hash.iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use interface::Show;

    #[test]
    fn numbers_are_equal_up_to_rounding() {
        let same = |a: f32, b: f32| same(&a.show(), &b.show());
        assert!(same(1.0, 1.00001) && same(0.0, 1e-6) && same(0.0, -0.0));
        assert!(!same(1.0, 1.001));
        assert!(same(f32::INFINITY, f32::INFINITY));
        assert!(!same(1.0, f32::INFINITY) && !same(f32::INFINITY, 1.0));
        assert!(!same(1.0, f32::NAN) && !same(f32::INFINITY, f32::NEG_INFINITY));
    }

    #[test]
    fn whole_numbers_are_equal_exactly() {
        assert!(!same(&100_000usize.show(), &100_001usize.show()));
        assert!(!same(&None::<usize>.show(), &0usize.show()));
    }

    #[test]
    fn a_difference_has_its_place() {
        let matrix = |x: f32| vec![vec![1.0, 2.0], vec![3.0, x]].show();
        assert_eq!(
            difference(&matrix(4.0), &matrix(5.0)).unwrap().place,
            [1, 1]
        );
        assert_eq!(
            difference(&matrix(4.0), &matrix(f32::NAN)).unwrap().place,
            [1, 1]
        );
        assert_eq!(difference(&matrix(4.0), &matrix(4.0)), None);
        let short = vec![vec![1.0f32, 2.0]].show();
        assert!(difference(&matrix(4.0), &short).unwrap().place.is_empty());
    }

    #[test]
    fn a_seal_knows_its_number_and_its_place() {
        let right = vec![vec![5.0f32, -0.0]].show();
        let sealed = seal(&right);
        assert!(same(&sealed, &right) && same(&sealed, &vec![vec![5.0f32, 0.0]].show()));
        assert!(!same(&sealed, &vec![vec![0.0f32, 5.0]].show()));
        assert!(!serde_json::to_string(&sealed).unwrap().contains("5.0"));
    }
}
