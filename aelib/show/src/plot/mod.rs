//! Pictures: a scene of shapes, in one look, shown as SVG or PNG, on paper or in the dark.

mod activations;
mod animation;
mod asked;
mod axis;
mod channels;
mod chart;
mod colours;
mod curves;
mod diagram;
mod images;
mod letters;
mod palette;
mod picture;
mod pixels;
mod scene;
mod spaces;
mod svg;
mod tensor;
mod theme;

pub use activations::Activations;
pub use animation::Animation;
pub(crate) use asked::Sprite;
pub use channels::channels;
pub use chart::Chart;
pub(crate) use curves::running_losses;
pub use curves::{Sizes, line_chart, loss_curve, roc_curve, scatter, spread_curve};
pub use diagram::{Diagram, diagram, swap_diagram};
pub use images::{Grid, heat_strips, image_grid, image_grids, image_strips};
pub(crate) use letters::width as text_width;
pub use picture::{Body, Drawing, Picture, Plot};
pub(crate) use picture::{MARGIN, framed};
pub use scene::{Anchor, Scene};
pub(crate) use spaces::reach;
pub use spaces::{Spaces, latent_spaces};
pub use tensor::{ShowImages, ShowTensor};
pub use theme::{DIGITS, FAINT, INK, PALE, PALETTE, PAPER, Theme};
