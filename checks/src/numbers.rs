//! Calls whose result is a number or a list of numbers.

use crate::check::Failure;
use interface::Trouble;

/// A call, what it should return, and the wrong results that known mistakes lead to.
pub struct Numbers {
    /// The call as a student would write it.
    pub call: String,
    /// What it should return.
    pub expected: Vec<f32>,
    /// Wrong results, each with what to say about it.
    pub mistakes: Vec<(Vec<f32>, &'static str)>,
    /// For a mistake that is not known.
    pub hint: &'static str,
}

impl Numbers {
    /// Checks the one number that was returned.
    ///
    /// # Errors
    /// If it is another one, or there is none.
    pub fn check(self, found: Result<f32, Trouble>) -> Result<(), Failure> {
        self.check_list(found.map(|number| vec![number]))
    }

    /// Checks the list that was returned.
    ///
    /// # Errors
    /// If it is another one, or there is none.
    pub fn check_list(self, found: Result<Vec<f32>, Trouble>) -> Result<(), Failure> {
        let found = match found {
            Ok(found) => found,
            Err(trouble) => return Err(Failure::no_result(trouble, self.call, self.hint)),
        };
        if same(&self.expected, &found) {
            return Ok(());
        }
        let known = self.mistakes.iter().find(|(wrong, _)| same(wrong, &found));
        Err(Failure {
            call: self.call,
            finding: finding(&self.expected, &found),
            hint: known.map_or(self.hint, |(_, hint)| hint).into(),
        })
    }
}

/// Equal up to rounding; NaN equals nothing.
pub fn same(expected: &[f32], found: &[f32]) -> bool {
    let near = |(e, f): (&f32, &f32)| {
        // An infinity would allow any distance.
        e == f || e.is_finite() && (e - f).abs() <= 1e-5 + 1e-4 * e.abs()
    };
    expected.len() == found.len() && expected.iter().zip(found).all(near)
}

fn finding(expected: &[f32], found: &[f32]) -> String {
    if let ([expected], [found]) = (expected, found) {
        return format!("expected {expected}\nfound    {found}");
    }
    let mut text = format!("expected {}\nfound    {}", list(expected), list(found));
    if expected.len() != found.len() {
        let (expected, found) = (expected.len(), found.len());
        text += &format!("\n\n{expected} numbers are expected, found {found}");
    } else if let Some(place) =
        (0..found.len()).find(|i| !same(&expected[*i..=*i], &found[*i..=*i]))
    {
        let (expected, found) = (expected[place], found[place]);
        text += &format!("\n\nat [{place}] expected {expected}, found {found}");
    }
    text
}

/// The numbers as Rust writes a list, cut after the first dozen.
pub fn list(numbers: &[f32]) -> String {
    let mut shown: Vec<String> = numbers.iter().take(12).map(f32::to_string).collect();
    if numbers.len() > 12 {
        shown.push("…".into());
    }
    format!("[{}]", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case() -> Numbers {
        Numbers {
            call: "half(3)".into(),
            expected: vec![1.5],
            mistakes: vec![(vec![1.0], "integers were divided")],
            hint: "divide by 2",
        }
    }

    #[test]
    fn known_and_unknown_mistakes_get_their_hints() {
        assert!(case().check(Ok(1.5)).is_ok());
        let known = case().check(Ok(1.0)).unwrap_err();
        assert_eq!(known.hint, "integers were divided");
        assert_eq!(known.finding, "expected 1.5\nfound    1");
        assert_eq!(case().check(Ok(7.0)).unwrap_err().hint, "divide by 2");
        assert_eq!(case().check(Ok(f32::NAN)).unwrap_err().hint, "divide by 2");
        assert!(
            case()
                .check_list(Ok(Vec::new()))
                .unwrap_err()
                .finding
                .contains("found 0")
        );
    }

    #[test]
    fn infinity_equals_itself_only() {
        assert!(same(&[f32::INFINITY], &[f32::INFINITY]));
        assert!(!same(&[1.0], &[f32::INFINITY]));
        assert!(!same(&[f32::INFINITY], &[1.0]));
    }

    #[test]
    fn lists_say_where_they_differ() {
        let finding = finding(&[1.0, 2.0], &[1.0, 3.0]);
        assert!(finding.ends_with("at [1] expected 2, found 3"), "{finding}");
        assert!(list(&[0.0; 20]).ends_with(", …]"));
    }
}
