//! Where images come from: data sets in files, and digits and faces that the course draws
//! itself.

mod digits;
mod faces;
mod files;
mod idx;
mod place;
mod ration;
mod sets;
mod synthetic;
mod verify;

pub use aelib_core::file::GZIP;
pub use aelib_core::images::{Images, Labelled};
pub use aelib_core::models::Character;
pub use digits::{Digits, HELD_OUT, quick};
pub use faces::{Expression, ExpressionReader, Faces, expression_error};
pub use faces::{FACE_JS, look};
pub use files::DataFile;
pub use idx::{Idx, ReadImages};
pub use place::{VARIABLE, data_dir, named_dir, project_dir};
pub use ration::Ration;
pub use sets::DataSet;

/// A folder that data was looked for in, and what is there instead: for messages.
pub fn inventory(dir: &std::path::Path) -> String {
    aelib_core::file::inventory(dir, files::DEPTH)
}

/// The names of this crate that a notebook uses, with those of the crates behind it.
pub mod prelude {
    pub use crate::{Digits, Ration, ReadImages};
    pub use crate::{Expression, ExpressionReader, Faces, expression_error};
    pub use aelib_core::prelude::*;
}
