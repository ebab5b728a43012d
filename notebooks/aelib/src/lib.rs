//! `aelib` as a dynamic library, for notebooks.
//!
//! A kernel compiles each cell into a library of its own. Linked statically, every
//! cell would carry its own copy of dfdx's tensor counter, and a model built in one
//! cell would share its gradients' keys with inputs made in another. Through this
//! crate all cells share one copy.
pub use aelib::*;
