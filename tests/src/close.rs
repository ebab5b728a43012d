//! Whether numbers are as expected, up to rounding.

/// Panics unless all `|found − expected| <= atol + rtol·|expected|`; NaN never is.
///
/// # Panics
/// With the worst place and both of its values, or if the lengths differ.
#[track_caller]
pub fn assert_close(what: &str, found: &[f32], expected: &[f32], rtol: f64, atol: f64) {
    if let Err(message) = close(found, expected, rtol, atol) {
        panic!("{what}: {message}");
    }
}

/// [`assert_close`] as a result, whose error says where the two are furthest apart.
pub fn close(found: &[f32], expected: &[f32], rtol: f64, atol: f64) -> Result<(), String> {
    if found.len() != expected.len() {
        let (found, expected) = (found.len(), expected.len());
        return Err(format!("found {found} numbers, expected {expected}"));
    }
    // By how many tolerances a place is off; NaN counts as infinitely many.
    let off = |place: usize| {
        let (found, expected) = (f64::from(found[place]), f64::from(expected[place]));
        let difference = (found - expected).abs();
        let tolerance = atol + rtol * expected.abs();
        match difference <= tolerance {
            true => 0.0,
            false if difference.is_nan() => f64::INFINITY,
            false => difference / tolerance,
        }
    };
    let worst = (0..found.len()).max_by(|a, b| off(*a).total_cmp(&off(*b)));
    match worst.filter(|place| off(*place) > 0.0) {
        None => Ok(()),
        Some(place) => Err(format!(
            "at {place} of {}: found {}, expected {}",
            found.len(),
            found[place],
            expected[place]
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_place_is_reported_with_both_values() {
        let message = close(&[1.0, 2.5, 3.1], &[1.0, 2.0, 3.0], 0.0, 0.05).unwrap_err();
        assert_eq!(message, "at 1 of 3: found 2.5, expected 2");
    }

    #[test]
    fn nan_and_infinity_are_never_close() {
        for found in [f32::NAN, f32::INFINITY] {
            assert!(close(&[0.0, found], &[0.0, 1.0], 1.0, 1e30).is_err());
        }
        assert!(close(&[1.0], &[f32::NAN], 1.0, 1e30).is_err());
    }

    #[test]
    fn lengths_must_be_equal() {
        assert!(close(&[], &[1.0], 1.0, 1.0).is_err());
        assert!(close(&[1.0, 1.0], &[1.0], 1.0, 1.0).is_err());
    }

    #[test]
    fn tolerances_add_up() {
        assert!(close(&[10.2], &[10.0], 0.01, 0.11).is_ok());
        assert!(close(&[10.2], &[10.0], 0.01, 0.09).is_err());
    }
}
