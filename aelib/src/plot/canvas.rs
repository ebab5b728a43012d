//! A picture in memory: text by plotters, pixels by hand.

use super::style;
use plotters::prelude::*;

/// An RGB picture that is being drawn.
pub(super) struct Canvas {
    pub(super) width: u32,
    pub(super) height: u32,
    pixels: Vec<u8>,
}

impl Canvas {
    /// A white canvas.
    pub(super) fn new(width: u32, height: u32) -> Self {
        let pixels = vec![255; (width * height * 3) as usize];
        Self {
            width,
            height,
            pixels,
        }
    }

    /// The canvas for plotters.
    pub(super) fn area(&mut self) -> DrawingArea<BitMapBackend<'_>, plotters::coord::Shift> {
        style::ready();
        let size = (self.width, self.height);
        BitMapBackend::with_buffer(&mut self.pixels, size).into_drawing_area()
    }

    /// A filled rectangle in one shade of grey.
    pub(super) fn fill(&mut self, [x, y]: [u32; 2], [width, height]: [u32; 2], grey: u8) {
        for row in y..y + height {
            let start = ((row * self.width + x) * 3) as usize;
            self.pixels[start..start + 3 * width as usize].fill(grey);
        }
    }

    /// The canvas as a PNG file.
    pub(super) fn png(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder
            .write_header()
            .and_then(|mut writer| writer.write_image_data(&self.pixels))
            .expect("a picture of this size in memory");
        bytes
    }
}
