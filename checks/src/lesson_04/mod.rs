//! The checks of lesson 4.

pub mod decoder;
pub mod training_loop;
