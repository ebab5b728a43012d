//! Letters as shapes, from the font that ships with the crate: a picture looks the same
//! on every machine.

use crate::text::plain;
use ab_glyph::{Font, FontRef, GlyphId, OutlineCurve, PxScale, ScaleFont};
use std::sync::LazyLock;

static FONT: LazyLock<FontRef<'static>> = LazyLock::new(|| {
    FontRef::try_from_slice(include_bytes!("../../assets/DejaVuSans.ttf"))
        .expect("the file is part of this crate: it is a font")
});

/// A letter, and how far right of the text's beginning it stands.
type Placed = (GlyphId, f32);

/// The letters of a line, and its width, all in pixels at a line's height of `size`.
fn layout(text: &str, size: f32) -> (Vec<Placed>, f32) {
    let font = FONT.as_scaled(PxScale::from(size));
    let mut x = 0.0;
    let mut previous = None;
    let mut letters = Vec::new();
    for letter in text.chars() {
        let id = font.glyph_id(letter);
        if let Some(previous) = previous {
            x += font.kern(previous, id);
        }
        letters.push((id, x));
        x += font.h_advance(id);
        previous = Some(id);
    }
    (letters, x)
}

/// The width of a line of text in pixels at a line's height of `size`.
pub fn width(text: &str, size: f32) -> f32 {
    layout(text, size).1
}

/// From the line's top to its baseline.
pub(super) fn ascent(size: f32) -> f32 {
    FONT.as_scaled(PxScale::from(size)).ascent()
}

/// The outline of a line of text as an SVG path, its baseline beginning at (0, 0).
pub(super) fn path(text: &str, size: f32) -> String {
    let units = FONT.as_scaled(PxScale::from(size));
    let [sx, sy] = [units.h_scale_factor(), units.v_scale_factor()];
    let mut path = String::new();
    for (id, left) in layout(text, size).0 {
        let Some(outline) = FONT.outline(id) else {
            continue; // a space
        };
        let at = |p: ab_glyph::Point| format!("{} {}", short(left + p.x * sx), short(-p.y * sy));
        let mut pen = None;
        for curve in outline.curves {
            let (from, step, to) = match curve {
                OutlineCurve::Line(a, b) => (a, format!("L{}", at(b)), b),
                OutlineCurve::Quad(a, c, b) => (a, format!("Q{} {}", at(c), at(b)), b),
                OutlineCurve::Cubic(a, c, d, b) => {
                    (a, format!("C{} {} {}", at(c), at(d), at(b)), b)
                }
            };
            if pen != Some(from) {
                path += &format!("M{}", at(from));
            }
            path += &step;
            pen = Some(to);
        }
    }
    path
}

/// Calls back with each pixel that a line of text covers and how much of it, its baseline
/// beginning at (0, 0).
pub(super) fn pixels(text: &str, size: f32, mut cover: impl FnMut(i32, i32, f32)) {
    for (id, left) in layout(text, size).0 {
        let glyph = id.with_scale_and_position(size, ab_glyph::point(left, 0.0));
        let Some(outlined) = FONT.outline_glyph(glyph) else {
            continue; // a space
        };
        let corner = outlined.px_bounds().min;
        let [x0, y0] = [corner.x, corner.y].map(|v| v.round() as i32);
        outlined.draw(|x, y, amount| cover(x0 + x as i32, y0 + y as i32, amount));
    }
}

/// A number with two decimals at most.
pub(super) fn short(value: f32) -> String {
    plain(f64::from(value), 2)
}
