//! One exercise, from both sides: the student's functions, and calls of them.

use crate::guard::Trouble;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use std::time::Duration;

/// The student's functions of one exercise, called with bytes.
pub trait Serve: Send + Sync {
    /// The exercise, such as `lesson_03::transposed_convolution`.
    fn name(&self) -> &'static str;

    /// Decodes the arguments, calls the function, encodes what it returns.
    ///
    /// # Errors
    /// [`Trouble::Garbled`] if there is no such function, or these are not its arguments.
    ///
    /// # Panics
    /// If the function does: run this under [`guard::call`](crate::guard::call).
    fn serve(&self, function: &str, arguments: &[u8]) -> Result<Vec<u8>, Trouble>;
}

/// Serves a call with the one of `answers` that it is for.
///
/// # Errors
/// As [`Serve::serve`]; also if there is no such exercise.
pub fn serve(
    answers: &[Arc<dyn Serve>],
    exercise: &str,
    function: &str,
    arguments: &[u8],
) -> Result<Vec<u8>, Trouble> {
    let answer = answers.iter().find(|answer| answer.name() == exercise);
    let answer = answer.ok_or_else(|| Trouble::Garbled(format!("no exercise {exercise}")))?;
    answer.serve(function, arguments)
}

/// A call on its way to the student's function.
#[derive(Clone, Debug)]
pub struct Call {
    /// The exercise, such as `lesson_03::transposed_convolution`.
    pub exercise: &'static str,
    /// One of its functions.
    pub function: &'static str,
    /// The encoded arguments.
    pub arguments: Vec<u8>,
    /// How long it may take.
    pub limit: Duration,
}

/// Brings calls to a student's functions, wherever they run, and results back.
pub trait Caller: Send + Sync {
    /// The encoded result. Whatever bytes come back, the checks stay safe: what cannot be
    /// decoded is [`Trouble::Garbled`].
    ///
    /// # Errors
    /// Why there is no result.
    fn call(&self, call: Call) -> Result<Vec<u8>, Trouble>;
}

/// The bytes of arguments or of a result.
pub fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_stdvec(value).expect("lengths are known")
}

/// The arguments or the result that these bytes stand for.
///
/// # Errors
/// If they stand for something else.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Trouble> {
    match postcard::take_from_bytes(bytes) {
        Ok((value, [])) => Ok(value),
        Ok((_, rest)) => Err(Trouble::Garbled(format!("{} bytes too many", rest.len()))),
        Err(error) => Err(Trouble::Garbled(error.to_string())),
    }
}

/// Declares an exercise by the signatures of its functions; see the crate's docs.
#[macro_export]
macro_rules! exercise {
    (
        $(#[$doc:meta])*
        $lesson:ident::$exercise:ident {
            $(
                $(#[$about:meta])*
                $function:ident($($argument:ident: $ty:ty),* $(,)?) -> $out:ty;
            )*
        }
    ) => {
        $(#[$doc])*
        pub mod $exercise {
            #[allow(unused_imports)]
            use super::*;
            use $crate::answer::{Call, Caller, Serve, decode, encode};
            #[allow(unused_imports)]
            use $crate::Param;
            use $crate::Trouble;

            /// The exercise's name.
            pub const NAME: &str = concat!(stringify!($lesson), "::", stringify!($exercise));

            /// The functions that a student writes.
            #[derive(Clone, Copy)]
            pub struct Answer {
                $($(#[$about])* pub $function: fn($($ty),*) -> $out,)*
            }

            impl Serve for Answer {
                fn name(&self) -> &'static str {
                    NAME
                }

                fn serve(&self, function: &str, arguments: &[u8]) -> Result<Vec<u8>, Trouble> {
                    $(if function == stringify!($function) {
                        #[allow(unused_mut)]
                        let ($(mut $argument,)*): ($(<$ty as Param>::Owned,)*) = decode(arguments)?;
                        let result = (self.$function)($(Param::lend(&mut $argument)),*);
                        return Ok(encode(&result));
                    })*
                    Err(Trouble::Garbled(format!("no function {NAME}::{function}")))
                }
            }

            /// The same functions, called wherever they are.
            #[derive(Clone)]
            pub struct Calls {
                caller: std::sync::Arc<dyn Caller>,
                limit: std::time::Duration,
            }

            impl Calls {
                /// Calls by way of `caller`, each at most [`LIMIT`]($crate::guard::LIMIT).
                pub fn new(caller: std::sync::Arc<dyn Caller>) -> Self {
                    let limit = $crate::guard::LIMIT;
                    Self { caller, limit }
                }

                /// The same with another limit for each call.
                pub fn within(&self, limit: std::time::Duration) -> Self {
                    let caller = self.caller.clone();
                    Self { caller, limit }
                }

                $(
                    $(#[$about])*
                    ///
                    /// # Errors
                    /// Why there is no result.
                    pub fn $function(&self, $($argument: $ty),*) -> Result<$out, Trouble> {
                        let call = Call {
                            exercise: NAME,
                            function: stringify!($function),
                            arguments: encode(&($(Param::send($argument),)*)),
                            limit: self.limit,
                        };
                        decode(&self.caller.call(call)?)
                    }
                )*
            }
        }
    };
}
