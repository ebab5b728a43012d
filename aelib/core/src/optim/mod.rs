//! Optimisers.

mod adam;

pub use adam::{Adam, Moments};
pub(crate) use adam::{first_difference, parameters};
