//! A hand: what it does to a glyph, differently each time.

use super::glyphs::Stroke;
use rand::Rng;
use rand_distr::StandardNormal;

/// A point of a curve; x to the right, y downwards.
pub type Point = [f32; 2];

/// Points between two points that a glyph names.
const STEPS: usize = 6;

/// One way of holding the pen. The numbers were chosen by looking at MNIST's training
/// images.
pub struct Hand {
    /// How far the top leans to the right, in parts of the height.
    slant: f32,
    /// Angle by which the whole digit is turned, in radians.
    turn: f32,
    /// Width against height.
    stretch: f32,
    /// Paper of rubber: how far each of 4x4 places is pulled, in x and y. In between,
    /// the pull changes smoothly.
    pulls: [[Point; 4]; 4],
    /// How far a point lies from where it should be.
    wobble: f32,
}

impl Hand {
    /// Any hand.
    pub fn any(rng: &mut impl Rng) -> Self {
        let mut normal = |mean: f32, deviation: f32| -> f32 {
            mean + deviation * rng.sample::<f32, _>(StandardNormal)
        };
        Self {
            slant: normal(0.1, 0.26),
            turn: normal(0.0, 0.05),
            stretch: normal(-0.06, 0.26).exp(),
            pulls: [(); 4].map(|()| [(); 4].map(|()| [normal(0.0, 0.15), normal(0.0, 0.13)])),
            wobble: 0.02,
        }
    }

    /// The curves of a glyph in this hand.
    pub fn write(&self, glyph: &[Stroke], rng: &mut impl Rng) -> Vec<Vec<Point>> {
        let strokes = glyph.iter().map(|stroke| self.wobbled(stroke, rng));
        let curves = strokes.map(|points| smooth(&points));
        curves
            .map(|curve| curve.into_iter().map(|point| self.bend(point)).collect())
            .collect()
    }

    /// The points of a stroke in [0, 1], each a little beside its place. A corner's two
    /// points stay one.
    fn wobbled(&self, stroke: Stroke, rng: &mut impl Rng) -> Vec<Point> {
        let mut points: Vec<Point> = Vec::with_capacity(stroke.len());
        for (i, point) in stroke.iter().enumerate() {
            if i > 0 && stroke[i - 1] == *point {
                points.push(points[i - 1]);
                continue;
            }
            points.push(point.map(|at| {
                f32::from(at) / 100.0 + self.wobble * rng.sample::<f32, _>(StandardNormal)
            }));
        }
        points
    }

    /// Where this hand sets a point of [0, 1]².
    fn bend(&self, point: Point) -> Point {
        let [across, down] = point.map(|t| t.clamp(0.0, 1.0)).map(shares);
        let mut pull = [0.0; 2];
        for (pulls, down) in self.pulls.iter().zip(down) {
            for (place, across) in pulls.iter().zip(across) {
                for axis in [0, 1] {
                    pull[axis] += across * down * place[axis];
                }
            }
        }
        let x = (point[0] + pull[0] - 0.5) * self.stretch;
        let y = point[1] + pull[1] - 0.5;
        let x = x - self.slant * y;
        let (sin, cos) = self.turn.sin_cos();
        [cos * x - sin * y, sin * x + cos * y]
    }
}

/// How much each of four places in a row has to say at `t` in [0, 1]: the cubic
/// Bernstein polynomials, whose sum is 1.
fn shares(t: f32) -> [f32; 4] {
    let s = 1.0 - t;
    [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t]
}

/// A curve through all points, as a chain of short lines: Catmull-Rom splines, whose
/// direction at a point is that from its predecessor to its successor. Where a point
/// comes twice, the curve ends and a new one begins.
fn smooth(points: &[Point]) -> Vec<Point> {
    let mut curve = vec![points[0]];
    for i in 0..points.len() - 1 {
        let (p, q) = (points[i], points[i + 1]);
        if p == q {
            continue;
        }
        let before = points[i.saturating_sub(1)];
        let after = points[(i + 2).min(points.len() - 1)];
        for step in 1..=STEPS {
            let t = step as f32 / STEPS as f32;
            curve.push([0, 1].map(|axis| {
                let (p, q) = (p[axis], q[axis]);
                let (out, into) = ((q - before[axis]) / 2.0, (after[axis] - p) / 2.0);
                let bend = |a: f32, b: f32| t * (1.0 - t) * ((1.0 - t) * a - t * b);
                p + (q - p) * t * t * (3.0 - 2.0 * t) + bend(out, into)
            }));
        }
    }
    curve
}
