//! Plotters' text in the course's font.

use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};
use std::sync::Once;

/// The font's name.
const FONT: &str = "DejaVu Sans";

/// Steps of plotters' coordinates in a pixel. They are whole numbers: with one step, a flat
/// curve would be a staircase. The widths of lines and the radii of circles are in pixels.
pub(super) const STEPS: u32 = 16;

/// Text of a size in pixels.
pub(super) fn text(size: u32, colour: RGBColor) -> TextStyle<'static> {
    (FONT, size * STEPS).into_font().color(&colour)
}

/// A place so many pixels to the right and down.
pub(super) fn place((x, y): (i32, i32)) -> (i32, i32) {
    (x * STEPS as i32, y * STEPS as i32)
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
