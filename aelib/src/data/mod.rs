//! Data sets, drawn faces, and batches from them.

mod digits;
mod faces;
mod files;
mod idx;
mod images;
mod place;
mod synthetic;
mod verify;

pub use digits::{Digits, Labelled};
pub use faces::{Character, Expression, Faces, SmallFaces};
pub use files::{DataFile, DataSet};
pub use idx::Idx;
pub use images::Images;
pub use place::{VARIABLE, data_dir, named_dir, project_dir, project_root};
