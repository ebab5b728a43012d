//! What counts apart: bonus points.

pub mod variational;
