//! Pictures of convolutions: maps as cells with numbers, what is read and what is written
//! in two colours.

mod layout;
mod matrix;
mod overlap;
mod panel;
mod sizes;
mod slide;
mod sliding;
mod step;

pub use overlap::overlap_maps;

use crate::plot::PALETTE;
use plotters::style::RGBColor;

/// What a step uses: vermillion, which colour-blind eyes tell from blue.
const READ: RGBColor = PALETTE[1];
/// Where its result goes.
const WRITTEN: RGBColor = PALETTE[0];

/// The side of a cell in pixels of the picture: large enough for the last row of a room.
const CELL: f32 = 48.0;
/// The line height of titles and sentences.
const TEXT: f32 = 26.0;
