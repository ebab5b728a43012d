//! Lesson 1: what an autoencoder is.

pub mod compression;
