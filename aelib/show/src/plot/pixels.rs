//! A scene as pixels: shapes by plotters at twice the size, then halved, which smooths
//! every edge; letters and images at the size itself.

use super::scene::{Image, Item, Line, Scene, Shape};
use super::theme::{PAPER, Theme};
use plotters::prelude::BitMapBackend;
use plotters::style::{Color, RGBColor, ShapeStyle};
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
        // A hundredth of a pixel is an error of rounding.
        let [w, h] = self
            .size
            .map(|v| (v * scale - 0.01).ceil().max(1.0) as usize);
        // The first item is the paper; here it reaches every edge, even within a pixel.
        let paper = theme.colour(PAPER);
        let mut canvas = Canvas {
            size: [w * FINE as usize, h * FINE as usize],
            rgb: [paper.0, paper.1, paper.2].repeat(w * h * (FINE * FINE) as usize),
            scale: scale * FINE,
        };
        for item in self.items.iter().skip(1) {
            canvas.draw(item, theme.colour(item.rgb));
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
    /// Its pixels for one of the scene.
    scale: f32,
}

impl Canvas {
    fn near(&self, at: [f32; 2]) -> (i32, i32) {
        let [x, y] = at.map(|v| (v * self.scale).round() as i32);
        (x, y)
    }

    /// Draws one shape; drawing into memory does not fail, so plotters' results are
    /// dropped.
    fn draw(&mut self, item: &Item, rgb: RGBColor) {
        let style = |stroke: Option<f32>| ShapeStyle {
            color: rgb.mix(f64::from(item.alpha)),
            filled: stroke.is_none(),
            stroke_width: (stroke.unwrap_or(1.0) * self.scale).round().max(1.0) as u32,
        };
        match &item.shape {
            Shape::Path(points, stroke) => {
                let style = style(*stroke);
                let points = Vec::from_iter(points.iter().map(|point| self.near(*point)));
                let _ = match stroke {
                    None => self.plotters().fill_polygon(points, &style),
                    Some(_) => self.plotters().draw_path(points, &style),
                };
            }
            Shape::Circle(centre, radius) => {
                let (style, centre) = (style(None), self.near(*centre));
                let radius = (radius * self.scale).round() as u32;
                let _ = self.plotters().draw_circle(centre, radius, &style, true);
            }
            Shape::Text(line) => self.text(line, rgb, item.alpha),
            Shape::Image(image) => self.image(image),
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

    fn text(&mut self, line: &Line, RGBColor(r, g, b): RGBColor, alpha: f32) {
        let ([x, y], [right, down]) = (line.at, line.base());
        let (x0, y0) = match line.upwards {
            true => self.near([x + down, y - right]),
            false => self.near([x + right, y + down]),
        };
        line.pixels(self.scale, |x, y, amount| {
            let (x, y) = if line.upwards { (y, -x) } else { (x, y) };
            let amount = (amount * alpha).clamp(0.0, 1.0);
            let Some(pixel) = self.pixel(x0 + x, y0 + y) else {
                return;
            };
            for (old, new) in pixel.iter_mut().zip([r, g, b]) {
                *old = (f32::from(*old) * (1.0 - amount) + f32::from(new) * amount).round() as u8;
            }
        });
    }

    /// Each pixel on the canvas takes the image's nearest.
    fn image(&mut self, image: &Image) {
        let ([x, y], [wide, high], [w, h]) = (image.at, image.size, image.pixels);
        let ((x0, y0), (x1, y1)) = (self.near([x, y]), self.near([x + wide, y + high]));
        for y in y0..y1 {
            let row = (y - y0) as usize * h / (y1 - y0) as usize;
            for x in x0..x1 {
                let start = 3 * (row * w + (x - x0) as usize * w / (x1 - x0) as usize);
                if let Some(pixel) = self.pixel(x, y) {
                    pixel.copy_from_slice(&image.rgb[start..start + 3]);
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
