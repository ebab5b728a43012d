//! Pictures: image grids and curves, in one look.

mod canvas;
mod curve;
mod grid;
mod style;

pub use crate::display::Picture;
pub use curve::{Curve, loss_curve};
pub use grid::{Grid, image_grid, image_grids};
