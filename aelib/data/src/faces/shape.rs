//! Shapes as depths: how far inside of a shape a point lies; negative outside.

use super::canvas::Point;

/// An ellipse.
pub fn ellipse([x, y]: Point, centre: Point, [a, b]: [f32; 2]) -> f32 {
    let (u, v) = ((x - centre[0]) / a, (y - centre[1]) / b);
    let radius = u.hypot(v).max(1e-6);
    // To first order: the value of the implicit function over its slope.
    (1.0 - radius) * radius / (u / a).hypot(v / b).max(1e-6)
}

/// An egg, or a box with round corners: an ellipse whose `corners` are filled from 2 (none)
/// upwards, wider below the middle by `jaw` times its width, and as much narrower above.
pub fn egg([x, y]: Point, [a, b]: [f32; 2], corners: f32, jaw: f32) -> f32 {
    let a = a * (1.0 + jaw * (y / b).clamp(-1.0, 1.0));
    let (u, v) = ((x / a).abs(), (y / b).abs());
    let sum = (u.powf(corners) + v.powf(corners)).max(1e-9);
    let radius = sum.powf(1.0 / corners);
    let slope =
        radius.powf(1.0 - corners) * (u.powf(corners - 1.0) / a).hypot(v.powf(corners - 1.0) / b);
    (1.0 - radius) / slope.max(1e-6)
}

/// A bent stroke with round ends: from `ends[0]` to `ends[1]`, pulled towards `pull` in the
/// middle (a quadratic Bézier curve), thinner towards the second end by `taper` of its
/// radius.
pub fn stroke(at: Point, ends: [Point; 2], pull: Point, radius: f32, taper: f32) -> f32 {
    const PIECES: usize = 6;
    let curve = |t: f32| {
        let s = 1.0 - t;
        [0, 1].map(|i| s * s * ends[0][i] + 2.0 * s * t * pull[i] + t * t * ends[1][i])
    };
    let mut best = f32::MIN;
    let mut from = ends[0];
    for piece in 0..PIECES {
        let to = curve((piece + 1) as f32 / PIECES as f32);
        let [dx, dy] = [to[0] - from[0], to[1] - from[1]];
        let along = (at[0] - from[0]) * dx + (at[1] - from[1]) * dy;
        let along = (along / (dx * dx + dy * dy).max(1e-9)).clamp(0.0, 1.0);
        let distance = (at[0] - from[0] - along * dx).hypot(at[1] - from[1] - along * dy);
        let t = (piece as f32 + along) / PIECES as f32;
        best = best.max(radius * (1.0 - taper * t) - distance);
        from = to;
    }
    best
}

/// A triangle with corners in clockwise order on the screen, round by `radius`.
pub fn triangle(at: Point, corners: [Point; 3], radius: f32) -> f32 {
    let edge = |i: usize| {
        let (p, q) = (corners[i], corners[(i + 1) % 3]);
        let [dx, dy] = [q[0] - p[0], q[1] - p[1]];
        (dx * (at[1] - p[1]) - dy * (at[0] - p[0])) / dx.hypot(dy)
    };
    edge(0).min(edge(1)).min(edge(2)) + radius
}
