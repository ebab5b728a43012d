//! What diagrams are made of: numbers in cells, networks and arrows.

use super::picture::LABEL;
use super::scene::{Anchor, Scene};
use super::theme::{FAINT, INK, PALE, PALETTE};
use plotters::style::RGBColor;

/// The width of a cell with a number, and of a network, and the arrows beside it.
const CELL: f32 = 84.0;
const NETWORK: f32 = 150.0;
const ARROW: f32 = 34.0;
pub(super) const WAY: f32 = NETWORK + 2.0 * ARROW;
/// The line height of numbers.
const NUMBER: f32 = 20.0;

/// Numbers in so many columns, row by row and with so many decimals; a number as large as
/// `full` has its whole colour.
pub(super) fn cells(
    numbers: &[f32],
    [columns, decimals]: [usize; 2],
    high: f32,
    full: f32,
) -> Scene {
    let mut scene = Scene::new(CELL * columns as f32, high);
    let height = high / numbers.len().div_ceil(columns) as f32;
    for (i, number) in numbers.iter().enumerate() {
        let at = [(i % columns) as f32 * CELL, (i / columns) as f32 * height];
        let alpha = 0.6 * (number.abs() / full).min(1.0);
        let colour = PALETTE[usize::from(*number > 0.0)];
        scene.tint(at, [CELL, height], colour, alpha);
        scene.frame(at, [CELL, height], 1.5, FAINT);
        let middle = [at[0] + CELL / 2.0, at[1] + height / 2.0];
        let size = NUMBER.min(height * 0.9);
        scene.text_at(
            format!("{number:.decimals$}"),
            middle,
            size,
            Anchor::CENTRE,
            INK,
        );
    }
    scene
}

/// A trapezoid whose short side is that of the code, between its arrows.
pub(super) fn network(
    scene: &mut Scene,
    (name, colour): (&str, RGBColor),
    narrows: bool,
    [x, y]: [f32; 2],
    height: f32,
) {
    let cut = (height * 0.22).min(60.0);
    let [left, right] = if narrows { [0.0, cut] } else { [cut, 0.0] };
    let [start, end] = [x + ARROW, x + ARROW + NETWORK];
    let points = vec![
        [start, y + left],
        [end, y + right],
        [end, y + height - right],
        [start, y + height - left],
    ];
    scene.polygon(points, FAINT);
    let middle = [(start + end) / 2.0, y + height / 2.0];
    scene.text_at(name, middle, LABEL, Anchor::CENTRE, colour);
}

/// Into a network and out of it.
pub(super) fn arrows(scene: &mut Scene, [x, y]: [f32; 2]) {
    for from in [x, x + ARROW + NETWORK + 4.0] {
        scene.arrow([from, y], [from + ARROW - 6.0, y], 3.0, PALE);
    }
}
