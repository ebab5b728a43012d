//! Letters as shapes, from the font that ships with the crate: a picture looks the same
//! on every machine.

use super::scene::Line;
use crate::text::plain;
use ab_glyph::{Font, FontRef, GlyphId, OutlineCurve, PxScale, ScaleFont};
use std::sync::LazyLock;

static FONT: LazyLock<FontRef<'static>> = LazyLock::new(|| {
    FontRef::try_from_slice(include_bytes!("../../assets/DejaVuSans.ttf"))
        .expect("the file is part of this crate: it is a font")
});

/// The letters of a line, each with how far right of the beginning it stands, and the line's
/// width, all in pixels at a line's height of `size`.
fn layout(text: &str, size: f32) -> (Vec<(GlyphId, f32)>, f32) {
    let font = FONT.as_scaled(PxScale::from(size));
    let (mut x, mut previous, mut letters) = (0.0, None, Vec::new());
    for letter in text.chars() {
        let id = font.glyph_id(letter);
        x += previous.map_or(0.0, |previous| font.kern(previous, id));
        letters.push((id, x));
        x += font.h_advance(id);
        previous = Some(id);
    }
    (letters, x)
}

/// The width of a line of text in pixels at a line's height of `size`.
pub(crate) fn width(text: &str, size: f32) -> f32 {
    layout(text, size).1
}

impl Line {
    /// Where its baseline begins, from the point that it is put at, as it is read.
    pub(super) fn base(&self) -> [f32; 2] {
        let ascent = FONT.as_scaled(PxScale::from(self.size)).ascent();
        let Self { anchor, size, .. } = self;
        [
            -anchor.0 * width(&self.text, *size),
            ascent - anchor.1 * size,
        ]
    }

    /// Its outline as an SVG path, its baseline beginning at (0, 0).
    pub(super) fn path(&self) -> String {
        let units = FONT.as_scaled(PxScale::from(self.size));
        let [sx, sy] = [units.h_scale_factor(), units.v_scale_factor()];
        let mut path = String::new();
        for (id, left) in layout(&self.text, self.size).0 {
            let curves = FONT
                .outline(id)
                .map_or(Vec::new(), |outline| outline.curves);
            let at = |p| -> String {
                let ab_glyph::Point { x, y } = p;
                format!("{} {}", short(left + x * sx), short(-y * sy))
            };
            let mut pen = None;
            for curve in curves {
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

    /// Calls back with each pixel that the line covers at `scale` times its size, and how
    /// much of it, its baseline beginning at (0, 0).
    pub(super) fn pixels(&self, scale: f32, mut cover: impl FnMut(i32, i32, f32)) {
        let size = self.size * scale;
        for (id, left) in layout(&self.text, size).0 {
            let glyph = id.with_scale_and_position(size, ab_glyph::point(left, 0.0));
            let Some(outlined) = FONT.outline_glyph(glyph) else {
                continue; // a space
            };
            let corner = outlined.px_bounds().min;
            let [x0, y0] = [corner.x, corner.y].map(|v| v.round() as i32);
            outlined.draw(|x, y, amount| cover(x0 + x as i32, y0 + y as i32, amount));
        }
    }
}

/// A number with two decimals at most.
pub(super) fn short(value: f32) -> String {
    plain(f64::from(value), 2)
}
