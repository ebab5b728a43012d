//! Lesson 8: the variational autoencoder.

pub mod kl_by_hand;
pub mod kl_by_sampling;
pub mod log_sigma;
pub mod reparameterize;
