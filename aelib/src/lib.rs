//! Autoencoders on dfdx.
pub mod corrupt;
pub mod data;
pub mod display;
pub mod error;
pub mod fit;
pub mod loss;
pub mod models;
pub mod nn;
pub mod ops;
pub mod optim;
pub mod plot;
pub mod prelude;
pub mod progress;
pub use error::{Error, Result};
pub use {dfdx, rand, rand_chacha};
