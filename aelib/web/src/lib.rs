//! The course's models in a page: what a Web Worker calls to train them, batch by batch.
//!
//! [`exports`] are functions as C has them; what is behind them is plain Rust: [`supply`] has the
//! digits, [`trainee`] the model.
//!
//! It runs in one thread. Threads share memory in a browser only where the server sends two
//! headers of its own (`Cross-Origin-Opener-Policy`, `Cross-Origin-Embedder-Policy`), which a
//! file that is opened by a double click never has, nor what most courses are published on.

pub mod exports;
pub mod supply;
pub mod trainee;
