//! Exercises whose functions take and return plain data: numbers, lists and matrices.

use crate::answer::Serve;
use crate::guard::Trouble;
use crate::value::{Show, Value};
use serde::de::DeserializeOwned;

/// A function of JSON: a list of arguments in, a [`Value`] out.
pub type Run = fn(&[u8]) -> Result<Value, Trouble>;

/// The functions of one exercise by their names.
pub struct Plain {
    /// The exercise, such as `lesson_03::convolution`.
    pub name: &'static str,
    /// Its functions.
    pub functions: Vec<(&'static str, Run)>,
}

impl Serve for Plain {
    fn name(&self) -> &'static str {
        self.name
    }

    fn serve(&self, function: &str, arguments: &[u8]) -> Result<Vec<u8>, Trouble> {
        let known = self.functions.iter().find(|(name, _)| *name == function);
        let Some((_, run)) = known else {
            let name = self.name;
            return Err(Trouble::Garbled(format!("no function {name}::{function}")));
        };
        Ok(bytes(&run(arguments)?))
    }
}

/// The bytes of a value as they travel.
pub fn bytes(value: &Value) -> Vec<u8> {
    serde_json::to_vec(value).expect("a value is JSON")
}

/// Arguments, from a list in JSON.
///
/// # Errors
/// If these are not the function's.
pub fn arguments<T: DeserializeOwned>(json: &[u8]) -> Result<T, Trouble> {
    serde_json::from_slice(json).map_err(|error| Trouble::Garbled(error.to_string()))
}

/// What came back of a call.
///
/// # Errors
/// If it is no value.
pub fn value(json: &[u8]) -> Result<Value, Trouble> {
    arguments(json)
}

/// A result as a value.
pub fn show<T: Show>(result: T) -> Value {
    result.show()
}

/// A matrix times a column: what a linear layer with these weights does. A row that is too
/// long or too short contributes what it has.
pub fn times(weights: &[Vec<f32>], x: &[f32]) -> Vec<f32> {
    let row = |row: &Vec<f32>| row.iter().zip(x).map(|(w, x)| w * x).sum();
    weights.iter().map(row).collect()
}

/// One exercise with the functions of a crate: the names of their arguments stand for how
/// many there are.
#[macro_export]
macro_rules! plain {
    ($name:expr, { $($function:ident($($argument:ident),*) = $call:expr;)* }) => {
        ::std::sync::Arc::new($crate::plain::Plain {
            name: $name,
            functions: vec![$((stringify!($function), |_json: &[u8]| {
                $crate::plain_call!(_json, $call, $($argument),*)
            })),*],
        }) as ::std::sync::Arc<dyn $crate::Serve>
    };
}

/// Calls a function with arguments from JSON.
#[doc(hidden)]
#[macro_export]
macro_rules! plain_call {
    ($json:ident, $call:expr,) => {
        Ok($crate::plain::show($call()))
    };
    ($json:ident, $call:expr, $($argument:ident),+) => {{
        let ($(mut $argument,)+) = $crate::plain::arguments($json)?;
        Ok($crate::plain::show($call($($crate::Param::lend(&mut $argument)),+)))
    }};
}
