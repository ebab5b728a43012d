//! Lesson 4: a convolutional autoencoder and its training.

#[cfg(not(without = "lesson_04::decoder"))]
pub mod decoder;
#[cfg(not(without = "lesson_04::training_loop"))]
pub mod training_loop;
