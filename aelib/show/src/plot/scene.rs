//! A picture as shapes: drawn once, shown as SVG or PNG, on paper or in the dark.

use super::theme::PAPER;
use plotters::style::RGBColor;

/// Shapes on a rectangle, in pixels of a notebook; x to the right, y down.
///
/// ```
/// use aelib_show::plot::{INK, PALETTE, Scene};
///
/// let mut scene = Scene::new(200.0, 80.0);
/// scene.circle([40.0, 40.0], 30.0, PALETTE[0]);
/// scene.text("a circle", [90.0, 30.0], 20.0, INK);
/// let picture = scene.picture("a circle");
/// assert!(picture.svg(Default::default()).starts_with("<svg"));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    pub(super) size: [f32; 2],
    pub(super) items: Vec<Item>,
}

/// One shape. Colours are those of the light theme; see [`super::Theme`].
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item {
    /// Joined points: filled, or a stroke of a width.
    Path {
        points: Vec<[f32; 2]>,
        stroke: Option<f32>,
        colour: Ink,
    },
    Circle {
        centre: [f32; 2],
        radius: f32,
        stroke: Option<f32>,
        colour: Ink,
    },
    Text {
        text: String,
        at: [f32; 2],
        size: f32,
        anchor: Anchor,
        upwards: bool,
        colour: Ink,
    },
    Image {
        at: [f32; 2],
        size: [f32; 2],
        /// Width and height in pixels of its own.
        pixels: [usize; 2],
        rgb: Vec<u8>,
    },
}

/// A colour and how much of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ink {
    pub rgb: RGBColor,
    pub alpha: f32,
}

impl From<RGBColor> for Ink {
    fn from(rgb: RGBColor) -> Self {
        Self { rgb, alpha: 1.0 }
    }
}

/// Which point of a text is put where it is asked for: fractions of its width and height,
/// from the top left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Anchor(pub f32, pub f32);

impl Anchor {
    /// The top left corner.
    pub const TOP_LEFT: Self = Self(0.0, 0.0);
    /// The middle.
    pub const CENTRE: Self = Self(0.5, 0.5);
}

impl Scene {
    /// An empty scene on paper.
    pub fn new(width: f32, height: f32) -> Self {
        let mut scene = Self {
            size: [width, height],
            items: Vec::new(),
        };
        scene.rect([0.0, 0.0], [width, height], PAPER);
        scene
    }

    /// Its width and height.
    pub fn size(&self) -> [f32; 2] {
        self.size
    }

    /// A filled rectangle, from its top left corner.
    pub fn rect(&mut self, [x, y]: [f32; 2], [w, h]: [f32; 2], colour: RGBColor) {
        self.polygon(vec![[x, y], [x + w, y], [x + w, y + h], [x, y + h]], colour);
    }

    /// A rectangle through which one sees: `alpha` of the colour.
    pub fn tint(&mut self, at: [f32; 2], size: [f32; 2], rgb: RGBColor, alpha: f32) {
        self.rect(at, size, rgb);
        if let Some(Item::Path { colour, .. }) = self.items.last_mut() {
            colour.alpha = alpha;
        }
    }

    /// The outline of a rectangle.
    pub fn frame(&mut self, [x, y]: [f32; 2], [w, h]: [f32; 2], width: f32, colour: RGBColor) {
        let corners = [[x, y], [x + w, y], [x + w, y + h], [x, y + h], [x, y]];
        self.polyline(corners.to_vec(), width, colour);
    }

    /// A filled polygon.
    pub fn polygon(&mut self, points: Vec<[f32; 2]>, colour: RGBColor) {
        self.items.push(Item::Path {
            points,
            stroke: None,
            colour: colour.into(),
        });
    }

    /// Joined lines of a width.
    pub fn polyline(&mut self, points: Vec<[f32; 2]>, width: f32, colour: RGBColor) {
        self.items.push(Item::Path {
            points,
            stroke: Some(width),
            colour: colour.into(),
        });
    }

    /// A straight line of a width.
    pub fn line(&mut self, from: [f32; 2], to: [f32; 2], width: f32, colour: RGBColor) {
        self.polyline(vec![from, to], width, colour);
    }

    /// A straight line with a head at its end.
    pub fn arrow(&mut self, from: [f32; 2], to: [f32; 2], width: f32, colour: RGBColor) {
        let [dx, dy] = [to[0] - from[0], to[1] - from[1]];
        let length = dx.hypot(dy).max(f32::EPSILON);
        let [ux, uy] = [dx / length, dy / length];
        let head = (4.0 * width).min(length);
        let base = [to[0] - ux * head, to[1] - uy * head];
        let side = head * 0.5;
        self.line(from, base, width, colour);
        self.polygon(
            vec![
                to,
                [base[0] - uy * side, base[1] + ux * side],
                [base[0] + uy * side, base[1] - ux * side],
            ],
            colour,
        );
    }

    /// A filled circle.
    pub fn circle(&mut self, centre: [f32; 2], radius: f32, colour: RGBColor) {
        self.items.push(Item::Circle {
            centre,
            radius,
            stroke: None,
            colour: colour.into(),
        });
    }

    /// One line of text, its top left corner at a point; `size` is its line's height.
    pub fn text(&mut self, text: impl Into<String>, at: [f32; 2], size: f32, colour: RGBColor) {
        self.text_at(text, at, size, Anchor::TOP_LEFT, colour);
    }

    /// One line of text, with the point that is to be at `at`.
    pub fn text_at(
        &mut self,
        text: impl Into<String>,
        at: [f32; 2],
        size: f32,
        anchor: Anchor,
        colour: RGBColor,
    ) {
        self.items.push(Item::Text {
            text: text.into(),
            at,
            size,
            anchor,
            upwards: false,
            colour: colour.into(),
        });
    }

    /// A grey image of the given width and height, pixels in [0, 1] (what lies outside is
    /// cut off), each drawn as a square `scale` wide.
    ///
    /// # Panics
    /// If the number of pixels is not width times height.
    pub fn image(&mut self, pixels: &[f32], [w, h]: [usize; 2], at: [f32; 2], scale: f32) {
        let grey = |v: &f32| [(v.clamp(0.0, 1.0) * 255.0).round() as u8; 3];
        self.rgb(pixels.iter().flat_map(grey).collect(), [w, h], at, scale);
    }

    /// An image as tensors have it, one channel behind the other: grey, or red, green and
    /// blue, with pixels in [0, 1]; each drawn as a square `scale` wide.
    ///
    /// # Panics
    /// If there are neither 1 nor 3 channels, or not channels times height times width
    /// numbers.
    pub fn planes(&mut self, pixels: &[f32], [c, h, w]: [usize; 3], at: [f32; 2], scale: f32) {
        assert_eq!(
            pixels.len(),
            c * h * w,
            "numbers of {c} channels of {h}x{w}"
        );
        if c == 1 {
            return self.image(pixels, [w, h], at, scale);
        }
        assert_eq!(c, 3, "an image has 1 channel or 3");
        let pixel = |i| [0, 1, 2].map(|c| pixels[c * h * w + i]);
        let byte = |v: f32| (v.clamp(0.0, 1.0) * 255.0).round() as u8;
        let rgb = (0..h * w).flat_map(pixel).map(byte);
        self.rgb(rgb.collect(), [w, h], at, scale);
    }

    /// An image in colour: red, green and blue of each pixel, row by row.
    ///
    /// # Panics
    /// If the number of bytes is not three times width times height.
    pub fn rgb(&mut self, rgb: Vec<u8>, [w, h]: [usize; 2], at: [f32; 2], scale: f32) {
        assert_eq!(rgb.len(), 3 * w * h, "bytes of an image of {w} by {h}");
        self.items.push(Item::Image {
            at,
            size: [w as f32 * scale, h as f32 * scale],
            pixels: [w, h],
            rgb,
        });
    }

    /// Another scene, its top left corner at a point.
    pub fn place(&mut self, scene: &Scene, [x, y]: [f32; 2]) {
        self.items
            .extend(scene.items.iter().cloned().map(|mut item| {
                match &mut item {
                    Item::Path { points, .. } => {
                        points.iter_mut().for_each(|p| *p = [p[0] + x, p[1] + y]);
                    }
                    Item::Circle { centre: at, .. }
                    | Item::Text { at, .. }
                    | Item::Image { at, .. } => *at = [at[0] + x, at[1] + y],
                }
                item
            }));
    }
}
