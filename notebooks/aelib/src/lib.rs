//! `aelib` as a dynamic library, for notebooks, with the measurements that they show.
//!
//! A kernel compiles each cell into a library of its own. Linked statically, every
//! cell would carry its own copy of dfdx's tensor counter, and a model built in one
//! cell would share its gradients' keys with inputs made in another. Through this
//! crate all cells share one copy.
pub use aelib::*;

/// The names that notebooks use.
pub mod prelude {
    pub use aelib::prelude::*;
    pub use results::{Measured, Results};
}
