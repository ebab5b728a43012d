//! A picture as shapes: drawn once, shown as SVG or PNG, on paper or in the dark.

use super::picture::{Drawing, Picture};
use super::theme::PAPER;
use plotters::style::RGBColor;
use serde::Serialize;

/// Shapes on a rectangle, in pixels of a notebook; x to the right, y down. Colours are those
/// of the light [theme](super::Theme).
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

/// One shape, with its colour and how much of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    pub shape: Shape,
    pub rgb: RGBColor,
    pub alpha: f32,
}

impl Item {
    /// What is equal for equal shapes alone.
    pub(super) fn key(&self) -> Vec<u8> {
        let RGBColor(r, g, b) = self.rgb;
        serde_json::to_vec(&(&self.shape, [r, g, b], self.alpha)).expect("numbers and texts")
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) enum Shape {
    /// Joined points: filled, or a stroke of a width.
    Path(Vec<[f32; 2]>, Option<f32>),
    /// Filled: its centre and radius.
    Circle([f32; 2], f32),
    Text(Line),
    Image(Image),
}

/// A line of text: the point `anchor` of it lies at `at`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Line {
    pub text: String,
    pub at: [f32; 2],
    pub size: f32,
    pub anchor: Anchor,
    pub upwards: bool,
}

/// Pixels with red, green and blue each, drawn over a rectangle.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Image {
    pub at: [f32; 2],
    pub size: [f32; 2],
    /// Width and height in pixels of its own.
    pub pixels: [usize; 2],
    pub rgb: Vec<u8>,
}

/// Which point of a text is put where it is asked for: fractions of its width and height,
/// from the top left.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Anchor(pub f32, pub f32);

impl Anchor {
    /// The top left corner.
    pub const TOP_LEFT: Self = Self(0.0, 0.0);
    /// The middle of the upper edge.
    pub const TOP: Self = Self(0.5, 0.0);
    /// The middle of the left edge.
    pub const LEFT: Self = Self(0.0, 0.5);
    /// The middle of the right edge.
    pub const RIGHT: Self = Self(1.0, 0.5);
    /// The middle.
    pub const CENTRE: Self = Self(0.5, 0.5);
}

impl Scene {
    /// An empty scene on paper.
    pub fn new(width: f32, height: f32) -> Self {
        let (size, items) = ([width, height], Vec::new());
        let mut scene = Self { size, items };
        scene.rect([0.0, 0.0], size, PAPER);
        scene
    }

    /// Its width and height.
    pub fn size(&self) -> [f32; 2] {
        self.size
    }

    /// The picture of it, with the text that stands for it where no picture can.
    pub fn picture(self, text: impl Into<String>) -> Picture {
        let (scene, text) = (self, text.into());
        Picture::of(Drawing { scene, text })
    }

    fn push(&mut self, shape: Shape, rgb: RGBColor) {
        let alpha = 1.0;
        self.items.push(Item { shape, rgb, alpha });
    }

    /// A filled rectangle, from its top left corner.
    pub fn rect(&mut self, at: [f32; 2], size: [f32; 2], colour: RGBColor) {
        self.polygon(corners(at, size).to_vec(), colour);
    }

    /// A rectangle through which one sees: `alpha` of the colour.
    pub fn tint(&mut self, at: [f32; 2], size: [f32; 2], rgb: RGBColor, alpha: f32) {
        let shape = Shape::Path(corners(at, size).to_vec(), None);
        self.items.push(Item { shape, rgb, alpha });
    }

    /// The outline of a rectangle.
    pub fn frame(&mut self, at: [f32; 2], size: [f32; 2], width: f32, colour: RGBColor) {
        let [a, b, c, d] = corners(at, size);
        self.polyline(vec![a, b, c, d, a], width, colour);
    }

    /// A filled polygon.
    pub fn polygon(&mut self, points: Vec<[f32; 2]>, colour: RGBColor) {
        self.push(Shape::Path(points, None), colour);
    }

    /// Joined lines of a width.
    pub fn polyline(&mut self, points: Vec<[f32; 2]>, width: f32, colour: RGBColor) {
        self.push(Shape::Path(points, Some(width)), colour);
    }

    /// A straight line of a width.
    pub fn line(&mut self, from: [f32; 2], to: [f32; 2], width: f32, colour: RGBColor) {
        self.polyline(vec![from, to], width, colour);
    }

    /// A straight line with a head at its end.
    pub fn arrow(&mut self, from: [f32; 2], to: [f32; 2], width: f32, colour: RGBColor) {
        let [dx, dy] = [to[0] - from[0], to[1] - from[1]];
        let length = dx.hypot(dy).max(f32::EPSILON);
        let head = (4.0 * width).min(length);
        let [ux, uy] = [dx, dy].map(|d| d / length * head);
        let [x, y] = [to[0] - ux, to[1] - uy];
        self.line(from, [x, y], width, colour);
        let [sx, sy] = [0.5 * uy, 0.5 * ux];
        self.polygon(vec![to, [x - sx, y + sy], [x + sx, y - sy]], colour);
    }

    /// A filled circle.
    pub fn circle(&mut self, centre: [f32; 2], radius: f32, colour: RGBColor) {
        self.push(Shape::Circle(centre, radius), colour);
    }

    /// A filled circle through which one sees: `alpha` of the colour.
    pub(super) fn dot(&mut self, centre: [f32; 2], radius: f32, rgb: RGBColor, alpha: f32) {
        let shape = Shape::Circle(centre, radius);
        self.items.push(Item { shape, rgb, alpha });
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
        self.write((text.into(), size, colour), at, anchor, false);
    }

    /// A text with its size and colour; `upwards` it is read with the head to the left.
    pub(super) fn write(
        &mut self,
        (text, size, colour): (String, f32, RGBColor),
        at: [f32; 2],
        anchor: Anchor,
        upwards: bool,
    ) {
        if text.is_empty() {
            return;
        }
        let line = Line {
            text,
            at,
            size,
            anchor,
            upwards,
        };
        self.push(Shape::Text(line), colour);
    }

    /// An image in colour: red, green and blue of each pixel, row by row, each pixel drawn as
    /// a square `scale` wide.
    ///
    /// # Panics
    /// If the number of bytes is not three times width times height.
    pub fn rgb(&mut self, rgb: Vec<u8>, [w, h]: [usize; 2], at: [f32; 2], scale: f32) {
        assert_eq!(rgb.len(), 3 * w * h, "bytes of an image of {w} by {h}");
        let image = Image {
            at,
            size: [w as f32 * scale, h as f32 * scale],
            pixels: [w, h],
            rgb,
        };
        self.push(Shape::Image(image), PAPER);
    }

    /// Another scene, its top left corner at a point.
    pub fn place(&mut self, scene: &Scene, [dx, dy]: [f32; 2]) {
        let moved = |mut item: Item| {
            let points = match &mut item.shape {
                Shape::Path(points, _) => &mut points[..],
                Shape::Circle(at, _) => std::slice::from_mut(at),
                Shape::Text(line) => std::slice::from_mut(&mut line.at),
                Shape::Image(image) => std::slice::from_mut(&mut image.at),
            };
            points.iter_mut().for_each(|p| *p = [p[0] + dx, p[1] + dy]);
            item
        };
        self.items.extend(scene.items.iter().cloned().map(moved));
    }
}

fn corners([x, y]: [f32; 2], [w, h]: [f32; 2]) -> [[f32; 2]; 4] {
    [[x, y], [x + w, y], [x + w, y + h], [x, y + h]]
}
