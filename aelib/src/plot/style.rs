//! Plotters' text in the course's font.

use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};
use std::sync::Once;

/// The font's name.
pub(super) const FONT: &str = "DejaVu Sans";

/// Text of a size in pixels.
pub(super) fn text(size: u32, colour: RGBColor) -> TextStyle<'static> {
    (FONT, size).into_font().color(&colour)
}

/// Makes the font known to plotters, which measures texts with it; to be called before
/// anything is drawn.
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
