//! Colours by role, for paper and for dark rooms.

use plotters::style::RGBColor;

/// What a picture is drawn on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Theme {
    /// Dark on white: paper, bright rooms.
    #[default]
    Light,
    /// Bright on nearly black: slides in a dark room.
    Dark,
}

/// The background.
pub const PAPER: RGBColor = RGBColor(255, 255, 255);

/// Text and axes' names.
pub const INK: RGBColor = RGBColor(40, 40, 40);

/// Captions and axes.
pub const PALE: RGBColor = RGBColor(105, 105, 105);

/// Grid lines and frames.
pub const FAINT: RGBColor = RGBColor(225, 225, 225);

/// Okabe and Ito's colours, which colour-blind eyes can tell apart, for series in this
/// order: blue, vermillion, green, purple, sky, orange.
pub const PALETTE: [RGBColor; 6] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(230, 159, 0),
];

/// A colour for each digit: those above, and four that light and dark rooms show alike.
/// So many cannot all be told apart by every eye: a chart writes the digit beside it.
pub const DIGITS: [RGBColor; 10] = [
    PALETTE[0],
    PALETTE[1],
    PALETTE[2],
    PALETTE[3],
    PALETTE[4],
    PALETTE[5],
    RGBColor(125, 125, 125),
    RGBColor(150, 92, 66),
    RGBColor(134, 142, 30),
    RGBColor(205, 40, 110),
];

/// What each of the colours above becomes in the dark.
const DARK: [(RGBColor, RGBColor); 10] = [
    (PAPER, RGBColor(24, 26, 31)),
    (INK, RGBColor(232, 232, 232)),
    (PALE, RGBColor(160, 165, 172)),
    (FAINT, RGBColor(58, 62, 70)),
    (PALETTE[0], RGBColor(64, 156, 232)),
    (PALETTE[1], RGBColor(245, 126, 50)),
    (PALETTE[2], RGBColor(38, 190, 142)),
    (PALETTE[3], RGBColor(222, 150, 190)),
    (PALETTE[4], RGBColor(134, 208, 250)),
    (PALETTE[5], RGBColor(244, 188, 60)),
];

impl Theme {
    /// The colour that stands for one of the roles above; any other colour is itself.
    pub fn colour(self, colour: RGBColor) -> RGBColor {
        match self {
            Self::Light => colour,
            Self::Dark => DARK
                .iter()
                .find(|(light, _)| *light == colour)
                .map_or(colour, |(_, dark)| *dark),
        }
    }
}
