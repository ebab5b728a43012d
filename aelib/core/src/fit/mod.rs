//! The training loop, once: what Keras calls `fit`; and a run between two epochs.

mod epoch;
mod evaluate;
mod options;
mod training;

pub(crate) use epoch::Epoch;
pub use epoch::fit_places;
pub use evaluate::evaluate;
pub use options::Fit;
pub use training::{Order, Training, fit_watched};
