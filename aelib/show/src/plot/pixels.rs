//! A scene as pixels: shapes by plotters at twice the size, then halved, which smooths
//! every edge; letters and images at the size itself.

use super::letters;
use super::scene::{Ink, Item, Scene};
use super::theme::{PAPER, Theme};
use plotters::prelude::BitMapBackend;
use plotters::style::{Color, ShapeStyle};
use plotters_backend::DrawingBackend;

/// Drawn at this many times the size.
const FINE: f32 = 2.0;

impl Scene {
    /// The scene as a PNG file, `scale` pixels for each of its own.
    pub fn png(&self, theme: Theme, scale: f32) -> Vec<u8> {
        let (rgb, size) = self.rgb_pixels(theme, scale);
        png(&rgb, size)
    }

    /// Red, green and blue of each pixel, row by row, and how many pixels: width, height.
    pub(super) fn rgb_pixels(&self, theme: Theme, scale: f32) -> (Vec<u8>, [usize; 2]) {
        let fine = scale * FINE;
        let [w, h] = self.size.map(|v| (v * scale).ceil().max(1.0) as usize);
        // The first item is the paper; here it reaches every edge, even within a pixel.
        let paper = theme.colour(PAPER);
        let mut canvas = Canvas {
            size: [w * FINE as usize, h * FINE as usize],
            rgb: [paper.0, paper.1, paper.2].repeat(w * h * (FINE * FINE) as usize),
        };
        for item in self.items.iter().skip(1) {
            canvas.draw(item, theme, fine);
        }
        (canvas.halved(), [w, h])
    }
}

/// An RGB image as a PNG file.
pub(super) fn png(rgb: &[u8], [w, h]: [usize; 2]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, w as u32, h as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(rgb))
        .expect("a picture of this size in memory");
    bytes
}

struct Canvas {
    size: [usize; 2],
    rgb: Vec<u8>,
}

impl Canvas {
    /// Draws one shape; drawing into memory does not fail, so plotters' results are
    /// dropped.
    fn draw(&mut self, item: &Item, theme: Theme, scale: f32) {
        let near = |[x, y]: [f32; 2]| ((x * scale).round() as i32, (y * scale).round() as i32);
        match item {
            Item::Path {
                points,
                stroke,
                colour,
            } => {
                let points = points.iter().copied().map(near);
                let style = style(*colour, *stroke, theme, scale);
                let _ = match stroke {
                    None => self.plotters().fill_polygon(points, &style),
                    Some(_) => self.plotters().draw_path(points, &style),
                };
            }
            Item::Circle {
                centre,
                radius,
                stroke,
                colour,
            } => {
                let radius = (radius * scale).round() as u32;
                let style = style(*colour, *stroke, theme, scale);
                let centre = near(*centre);
                let fill = stroke.is_none();
                let _ = self.plotters().draw_circle(centre, radius, &style, fill);
            }
            Item::Text {
                text,
                at,
                size,
                anchor,
                upwards,
                colour,
            } => {
                let left = -anchor.0 * letters::width(text, *size);
                let base = letters::ascent(*size) - anchor.1 * size;
                let corner = match upwards {
                    true => [at[0] + base, at[1] - left],
                    false => [at[0] + left, at[1] + base],
                };
                let (x0, y0) = near(corner);
                letters::pixels(text, size * scale, |x, y, amount| match upwards {
                    true => self.blend(x0 + y, y0 - x, *colour, amount, theme),
                    false => self.blend(x0 + x, y0 + y, *colour, amount, theme),
                });
            }
            Item::Image {
                at,
                size,
                pixels,
                rgb,
            } => {
                let (x0, y0) = near(*at);
                let (x1, y1) = near([at[0] + size[0], at[1] + size[1]]);
                self.image([x0, y0], [x1, y1], *pixels, rgb);
            }
        }
    }

    fn plotters(&mut self) -> BitMapBackend<'_> {
        BitMapBackend::with_buffer(&mut self.rgb, (self.size[0] as u32, self.size[1] as u32))
    }

    fn pixel(&mut self, x: i32, y: i32) -> Option<&mut [u8]> {
        let [x, y] = [usize::try_from(x).ok()?, usize::try_from(y).ok()?];
        let inside = x < self.size[0] && y < self.size[1];
        let start = 3 * (y * self.size[0] + x);
        inside.then(|| &mut self.rgb[start..start + 3])
    }

    fn blend(&mut self, x: i32, y: i32, Ink { rgb, alpha }: Ink, amount: f32, theme: Theme) {
        let colour = theme.colour(rgb);
        let amount = (amount * alpha).clamp(0.0, 1.0);
        if let Some(pixel) = self.pixel(x, y) {
            for (old, new) in pixel.iter_mut().zip([colour.0, colour.1, colour.2]) {
                *old = (f32::from(*old) * (1.0 - amount) + f32::from(new) * amount).round() as u8;
            }
        }
    }

    /// Each pixel on the canvas takes the image's nearest.
    fn image(&mut self, [x0, y0]: [i32; 2], [x1, y1]: [i32; 2], [w, h]: [usize; 2], rgb: &[u8]) {
        for y in y0..y1 {
            let row = (y - y0) as usize * h / (y1 - y0) as usize;
            for x in x0..x1 {
                let start = 3 * (row * w + (x - x0) as usize * w / (x1 - x0) as usize);
                if let Some(pixel) = self.pixel(x, y) {
                    pixel.copy_from_slice(&rgb[start..start + 3]);
                }
            }
        }
    }

    /// The mean of each square of four pixels.
    fn halved(&self) -> Vec<u8> {
        let [w, h] = self.size;
        let mut half = Vec::with_capacity(self.rgb.len() / 4);
        for y in (0..h).step_by(2) {
            for x in (0..w).step_by(2) {
                for channel in 0..3 {
                    let at = |x, y| u32::from(self.rgb[3 * (y * w + x) + channel]);
                    let sum = at(x, y) + at(x + 1, y) + at(x, y + 1) + at(x + 1, y + 1);
                    half.push(((sum + 2) / 4) as u8);
                }
            }
        }
        half
    }
}

fn style(Ink { rgb, alpha }: Ink, stroke: Option<f32>, theme: Theme, scale: f32) -> ShapeStyle {
    ShapeStyle {
        color: theme.colour(rgb).mix(f64::from(alpha)),
        filled: stroke.is_none(),
        stroke_width: (stroke.unwrap_or(1.0) * scale).round().max(1.0) as u32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_of_broken_size_is_dark_up_to_its_edges() {
        let (rgb, [w, h]) = Scene::new(10.1, 5.1).rgb_pixels(Theme::Dark, 1.0);
        assert_eq!([w, h], [11, 6]);
        let paper = Theme::Dark.colour(PAPER);
        let pixels = rgb.as_chunks().0;
        assert!(pixels.iter().all(|rgb| *rgb == [paper.0, paper.1, paper.2]));
    }
}
