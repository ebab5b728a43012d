//! The mathematics of the course's autoencoders, for any target: no network, no screen, no
//! process.
//!
//! | module | what is in it |
//! |---|---|
//! | [`ops`] | convolutions, linear maps and losses on batches, forward and backward |
//! | [`nn`] | layers whose types state their input and output maps |
//! | [`models`] | the course's autoencoders |
//! | [`images`] | images as bytes, batches of them, and digits with their labels |
//! | [`idx`], [`kind`] | files in MNIST's format, and what other files are |
//! | [`loss`] | reconstruction losses, with their reductions |
//! | [`mod@fit`] | the training loop, and its state between two epochs |
//! | [`history`], [`watch`] | what training brought, and who looks on |
//! | [`optim`] | Adam |
//! | [`checkpoint`], [`mod@file`] | models and runs as safetensors files, whole or not at all |
//! | [`corrupt`] | damage to images: noise, holes, `occlude` |
//! | [`filter`] | the median filter, which has learned nothing |
//! | [`metrics`] | error of images, ROC and its area, precision at k |
//! | [`retrieval`] | the nearest of many images or codes |
//! | [`anomaly`] | images unlike those that a model has learned from |
//! | [`codes`] | codes to decode: drawn, between two others, all over a plane, in bytes |
//!
//! [`prelude`] has the names that one uses; the crate `aelib` adds data and pictures.

pub mod anomaly;
pub mod checkpoint;
pub mod codes;
pub mod corrupt;
pub mod error;
pub mod file;
pub mod filter;
pub mod fit;
pub mod history;
pub mod idx;
pub mod images;
pub mod kind;
pub mod loss;
pub mod metrics;
pub mod models;
pub mod nn;
mod number;
pub mod ops;
pub mod optim;
pub mod prelude;
pub mod retrieval;
pub mod watch;

pub use error::{Error, Result};
