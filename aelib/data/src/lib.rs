//! Where images come from: data sets in files, and digits and faces that the course draws
//! itself.
//!
//! | module or type | what it is |
//! |---|---|
//! | [`Digits`] | MNIST and Fashion-MNIST, verified; synthetic digits where there are none |
//! | [`Faces`] | faces of two invented characters, and what each of them does |
//! | [`ExpressionReader`] | reads off a face what it does |
//! | [`Ration`] | images to learn from, a limited number of times |

mod digits;
mod faces;
mod files;
mod place;
mod ration;
mod seek;
mod sets;
mod synthetic;
mod verify;

pub use aelib_core::idx::{GZIP, Idx};
pub use aelib_core::images::{Images, Labelled};
pub use aelib_core::models::Character;
pub use digits::Digits;
pub use faces::{Expression, ExpressionReader, Faces, SmallFaces, expression_error};
pub use files::DataFile;
pub use place::{VARIABLE, data_dir, named_dir, project_dir};
pub use ration::Ration;
pub use seek::inventory;
pub use sets::DataSet;

/// The names of this crate that a notebook uses, with those of the crates behind it.
pub mod prelude {
    pub use crate::{Digits, Ration};
    pub use crate::{Expression, ExpressionReader, Faces, SmallFaces, expression_error};
    pub use aelib_core::prelude::*;
}
