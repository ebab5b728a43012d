//! Data sets, drawn faces, and batches from them.

mod digits;
#[cfg(feature = "download")]
pub mod download;
mod faces;
mod files;
mod idx;
pub(crate) mod images;
mod neighbours;
mod place;
mod ration;
mod sets;
mod synthetic;
mod verify;

pub use digits::{Digits, Labelled};
pub use faces::{Character, Expression, Faces, SmallFaces};
pub use files::DataFile;
pub use idx::Idx;
pub use images::Images;
pub use place::{VARIABLE, data_dir, named_dir, project_dir, project_root};
pub use ration::Ration;
pub use sets::DataSet;
