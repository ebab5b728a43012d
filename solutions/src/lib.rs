//! The solutions.
