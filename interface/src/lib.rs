//! What students write, as functions that can be called from outside: arguments in,
//! results out, and nothing else.
//!
//! # How it works
//! Each function takes its arguments from a list in JSON and returns a [`Value`]
//! ([`plain!`]); the homework, whose arguments are images and weights, is
//! [declared](exercise!) with its types.
//!
//! Between a function and what calls it stands a [`Caller`], which sees bytes only.
//! [`Local`] calls within the same process, [`Remote`] a [`worker`] process for each exercise:
//! that is `cargo test -p exercises`. A grader brings a caller of its own, with a worker that
//! is shut in. The worker's program is `exercises/worker`, which `cargo course sync` makes. It
//! needs this crate, `aelib` and the student's: no cases, results or points.

pub mod answer;
pub mod bonus;
pub mod guard;
pub mod images;
pub mod lesson_09;
mod local;
mod param;
pub mod plain;
mod remote;
pub mod value;
pub mod worker;

#[doc(hidden)]
pub use aelib;
pub use answer::{Call, Caller, Serve, serve};
pub use guard::Trouble;
pub use local::Local;
pub use param::Param;
pub use remote::Remote;
pub use value::{Show, Value};
