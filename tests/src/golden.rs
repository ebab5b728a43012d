//! Golden values, as the scripts in `tests/golden` write them.

use crate::{Named, assert_close, dot};
use serde_json::Value;

/// A file of `tests/golden`.
///
/// # Panics
/// If it cannot be read.
pub fn golden(file: &str) -> Value {
    let path = format!("{}/golden/{file}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// A size.
///
/// # Panics
/// If it is none, as all of these.
pub fn size(value: &Value) -> usize {
    value.as_u64().expect("a size") as usize
}

/// Four sizes.
pub fn four(value: &Value) -> [usize; 4] {
    std::array::from_fn(|i| size(&value[i]))
}

/// An array.
pub fn array(value: &Value) -> &[Value] {
    value.as_array().expect("an array")
}

/// An array of numbers.
pub fn numbers(value: &Value) -> Vec<f32> {
    array(value).iter().map(number).collect()
}

/// A number.
pub fn number(value: &Value) -> f32 {
    value.as_f64().expect("a number") as f32
}

/// `f(sin(0.37 i² + tensor))` for each i, so that no weights need to be stored.
pub fn formula(count: usize, tensor: usize, f: impl Fn(f64) -> f64) -> Vec<f32> {
    let angle = |i: usize| 0.37 * (i * i) as f64 + tensor as f64;
    (0..count).map(|i| f(angle(i).sin()) as f32).collect()
}

/// Names, norms, and projections on the formula: Adam would hide a wrong scale, and a norm
/// alone wrong indices.
///
/// # Panics
/// If a gradient is another.
pub fn check_projections(found: &[Named], expected: &Value) {
    assert_eq!(found.len(), expected.as_object().expect("tensors").len());
    for (tensor, (name, gradient)) in found.iter().enumerate() {
        let expected = &expected[name];
        assert!(expected.is_object(), "PyTorch has no tensor {name}");
        let norm = dot(gradient, gradient).sqrt();
        let projection = dot(gradient, &formula(gradient.len(), tensor, |sine| sine));
        let found = [norm as f32, projection as f32];
        let expected = [number(&expected["norm"]), number(&expected["projection"])];
        assert_close(name, &found, &expected, 1e-4, 1e-4 * norm);
    }
}
