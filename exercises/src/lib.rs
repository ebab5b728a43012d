//! The exercises.
