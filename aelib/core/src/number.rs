//! Numbers in JSON, which has no word for those that are not finite: they are written as the
//! texts "NaN", "inf" and "-inf", so that a run whose loss is no number is still a run.
//!
//! `#[serde(with = "crate::number")]` on a field that is a number, or that may be none.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// What a file may hold.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    /// Null stands for none; in a field that has to have one, it is what serde_json makes of NaN.
    Number(Option<f64>),
    Word(String),
}

/// A field that is a number, or that may be none.
pub trait Field: Copy {
    /// The number in it.
    fn number(self) -> Option<f64>;

    /// A field with what stands in a file.
    fn of(number: Option<f64>) -> Self;
}

macro_rules! field {
    ($field:ty, |$own:ident| $number:expr, |$found:ident| $of:expr) => {
        impl Field for $field {
            fn number(self) -> Option<f64> {
                let $own = self;
                $number
            }

            fn of($found: Option<f64>) -> Self {
                $of
            }
        }
    };
}
field!(f64, |own| Some(own), |found| found.unwrap_or(f64::NAN));
field!(f32, |own| Some(own.into()), |found| f64::of(found) as f32);
field!(Option<f64>, |own| own, |found| found);

/// Writes a number, the word for it, or null.
pub fn serialize<F: Field, S: Serializer>(field: &F, serializer: S) -> Result<S::Ok, S::Error> {
    let written = match field.number() {
        Some(number) if !number.is_finite() => Written::Word(number.to_string()),
        number => Written::Number(number),
    };
    written.serialize(serializer)
}

/// Reads what [`serialize`] wrote.
pub fn deserialize<'de, F: Field, D: Deserializer<'de>>(deserializer: D) -> Result<F, D::Error> {
    let word = match Written::deserialize(deserializer)? {
        Written::Number(number) => return Ok(F::of(number)),
        Written::Word(word) => word,
    };
    let number = word.parse().ok().filter(|number: &f64| !number.is_finite());
    let wrong = || de::Error::custom(format!("expected a number, found {word:?}"));
    number.map(|number| F::of(Some(number))).ok_or_else(wrong)
}
