//! Results without their types: what a case file holds, and what comes back of a call.

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use std::fmt::{Formatter, Result as Told};

/// A result or an argument. As JSON it is what one expects; an infinity is a text there,
/// because JSON has none.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `None`.
    Nothing,
    /// A whole number: it has to be met exactly.
    Whole(i64),
    /// A number with a point: it is compared up to rounding.
    Number(f64),
    /// A list, a matrix's row, a tuple.
    List(Vec<Value>),
    /// A text; in the place of an expected number it is that number's seal.
    Text(String),
}

impl Value {
    /// The elements, if it is a list.
    pub fn list(&self) -> Option<&[Value]> {
        match self {
            Self::List(values) => Some(values),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Whole(number) => Some(*number as f64),
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// Whether it is a list of lists of numbers.
    pub fn is_matrix(&self) -> bool {
        let numbers = |row: &Value| {
            let row = row.list();
            row.is_some_and(|row| row.iter().all(|cell| cell.number().is_some()))
        };
        self.list()
            .is_some_and(|rows| !rows.is_empty() && rows.iter().all(numbers))
    }
}

/// What can become a [`Value`].
pub trait Show {
    /// The value.
    fn show(&self) -> Value;
}

impl Show for f32 {
    /// By its shortest text, so that 0.8 stays 0.8.
    fn show(&self) -> Value {
        let text = self.to_string();
        Value::Number(text.parse().unwrap_or(f64::from(*self)))
    }
}

macro_rules! whole {
    ($($number:ty)*) => {
        $(impl Show for $number {
            fn show(&self) -> Value {
                Value::Whole(i64::try_from(*self).unwrap_or(i64::MAX))
            }
        })*
    };
}
whole!(u8 u32 u64 usize i32 bool);

impl<T: Show> Show for Vec<T> {
    fn show(&self) -> Value {
        Value::List(self.iter().map(T::show).collect())
    }
}

impl<T: Show + ?Sized> Show for &T {
    fn show(&self) -> Value {
        (*self).show()
    }
}

impl<T: Show> Show for [T] {
    fn show(&self) -> Value {
        Value::List(self.iter().map(T::show).collect())
    }
}

impl<T: Show, const N: usize> Show for [T; N] {
    fn show(&self) -> Value {
        self.as_slice().show()
    }
}

impl<T: Show> Show for Option<T> {
    fn show(&self) -> Value {
        self.as_ref().map_or(Value::Nothing, T::show)
    }
}

macro_rules! tuple {
    ($($name:ident)*) => {
        impl<$($name: Show),*> Show for ($($name,)*) {
            #[allow(non_snake_case)]
            fn show(&self) -> Value {
                let ($($name,)*) = self;
                Value::List(vec![$($name.show()),*])
            }
        }
    };
}
tuple!(A);
tuple!(A B);
tuple!(A B C);
tuple!(A B C D);
tuple!(A B C D E);

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => serializer.serialize_unit(),
            Self::Whole(number) => serializer.serialize_i64(*number),
            Self::Number(number) if number.is_finite() => serializer.serialize_f64(*number),
            Self::Number(number) => serializer.serialize_str(&number.to_string()),
            Self::List(values) => values.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut Formatter) -> Told {
        f.write_str("a number, a text, a list or null")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Whole(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(number.show())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(match text {
            "NaN" => Value::Number(f64::NAN),
            "inf" => Value::Number(f64::INFINITY),
            "-inf" => Value::Number(f64::NEG_INFINITY),
            _ => Value::Text(text.into()),
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = sequence.next_element()? {
            values.push(value);
        }
        Ok(Value::List(values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_the_same_after_a_journey() {
        let value = (0.8f32, vec![1usize, 2], f32::INFINITY, None::<u8>).show();
        let text = serde_json::to_string(&value).unwrap();
        assert_eq!(text, r#"[0.8,[1,2],"inf",null]"#);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }

    #[test]
    fn what_is_nested_without_end_is_refused() {
        let text = "[".repeat(1 << 20);
        assert!(serde_json::from_str::<Value>(&text).is_err());
    }
}
