//! Two axes in the look of the course, and what is drawn between them.

use super::axis::{Axis, Point, extent, visible};
use super::picture::{Body, Plot};
use super::scene::{Anchor, Scene};
use super::theme::{DIGITS, FAINT, INK, PALE, PAPER};
use crate::text::plain;
use plotters::style::RGBColor;
use std::ops::Range;

/// Lines and points between two axes.
#[derive(Clone, Debug)]
pub struct Chart {
    pub(super) x: Axis,
    pub(super) y: Axis,
    /// Width and height with the labels.
    pub(super) size: [f32; 2],
    pub(super) series: Vec<Series>,
    /// Points of digits.
    pub(super) cloud: Vec<(Point, usize)>,
    /// Where digits are written over their points.
    pub(super) marks: Vec<(Point, usize)>,
    /// A line of text for each series.
    pub(super) text: Vec<String>,
}

/// A line, and points with dots.
#[derive(Clone, Debug)]
pub(super) struct Series {
    /// What stands in the legend.
    pub label: String,
    pub colour: RGBColor,
    pub width: f32,
    pub line: Vec<Point>,
    pub dots: Vec<Point>,
}

impl Series {
    /// A pale line to compare others with.
    pub fn guide(label: String, line: Vec<Point>) -> Self {
        Self {
            label,
            colour: PALE,
            width: 2.0,
            line,
            dots: Vec::new(),
        }
    }
}

/// The line heights of labels at ticks, and of those of axes and series.
const TICK: f32 = 24.0;
pub(super) const LABEL: f32 = 26.0;
/// The room of an axis's labels: to the left, below.
const AXES: [f32; 2] = [116.0, 70.0];
/// Half a label stands above the highest tick.
const ABOVE: f32 = TICK / 2.0;
/// From so many dots on a series has small ones.
const MANY: usize = 100;
/// The width of the digits' legend.
const LEGEND: f32 = 110.0;

impl Plot<Chart> {
    /// With these words below the horizontal axis: what it counts, and the unit.
    pub fn x_label(self, label: impl Into<String>) -> Self {
        self.with(|chart| chart.x.label = label.into())
    }

    /// With these words beside the vertical axis.
    pub fn y_label(self, label: impl Into<String>) -> Self {
        self.with(|chart| chart.y.label = label.into())
    }

    /// With a horizontal axis of this range; without it, all values are seen.
    ///
    /// # Panics
    /// Here and for the other axis: if the range does not go from a number to a larger one.
    pub fn x(self, range: Range<f64>) -> Self {
        self.with(|chart| chart.x.set(range))
    }

    /// With a vertical axis of this range; without it, all values are seen.
    pub fn y(self, range: Range<f64>) -> Self {
        self.with(|chart| chart.y.set(range))
    }

    /// With a line straight up at `x`, and what it means in the legend.
    pub fn vertical(self, x: f64, label: impl Into<String>) -> Self {
        self.with(|chart| {
            let ends = [chart.y.range.start, chart.y.range.end];
            let line = ends.map(|y| (x, y)).into();
            chart.series.push(Series::guide(label.into(), line));
        })
    }
}

impl Chart {
    /// Series between axes that show all of their points, with `air` on each side of the
    /// vertical one.
    pub(super) fn of(series: Vec<Series>, text: Vec<String>) -> Self {
        let points = || series.iter().flat_map(|s| s.line.iter().chain(&s.dots));
        let (x, y) = (extent(points().map(|p| p.0)), extent(points().map(|p| p.1)));
        let axis = |range, count, text| Axis {
            label: String::new(),
            range,
            count,
            text,
        };
        Self {
            x: axis(x, 8, |x| plain(x, 2)),
            y: axis(y, 7, |y| plain(y, 3)),
            size: [1152.0, 588.0],
            series,
            cloud: Vec::new(),
            marks: Vec::new(),
            text,
        }
    }

    /// Where the axes are drawn: left, top, width, height.
    pub(super) fn area(&self) -> [f32; 4] {
        let [width, height] = self.size;
        [AXES[0], ABOVE, width - AXES[0], height - ABOVE - AXES[1]]
    }

    pub(super) fn place(&self, (x, y): Point) -> [f32; 2] {
        let [left, top, width, height] = self.area();
        let (right, up) = (self.x.part(x), self.y.part(y));
        [left + right * width, top + (1.0 - up) * height]
    }

    fn axes(&self, scene: &mut Scene) {
        let [left, top, width, height] = self.area();
        let (right, bottom) = (left + width, top + height);
        // A line along an axis lies on whole pixels, or it would be a blurred one.
        for (tick, text) in self.x.ticks() {
            let x = self.place((tick, self.y.range.start))[0].round();
            scene.line([x, top], [x, bottom], 1.0, FAINT);
            scene.line([x, bottom], [x, bottom + 5.0], 1.0, PALE);
            let below = [x, bottom + 9.0];
            scene.text_at(text, below, TICK, Anchor::TOP, INK);
        }
        for (tick, text) in self.y.ticks() {
            let y = self.place((self.x.range.start, tick))[1].round();
            scene.line([left, y], [right, y], 1.0, FAINT);
            scene.line([left - 5.0, y], [left, y], 1.0, PALE);
            let beside = [left - 10.0, y];
            scene.text_at(text, beside, TICK, Anchor::RIGHT, INK);
        }
        scene.polyline(
            vec![[left, top], [left, bottom], [right, bottom]],
            1.0,
            PALE,
        );
        let [x, y] = [left + width / 2.0, top + height / 2.0];
        let label = |text: &String| (text.clone(), LABEL, INK);
        scene.write(
            label(&self.x.label),
            [x, self.size[1]],
            Anchor(0.5, 1.0),
            false,
        );
        scene.write(label(&self.y.label), [0.0, y], Anchor::TOP, true);
    }

    fn draw(&self, scene: &mut Scene, series: &Series) {
        for run in visible(&series.line, [&self.x, &self.y]) {
            let points = run.into_iter().map(|point| self.place(point));
            scene.polyline(points.collect(), series.width, series.colour);
        }
        // So many dots that they touch would hide their line.
        let radius = if series.dots.len() > MANY { 2.0 } else { 6.0 };
        let seen = |(x, y): &&Point| self.x.has(*x) && self.y.has(*y);
        for point in series.dots.iter().filter(seen) {
            scene.circle(self.place(*point), radius, series.colour);
        }
    }
}

impl Body for Chart {
    fn scene(&self) -> Scene {
        let [width, height] = self.size;
        let beside = if self.marks.is_empty() { 0.0 } else { LEGEND };
        let mut scene = Scene::new(width + beside, height);
        self.axes(&mut scene);
        // In their order, so that no digit covers all others.
        for (point, digit) in &self.cloud {
            scene.dot(self.place(*point), 3.0, DIGITS[digit % 10], 0.7);
        }
        self.series
            .iter()
            .for_each(|series| self.draw(&mut scene, series));
        for (i, (point, digit)) in self.marks.iter().enumerate() {
            let (at, colour) = (self.place(*point), DIGITS[digit % 10]);
            scene.circle(at, 18.5, colour);
            scene.circle(at, 15.5, PAPER);
            scene.text_at(digit.to_string(), at, 28.0, Anchor::CENTRE, INK);
            let key = [width + 20.0, 36.0 + 44.0 * i as f32];
            scene.circle(key, 10.0, colour);
            let text = [key[0] + 24.0, key[1]];
            scene.text_at(digit.to_string(), text, 28.0, Anchor::LEFT, INK);
        }
        self.legend(&mut scene);
        scene
    }

    fn text(&self) -> String {
        self.text.join("\n")
    }
}
