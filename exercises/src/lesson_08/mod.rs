//! Lesson 8: the variational autoencoder.

#[cfg(not(without = "lesson_08::kl_by_hand"))]
pub mod kl_by_hand;
#[cfg(not(without = "lesson_08::kl_by_sampling"))]
pub mod kl_by_sampling;
#[cfg(not(without = "lesson_08::log_sigma"))]
pub mod log_sigma;
#[cfg(not(without = "lesson_08::reparameterize"))]
pub mod reparameterize;
