//! Shapes with soft edges on a square of pixels.

/// A place in the picture: x to the right, y down, from -1 to 1.
pub type Point = [f32; 2];

/// Red, green and blue, each in [0, 1].
pub type Colour = [f32; 3];

/// A picture that is being painted.
pub struct Canvas {
    side: usize,
    pixels: Vec<Colour>,
}

impl Canvas {
    /// A square of `side` by `side` pixels, of one colour.
    pub fn new(side: usize, colour: Colour) -> Self {
        Self {
            side,
            pixels: vec![colour; side * side],
        }
    }

    /// Paints a shape. `depth` says how far a point lies inside of the shape (outside it is
    /// negative): an edge is as soft as one pixel is wide. No part of the shape lies
    /// farther from `centre` than `reach`.
    pub fn fill(
        &mut self,
        (centre, reach): (Point, f32),
        depth: impl Fn(Point) -> f32,
        colour: impl Fn(Point) -> Colour,
    ) {
        let half = self.side as f32 / 2.0;
        let [columns, rows] = centre.map(|middle| {
            let pixel = |at: f32| ((at + 1.0) * half).clamp(0.0, self.side as f32) as usize;
            pixel(middle - reach - 1.0 / half)..pixel(middle + reach + 2.0 / half)
        });
        for y in rows {
            for x in columns.clone() {
                let at = [x, y].map(|i| (i as f32 + 0.5) / half - 1.0);
                let cover = (depth(at) * half + 0.5).clamp(0.0, 1.0);
                if cover > 0.0 {
                    let pixel = &mut self.pixels[y * self.side + x];
                    *pixel = mix(*pixel, colour(at), cover);
                }
            }
        }
    }

    /// The pixels, as bytes: one plane of grey, or one each of red, green and blue.
    ///
    /// # Panics
    /// If there are neither one nor three planes.
    pub fn planes(&self, planes: usize) -> Vec<u8> {
        let byte = |v: f32| (v.clamp(0.0, 1.0) * 255.0).round() as u8;
        match planes {
            1 => self.pixels.iter().map(|c| byte(grey(*c))).collect(),
            3 => (0..3)
                .flat_map(|plane| self.pixels.iter().map(move |c| byte(c[plane])))
                .collect(),
            _ => panic!("faces: images of 1 or 3 channels, found {planes}"),
        }
    }
}

/// How bright a colour is to the eye (ITU-R BT.601).
fn grey([r, g, b]: Colour) -> f32 {
    0.299 * r + 0.587 * g + 0.114 * b
}

/// From one colour to another.
pub fn mix(from: Colour, to: Colour, share: f32) -> Colour {
    [0, 1, 2].map(|i| from[i] + (to[i] - from[i]) * share)
}

/// A colour as it is written for the web.
pub const fn rgb(code: u32) -> Colour {
    [
        (code >> 16 & 255) as f32 / 255.0,
        (code >> 8 & 255) as f32 / 255.0,
        (code & 255) as f32 / 255.0,
    ]
}

/// From 0 below `from` to 1 above `to`, without a corner in between.
pub fn smooth(from: f32, to: f32, at: f32) -> f32 {
    let t = ((at - from) / (to - from)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}
