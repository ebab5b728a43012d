//! Pictures of convolutions: maps as cells with numbers, what is read and what is written
//! in two colours.

mod layout;
mod panel;
mod slide;
mod step;

pub use layout::{Part, animation, row, sentence, stack, titled};
pub use panel::Cell;
pub use step::Window;

use crate::plot::PALETTE;
use plotters::style::RGBColor;

/// What a step uses: vermillion, which colour-blind eyes tell from blue.
const READ: RGBColor = PALETTE[1];
/// Where its result goes.
pub const WRITTEN: RGBColor = PALETTE[0];

/// The side of a cell in pixels of the picture: large enough for the last row of a room.
pub const CELL: f32 = 48.0;
/// The line height of titles and sentences.
const TEXT: f32 = 26.0;
/// How long a step of an animation is shown.
pub const SECONDS: f32 = 1.5;
