//! The names of a chart's series, where they cover the fewest points.

use super::axis::Point;
use super::chart::{Chart, LABEL, Series};
use super::letters;
use super::scene::{Anchor, Scene};
use super::theme::{FAINT, INK, PAPER};

/// Between a legend and the axes; around its words; the length of a series' mark.
const AWAY: f32 = 16.0;
const PAD: f32 = 10.0;
const KEY: f32 = 30.0;

impl Series {
    /// Points all along its line, and its dots.
    fn along(&self) -> impl Iterator<Item = Point> {
        let between = |pair: &[Point]| {
            let (a, b) = (pair[0], pair[1]);
            let at = move |t: f64| (a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1));
            (0..20).map(move |i| at(f64::from(i) / 20.0))
        };
        let line = self.line.windows(2).flat_map(between);
        line.chain(self.dots.iter().copied())
    }
}

impl Chart {
    /// A box with the names of the series, in that corner where it covers the fewest points.
    pub(super) fn legend(&self, scene: &mut Scene) {
        let series = || self.series.iter().filter(|series| !series.label.is_empty());
        let words = series().map(|series| letters::width(&series.label, LABEL));
        let wide = words.fold(0.0, f32::max) + KEY + 3.0 * PAD;
        let line = 1.3 * LABEL;
        let high = series().count() as f32 * line + PAD;
        let [left, top, width, height] = self.area();
        let [right, bottom] = [left + width - wide - AWAY, top + height - high - AWAY];
        let (left, top) = (left + AWAY, top + AWAY);
        let corners = [[right, top], [right, bottom], [left, top], [left, bottom]];
        let middle = [[(left + right) / 2.0, top]];
        let covered = |[x, y]: &[f32; 2]| {
            let all = self.series.iter().flat_map(Series::along);
            let near = |v: f32, from: &f32, size: f32| (-AWAY..size + AWAY).contains(&(v - from));
            let inside = |[a, b]: &[f32; 2]| near(*a, x, wide) && near(*b, y, high);
            all.map(|point| self.place(point)).filter(inside).count()
        };
        let places = corners.into_iter().chain(middle);
        let Some([x, y]) = places.min_by_key(covered).filter(|_| series().count() > 0) else {
            return;
        };
        scene.tint([x, y], [wide, high], PAPER, 0.9);
        scene.frame([x, y], [wide, high], 1.0, FAINT);
        for (i, series) in series().enumerate() {
            let middle = y + PAD / 2.0 + (i as f32 + 0.5) * line;
            scene.rect([x + PAD, middle - 3.0], [KEY, 6.0], series.colour);
            let beside = [x + KEY + 2.0 * PAD, middle];
            scene.text_at(&series.label, beside, LABEL, Anchor::LEFT, INK);
        }
    }
}
