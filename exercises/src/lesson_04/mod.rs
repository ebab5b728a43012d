//! Lesson 4: a convolutional autoencoder and its training.

pub mod decoder;
pub mod training_loop;
