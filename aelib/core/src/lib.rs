//! The mathematics of the course's autoencoders, for any target: no network, no screen, no
//! process.
//!
//! [`prelude`] has the names that one uses; the crate `aelib` adds data and pictures.

pub mod anomaly;
pub mod checkpoint;
pub mod codes;
pub mod corrupt;
pub mod error;
pub mod file;
pub mod filter;
pub mod fit;
pub mod history;
pub mod images;
pub mod kind;
pub mod loss;
pub mod metrics;
pub mod models;
pub mod nn;
mod number;
pub mod ops;
pub mod optim;
pub mod prelude;
pub mod retrieval;
pub mod watch;

pub use error::{Error, Result};
