//! What counts apart: bonus points.

#[cfg(not(without = "bonus::variational"))]
pub mod variational;
