//! Points on a plane, coloured by the digit that they stand for.

use super::chart::{Words, chart};
use super::scene::{Anchor, Scene};
use super::style::{place, text};
use super::theme::{DIGITS, INK, PAPER};
use crate::display::Picture;
use aelib_core::ops::storage;
use dfdx::prelude::{Cpu, HasShape, Shape, Tensor};
use plotters::prelude::*;
use std::ops::Range;

/// Radius of a point.
const POINT: i32 = 3;
/// Room for the legend, on the right.
const LEGEND: f32 = 110.0;

/// Codes of two numbers as points, each in the colour of its digit, with a legend; in the
/// middle of a digit's points (by the median of each number) stands the digit.
///
/// # Shapes
/// (N, 2), and N labels from 0 to 9
///
/// # Panics
/// If the codes have another shape, or there are more or fewer labels.
pub fn scatter<S: Shape>(codes: &Tensor<S, f32, Cpu>, labels: &[u8], words: Words) -> Picture {
    let sizes: Vec<usize> = codes.shape().concrete().into_iter().collect();
    assert_eq!(sizes, [labels.len(), 2], "scatter: two numbers per label");
    let numbers = storage::to_vec(codes);
    let points = numbers.chunks_exact(2).zip(labels);
    let points: Vec<Point> = points
        .filter(|(code, _)| code.iter().all(|v| v.is_finite()))
        .map(|(code, label)| (f64::from(code[0]), f64::from(code[1]), *label))
        .collect();
    let middles = middles(&points);
    let mut axes = words.axes();
    axes.x = range(points.iter().map(|p| p.0));
    axes.y = range(points.iter().map(|p| p.1));
    let drawn = chart(&axes, None, |chart| {
        // In their order, so that no digit covers all others.
        let dots = points.iter().map(|(x, y, label)| {
            let colour = DIGITS[usize::from(*label) % 10];
            Circle::new((*x, *y), POINT, colour.mix(0.7).filled())
        });
        let _ = chart.draw_series(dots);
        for (label, [x, y]) in &middles {
            let at =
                |dx, dy| EmptyElement::at((*x, *y)) + Circle::new((dx, dy), 17, PAPER.filled());
            let ring = Circle::new((0, 0), 17, DIGITS[*label].stroke_width(3));
            let name = Text::new(label.to_string(), place((-8, -13)), text(28, INK));
            let _ = chart.draw_series([at(0, 0) + ring + name]);
        }
    });
    let [width, height] = drawn.size();
    let mut scene = Scene::new(width + LEGEND, height);
    scene.place(&drawn, [0.0, 0.0]);
    for (i, (label, _)) in middles.iter().enumerate() {
        let at = [width + 20.0, 100.0 + 44.0 * i as f32];
        scene.circle(at, 10.0, DIGITS[*label]);
        let text = [at[0] + 24.0, at[1]];
        scene.text_at(label.to_string(), text, 28.0, Anchor(0.0, 0.5), INK);
    }
    let lines = middles
        .iter()
        .map(|(label, [x, y])| format!("{label}: around ({x:.2}, {y:.2})"));
    let text = words.around(lines);
    scene.picture(text)
}

/// Across, up, and the digit.
type Point = (f64, f64, u8);

/// All values, and some air on both sides.
fn range(values: impl Iterator<Item = f64>) -> Range<f64> {
    let (low, high) = values.fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(v), h.max(v)));
    let (low, high) = if low > high { (0.0, 1.0) } else { (low, high) };
    let air = ((high - low) * 0.04).max(1e-6);
    low - air..high + air
}

/// The digits that there are, each with the median of its points' numbers.
fn middles(points: &[Point]) -> Vec<(usize, [f64; 2])> {
    let median = |mut values: Vec<f64>| {
        let middle = values.len() / 2;
        *values.select_nth_unstable_by(middle, f64::total_cmp).1
    };
    let of = |label: usize| {
        let own = points.iter().filter(|p| usize::from(p.2) == label);
        let (x, y): (Vec<f64>, Vec<f64>) = own.map(|p| (p.0, p.1)).unzip();
        (!x.is_empty()).then(|| (label, [median(x), median(y)]))
    };
    (0..10).filter_map(of).collect()
}
