//! An axis of a chart, and what of a line lies between two of them.

use plotters::coord::ranged1d::{BoldPoints, Ranged};
use plotters::coord::types::RangedCoordf64;
use std::ops::Range;

/// Across and up.
pub(super) type Point = (f64, f64);

/// One of a chart's two axes.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    /// What it counts, and the unit.
    pub label: String,
    pub range: Range<f64>,
    /// How many ticks it has, about.
    pub count: usize,
    /// What stands at a tick.
    pub text: fn(f64) -> String,
}

impl Axis {
    /// Where its ticks are, and what stands there.
    pub fn ticks(&self) -> Vec<(f64, String)> {
        let ticks = RangedCoordf64::from(self.range.clone()).key_points(BoldPoints(self.count));
        let text = |at| (at, (self.text)(at));
        ticks.into_iter().map(text).collect()
    }

    /// The part of its length, from 0 to 1, at which a value lies.
    pub fn part(&self, value: f64) -> f32 {
        let Range { start, end } = self.range;
        ((value - start) / (end - start)) as f32
    }

    /// Whether a value lies on it.
    pub fn has(&self, value: f64) -> bool {
        (self.range.start..=self.range.end).contains(&value)
    }

    /// With this range.
    ///
    /// # Panics
    /// If the range does not go from a number to a larger one.
    pub fn set(&mut self, range: Range<f64>) {
        let is_axis = range.start < range.end && (range.end - range.start).is_finite();
        assert!(
            is_axis,
            "an axis goes from a number to a larger one, not {range:?}"
        );
        self.range = range;
    }
}

/// All finite values; from 0 to 1 if there are none.
pub(super) fn extent(values: impl Iterator<Item = f64>) -> Range<f64> {
    let finite = values.filter(|v| v.is_finite());
    let (low, high) = finite.fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(v), h.max(v)));
    match low.partial_cmp(&high) {
        Some(std::cmp::Ordering::Less) => low..high,
        Some(std::cmp::Ordering::Equal) => low - 0.5..high + 0.5,
        _ => 0.0..1.0,
    }
}

/// The parts of a line between the axes, each cut where the line leaves them.
pub(super) fn visible(points: &[Point], axes: [&Axis; 2]) -> Vec<Vec<Point>> {
    let mut runs: Vec<Vec<Point>> = Vec::new();
    let mut goes_on = false;
    for pair in points.windows(2) {
        let Some([from, to]) = inside(pair[0], pair[1], axes) else {
            goes_on = false;
            continue;
        };
        match runs.last_mut() {
            Some(run) if goes_on => run.push(to),
            _ => runs.push(vec![from, to]),
        }
        goes_on = to == pair[1];
    }
    runs
}

/// The part of a straight line from `a` to `b` that lies between the axes.
fn inside(a: Point, b: Point, axes: [&Axis; 2]) -> Option<[Point; 2]> {
    let (mut enter, mut leave) = (0.0f64, 1.0f64);
    for (a, b, axis) in [(a.0, b.0, axes[0]), (a.1, b.1, axes[1])] {
        if a == b && axis.has(a) {
            continue;
        }
        let Range { start, end } = axis.range;
        let [low, high] = [start, end].map(|end| (end - a) / (b - a));
        enter = enter.max(low.min(high));
        leave = leave.min(low.max(high));
    }
    let at = |t: f64| (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1));
    let end = if leave < 1.0 { at(leave) } else { b };
    let finite = [a.0, a.1, b.0, b.1].iter().all(|v| v.is_finite());
    (finite && enter < leave).then(|| [at(enter), end])
}
