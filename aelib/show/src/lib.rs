//! What people look at: each value shows itself in a notebook as picture and text, in a
//! terminal as text, in a file as PNG or SVG.

pub mod explain;
pub mod explore;
pub mod fit;
pub mod history;
pub mod interrupt;
pub mod live;
pub mod plot;
pub mod predict;
pub mod progress;
pub mod puppet;
pub mod shuffled;
pub mod summary;
pub mod table;
mod text;
pub mod trainer;
pub mod variable;
pub mod widgets;

/// The names of this crate that a notebook uses, with those of the crates behind it.
pub mod prelude {
    pub use crate::explain::{Explanation, Maps, Matrix, Problem, Sizes, Sliding};
    pub use crate::explain::{overlap, overlap_maps};
    pub use crate::explore::{Explorer, Stamps, explore, stamps, walk};
    pub use crate::fit::{Epoch, FitReaders, FitSwap, fit, fit_stages};
    pub use crate::history::ShowHistory;
    pub use crate::interrupt;
    pub use crate::plot::{
        self, Activations, Chart, Diagram, Grid, Picture, Plot, ShowImages, ShowTensor, Spaces,
        channels, diagram, heat_strips, image_grid, image_grids, image_strips, latent_spaces,
        line_chart, loss_curve, roc_curve, scatter, spread_curve, swap_diagram,
    };
    pub use crate::predict::{Prediction, predict};
    pub use crate::puppet::{Puppet, puppet};
    pub use crate::shuffled::Shuffled;
    pub use crate::summary::ShowModel;
    pub use crate::table::Table;
    pub use crate::variable::ShowVariable;
    pub use crate::widgets::{Control, button, checkbox, drawing_pad, dropdown, interact, slider};
    pub use aelib_data::prelude::*;
}
