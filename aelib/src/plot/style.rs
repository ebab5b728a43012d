//! One look for all pictures.

use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};
use std::sync::Once;

/// The font that ships with the crate, so that a picture is the same everywhere.
pub(super) const FONT: &str = "DejaVu Sans";

/// Okabe and Ito's colours, which colour-blind eyes can tell apart.
pub(super) const PALETTE: [RGBColor; 6] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(86, 180, 233),
    RGBColor(230, 159, 0),
];

/// Text that is not the data's own.
pub(super) const INK: RGBColor = RGBColor(40, 40, 40);

/// Captions and grid lines.
pub(super) const PALE: RGBColor = RGBColor(105, 105, 105);

/// Text of a size in pixels.
pub(super) fn text(size: u32, colour: RGBColor) -> TextStyle<'static> {
    (FONT, size).into_font().color(&colour)
}

/// Makes the font known; to be called before anything is drawn.
pub(super) fn ready() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let bytes = include_bytes!("../../assets/DejaVuSans.ttf");
        for style in [FontStyle::Normal, FontStyle::Bold] {
            // The file is part of this crate: it is a font.
            let _ = register_font(FONT, style, bytes);
        }
    });
}
