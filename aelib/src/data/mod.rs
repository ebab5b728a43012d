//! Data sets, and batches from them.

mod digits;
mod images;
mod place;
mod verify;

pub use digits::{Digits, Labelled};
pub use images::Images;
pub use place::{VARIABLE, data_dir, project_root};
