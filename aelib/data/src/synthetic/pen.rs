//! Ink on 28x28 pixels.

use super::hand::Point;

/// Rows and columns of an image.
const SIDE: usize = 28;
/// The digit fits into a square of this side, as in MNIST.
const BOX: f32 = 20.0;
/// Pixels from no ink to full ink, across the edge of a line.
const EDGE: f32 = 1.3;

/// Draws curves with a pen of this radius, in pixels: 784 bytes, white on black. As in
/// MNIST the digit, whatever its size, fills a square of 20x20 pixels in its longer
/// direction, and lies with its centre of mass in the image's centre.
pub fn draw(curves: &[Vec<Point>], radius: f32) -> Vec<u8> {
    let curves = place(curves, radius);
    let mut ink = [0.0f32; SIDE * SIDE];
    for line in curves.iter().flat_map(|curve| curve.windows(2)) {
        let (p, q) = (line[0], line[1]);
        let reach = radius + EDGE;
        let range = |axis: usize| {
            let (low, high) = (p[axis].min(q[axis]), p[axis].max(q[axis]));
            (low - reach).max(0.0) as usize..((high + reach).max(0.0) as usize + 1).min(SIDE)
        };
        for y in range(1) {
            for x in range(0) {
                let distance = distance([x as f32 + 0.5, y as f32 + 0.5], p, q);
                let pixel = &mut ink[y * SIDE + x];
                *pixel = pixel.max(0.5 + (radius - distance) / EDGE);
            }
        }
    }
    ink.map(|pixel| (pixel.clamp(0.0, 1.0) * 255.0).round() as u8)
        .to_vec()
}

/// The curves in pixels: as large as they may be, and centred.
fn place(curves: &[Vec<Point>], radius: f32) -> Vec<Vec<Point>> {
    let points = || curves.iter().flatten();
    let extent = |axis: usize| {
        let low = points().map(|p| p[axis]).fold(f32::INFINITY, f32::min);
        let high = points().map(|p| p[axis]).fold(f32::NEG_INFINITY, f32::max);
        high - low
    };
    let scale = (BOX - 2.0 * radius) / extent(0).max(extent(1));
    // A line's ink is its length, and lies around its middle.
    let (mut mass, mut moment) = (0.0, [0.0; 2]);
    for line in curves.iter().flat_map(|curve| curve.windows(2)) {
        let length = (line[1][0] - line[0][0]).hypot(line[1][1] - line[0][1]);
        mass += length;
        for axis in [0, 1] {
            moment[axis] += length * (line[0][axis] + line[1][axis]) / 2.0;
        }
    }
    let middle = SIDE as f32 / 2.0;
    let to_pixels = |p: &Point| [0, 1].map(|a| (p[a] - moment[a] / mass) * scale + middle);
    let curve = |curve: &Vec<Point>| curve.iter().map(to_pixels).collect();
    curves.iter().map(curve).collect()
}

/// From a point to the line between `p` and `q`.
fn distance(at: Point, p: Point, q: Point) -> f32 {
    let [dx, dy] = [q[0] - p[0], q[1] - p[1]];
    let [x, y] = [at[0] - p[0], at[1] - p[1]];
    let along = (x * dx + y * dy) / (dx * dx + dy * dy).max(f32::MIN_POSITIVE);
    let along = along.clamp(0.0, 1.0);
    (x - along * dx).hypot(y - along * dy)
}
