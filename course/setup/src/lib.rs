//! Sets up what notebooks need, inside the project, and opens JupyterLab.
//!
//! | module | what is in it |
//! |---|---|
//! | [`lab`] | `cargo course lab`: its arguments, and JupyterLab |
//! | [`install`] | the steps of the set-up, beside each other |
//! | [`python`], [`kernel`], [`library`], [`digits`], [`exercises`] | one step each |
//! | [`stamp`] | whether what a step has made still fits |
//! | [`copies`], [`notebook`] | the notebooks that a student works in |
//! | [`web`] | the library for browsers |
//! | [`machine`] | what has to be on the machine |
//! | [`board`], [`job`] | how far the steps are, and the programs that they run |
//! | [`project`], [`files`], [`environment`], [`failure`] | what all of them use |

pub mod board;
pub mod copies;
pub mod digits;
pub mod environment;
pub mod exercises;
pub mod failure;
pub mod files;
pub mod install;
pub mod job;
pub mod kernel;
pub mod lab;
pub mod library;
pub mod machine;
pub mod notebook;
pub mod project;
pub mod python;
pub mod stamp;
pub mod web;
