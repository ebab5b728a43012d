//! Numbers in JSON, which has no word for those that are not finite: they are written as the
//! texts "NaN", "inf" and "-inf", so that a run whose loss is no number is still a run.
//!
//! `#[serde(with = "crate::number")]` on a field; `crate::number::option` where there may be
//! none.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// What a file may hold.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Number(f64),
    Word(String),
    /// What serde_json writes of a number that is not finite.
    Null,
}

impl Written {
    fn read<E: de::Error>(self) -> Result<f64, E> {
        match self {
            Self::Number(number) => Ok(number),
            Self::Null => Ok(f64::NAN),
            Self::Word(word) => match word.parse::<f64>() {
                Ok(number) if !number.is_finite() => Ok(number),
                _ => Err(E::custom(format!("expected a number, found {word:?}"))),
            },
        }
    }
}

/// Writes a number, or the word for it.
pub fn serialize<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    match number.is_finite() {
        true => number.serialize(serializer),
        false => serializer.collect_str(number),
    }
}

/// Reads what [`serialize`] wrote.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    Written::deserialize(deserializer)?.read()
}

/// The same for a number that may be missing.
pub mod option {
    use super::{Deserialize, Deserializer, Serialize, Serializer, Written};

    /// Writes a number, the word for it, or null.
    pub fn serialize<S: Serializer>(
        number: &Option<f64>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match number {
            Some(number) => super::serialize(number, serializer),
            None => None::<f64>.serialize(serializer),
        }
    }

    /// Reads what [`serialize`] wrote.
    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<f64>, D::Error> {
        let written = Option::<Written>::deserialize(deserializer)?;
        written.map(Written::read).transpose()
    }
}
