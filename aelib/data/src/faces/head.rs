//! A head and what is in it, as shapes.

use super::canvas::{Canvas, Colour, Point, mix, rgb, smooth};
use super::expression::Expression;
use super::look::Look;
use super::shape;

/// How far a head turns at most, in radians: the programs that make deepfakes align their faces
/// before a network sees them.
const YAW: f32 = 0.22;
/// How far a head leans at most, in radians.
const TILT: f32 = 0.12;
/// The point that a head leans about.
const NECK: Point = [0.0, 0.8];
/// The middle of a face that looks straight ahead.
const MIDDLE: Point = [0.0, 0.08];

/// A head while it is painted. Points of the head are those of a face that does not lean,
/// from its middle.
pub struct Head<'a> {
    pub canvas: Canvas,
    pub look: &'a Look,
    pub face: Expression,
    turn: (f32, f32),
}

impl<'a> Head<'a> {
    /// Nothing is painted yet but the background.
    pub fn new(look: &'a Look, face: Expression, side: usize) -> Self {
        Self {
            canvas: Canvas::new(side, look.background),
            look,
            face,
            turn: (TILT * face.tilt).sin_cos(),
        }
    }

    /// Paints a shape of the head, lit from where the light is.
    pub fn fill(
        &mut self,
        (centre, reach): (Point, f32),
        depth: impl Fn(Point) -> f32,
        colour: Colour,
    ) {
        let (sin, cos) = self.turn;
        // Turned about the neck.
        let [x, y] = [
            centre[0] + MIDDLE[0] - NECK[0],
            centre[1] + MIDDLE[1] - NECK[1],
        ];
        let on_canvas = [cos * x - sin * y + NECK[0], sin * x + cos * y + NECK[1]];
        let back = move |[x, y]: Point| {
            let [x, y] = [x - NECK[0], y - NECK[1]];
            [
                cos * x + sin * y + NECK[0] - MIDDLE[0],
                cos * y - sin * x + NECK[1] - MIDDLE[1],
            ]
        };
        let (look, light) = (self.look, self.face.light);
        self.canvas.fill(
            (on_canvas, reach),
            |at| depth(back(at)),
            |at| lit(look, light, back(at), colour),
        );
    }

    /// Paints an ellipse.
    pub fn oval(&mut self, centre: Point, size: [f32; 2], colour: Colour) {
        let reach = size[0].max(size[1]);
        self.fill(
            (centre, reach),
            |at| shape::ellipse(at, centre, size),
            colour,
        );
    }

    /// Paints a bent stroke: see [`shape::stroke`].
    pub fn stroke(
        &mut self,
        ends: [Point; 2],
        pull: Point,
        [radius, taper]: [f32; 2],
        colour: Colour,
    ) {
        let middle = [0, 1].map(|i| (ends[0][i] + ends[1][i]) / 2.0);
        let far = |p: Point| (p[0] - middle[0]).hypot(p[1] - middle[1]);
        let reach = radius + far(ends[0]).max(far(pull));
        self.fill(
            (middle, reach),
            |at| shape::stroke(at, ends, pull, radius, taper),
            colour,
        );
    }

    /// Where a point of the face is seen, and how wide what lies there looks: it sits on a
    /// round head that turns. `across` goes from ear to ear, -1 to 1.
    pub fn on_face(&self, across: f32, y: f32) -> (Point, f32) {
        let angle = across * 1.25 + YAW * self.face.yaw;
        ([self.look.size[0] * angle.sin(), y], angle.cos().max(0.25))
    }

    pub fn shoulders(&mut self) {
        let look = self.look;
        let neck = 0.55 * look.size[0];
        let shade = mix(look.skin, look.shade, 0.8);
        self.canvas.fill(
            ([0.0, 0.75], 0.5),
            |[x, y]| (neck - x.abs()).min(y - 0.3),
            |_| shade,
        );
        self.canvas.fill(
            ([0.0, 1.3], 1.2),
            |at| shape::egg([at[0], at[1] - 1.3], [0.95, 0.52], 2.6, 0.0),
            |_| look.shirt,
        );
        self.canvas.fill(
            ([0.0, 0.8], 0.4),
            |at| shape::ellipse(at, [0.0, 0.78], [neck + 0.03, 0.15]),
            |_| shade,
        );
    }

    pub fn ears(&mut self) {
        for side in [-1.0, 1.0] {
            // The ear on the far side goes behind the head.
            let x = side * self.look.size[0] - 0.12 * self.face.yaw;
            let y = 0.06;
            let size = self.look.ear;
            if self.look.pointed {
                let tip = [x + side * 1.25 * size, y - 1.5 * size];
                let foot = |down: f32| [x - side * 0.1, y + down * size];
                let mut corners = [foot(-0.8), tip, foot(0.9)];
                if side < 0.0 {
                    corners.reverse();
                }
                let inner = corners.map(|p| [x + 0.6 * (p[0] - x), y + 0.6 * (p[1] - y)]);
                let Look { skin, blush, .. } = *self.look;
                for (corners, round, colour) in [(corners, 0.03, skin), (inner, 0.0, blush)] {
                    let area = ([x, y], 3.0 * size);
                    self.fill(area, |at| shape::triangle(at, corners, round), colour);
                }
            } else {
                self.oval([x, y], [size, 1.3 * size], self.look.skin);
                self.oval([x, y], [0.5 * size, 0.7 * size], self.look.blush);
            }
        }
    }

    pub fn skin(&mut self) {
        let look = self.look;
        let egg = |at| shape::egg(at, look.size, look.corners, look.jaw);
        self.fill(([0.0, 0.0], 0.8), egg, look.skin);
    }

    pub fn cheek(&mut self, side: f32) {
        let (at, width) = self.on_face(side * 0.42, 0.2 - 0.03 * self.face.smile);
        let soft = mix(self.look.skin, self.look.blush, 0.6);
        self.oval(at, [0.13 * width, 0.09], soft);
        if self.look.freckles {
            for (dx, dy) in [(-0.06, -0.035), (0.01, 0.0), (0.06, -0.05)] {
                let spot = [at[0] + dx * width, at[1] - 0.03 + dy];
                let colour = mix(self.look.shade, self.look.hair, 0.5);
                self.oval(spot, [0.016, 0.016], colour);
            }
        }
    }

    pub fn nose(&mut self) {
        let look = self.look;
        let (at, _) = self.on_face(0.0, 0.14);
        let at = [at[0] * 1.12, at[1]];
        let [a, b] = look.nose;
        let below = [at[0], at[1] + 0.025];
        self.oval(below, [a, b], mix(look.skin, look.shade, 0.9));
        self.oval(at, [a, b], mix(look.skin, look.blush, 0.5));
        let shine = [at[0] - 0.3 * a + 0.5 * a * self.face.light, at[1] - 0.4 * b];
        let bright = mix(look.skin, rgb(0xffffff), 0.5);
        self.oval(shine, [0.32 * a, 0.25 * b], bright);
    }
}

/// A colour in the light that comes from one side, on a round head.
fn lit(look: &Look, light: f32, [x, y]: Point, colour: Colour) -> Colour {
    let [u, v] = [x / look.size[0] / 1.1, y / look.size[1] / 1.1];
    let front = (1.0 - u * u - v * v).max(0.0).sqrt();
    let bright = 0.85 * light * u - 0.3 * v + 0.55 * front;
    let share = smooth(-0.25, 0.75, bright);
    let dark = [0, 1, 2].map(|i| colour[i] * look.dark[i]);
    let glow = mix(colour, [1.0, 0.97, 0.9], 0.18 * smooth(0.6, 1.1, bright));
    mix(dark, glow, share)
}
