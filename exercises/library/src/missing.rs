//! What an exercise asks for is named here, so that a call of it says so.

use std::sync::OnceLock;

/// Nothing has it: a call that asks for it does not compile, and says this.
#[diagnostic::on_unimplemented(
    message = "this is what an exercise asks for: write it yourself",
    label = "aelib has it, and the exercises do not",
    note = "docs/rustc.md says what the exercises have of aelib"
)]
pub trait GivenToExercises {}

/// What has no [`GivenToExercises`].
pub struct Missing<'a>(std::marker::PhantomData<&'a ()>);

/// Functions that cannot be called.
macro_rules! functions {
    ($($name:ident($($argument:ident)*))*) => {
        $(
            /// Write it yourself.
            pub fn $name<'a, $($argument,)* Out>($(_: $argument),*) -> Out
            where
                $crate::missing::Missing<'a>: $crate::missing::GivenToExercises,
            {
                unreachable!("nothing is given to the exercises")
            }
        )*
    };
}
pub(crate) use functions;

/// Types without values, with functions that cannot be called.
macro_rules! types {
    ($($name:ident<$($size:ident)?> { $($functions:tt)* })*) => {
        $(
            /// Write it yourself.
            pub struct $name<$(const $size: usize)?>;

            #[allow(clippy::new_ret_no_self)]
            impl<$(const $size: usize)?> $name<$($size)?> {
                $crate::missing::functions! { $($functions)* }
            }
        )*
    };
}
pub(crate) use types;

/// The exercise that this process runs.
static RUNS: OnceLock<String> = OnceLock::new();

/// Says which exercise this process runs: the worker does, before it calls any of its
/// functions. A process runs one only, so what comes later changes nothing.
pub fn runs(exercise: &str) {
    let _ = RUNS.set(exercise.into());
}

/// For what some exercises use and others ask for: the lessons that use it.
///
/// # Panics
/// In all others.
pub(crate) fn for_lessons(lessons: &[&str]) {
    let uses = |name: &String| lessons.iter().any(|lesson| name.starts_with(lesson));
    if !RUNS.get().is_none_or(uses) {
        panic!("this is what an exercise asks for: write it yourself");
    }
}
