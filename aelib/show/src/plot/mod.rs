//! Pictures: a scene of shapes, in one look, shown as SVG or PNG, on paper or in the dark.

mod activations;
mod animation;
mod chart;
mod curve;
mod deepfake;
mod diagram;
mod film;
mod grid;
mod heat;
mod letters;
mod lines;
mod pixels;
mod recorder;
mod roc;
mod scatter;
mod scene;
mod spaces;
mod spread;
mod strips;
mod style;
mod svg;
mod tensor;
mod theme;

pub use crate::display::Picture;
pub use activations::Activations;
pub use animation::Animation;
pub use chart::{Axes, Chart, Words, chart, key};
pub use curve::{Curve, loss_curve};
pub use deepfake::swap_diagram;
pub use diagram::{Stage, diagram};
pub use film::film;
pub use grid::{Grid, image_grid, image_grids};
pub use heat::heat_strips;
pub use letters::width as text_width;
pub use lines::line_chart;
/// Axes and series are plotters': its prelude, for charts of one's own.
pub use plotters;
pub use recorder::Recorder;
pub use roc::roc_curve;
pub use scatter::scatter;
pub use scene::{Anchor, Scene};
pub use spaces::{Spaces, latent_spaces};
pub use spread::{Series, spread_curve};
pub use strips::image_strips;
pub use tensor::{ShowImages, ShowTensor};
pub use theme::{DIGITS, FAINT, INK, PALE, PALETTE, PAPER, Theme};
