//! Checks whose points count apart.

pub mod variational;
